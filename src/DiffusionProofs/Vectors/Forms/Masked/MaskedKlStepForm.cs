using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class MaskedKlStepForm : ClosedForm
{
    public override string Name => "masked.kl-step";
    public override string Source => "Sahoo et al., MDLM, arXiv:2406.07524, eq. 8 (zero_masking) and eq. 9";
    public override string Units => "nats";
    public override string ToleranceDerivation => SubsTolerance.Derivation;

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("logits", "[L,V]"),
        Field.Integer("xt", "[L]"),
        Field.Integer("x0", "[L]"),
        MaskedFields.Mask,
        MaskedFields.Alpha("alpha_s"),
        MaskedFields.Alpha("alpha_t"),
        Field.Flag("zero_masking"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("kl", "[L]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        // One sequence.
        torch.Tensor logits = FormTensors.Of(inputs, "logits", device, type).unsqueeze(0);
        torch.Tensor xt = FormTensors.Ids(inputs, "xt", device).unsqueeze(0), x0 = FormTensors.Ids(inputs, "x0", device).unsqueeze(0);
        torch.Tensor alphaS = FormTensors.Of(inputs, "alpha_s", device, type).reshape(1), alphaT = FormTensors.Of(inputs, "alpha_t", device, type).reshape(1);
        int mask = inputs.Integer("mask");
        torch.Tensor kl = inputs.Flag("zero_masking")
            ? MaskedLosses.DiscreteNelbo(logits, xt, x0, mask, alphaS, alphaT)
            : MaskedStepKl.WithoutSubs(logits, xt, x0, mask, alphaS, alphaT);
        return new Dictionary<string, torch.Tensor> { ["kl"] = kl.squeeze(0) };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        Put<T>(inputs, outputs, inputs.Flag("zero_masking"), SubsFormulas.LogProbability, SubsFormulas.LogProbabilityWithMask, MaskedFormulas.DiscreteTerm, TermWithMask);

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) => PutRounded(inputs, outputs);

    /// <summary>Eq. 9, whose second term is 0 at alpha_s = 1.</summary>
    static T TermWithMask<T>(T logP, T maskProbability, T alphaS, T alphaT, bool isFirst) where T : IRealField<T> => isFirst
        ? MaskedFormulas.FirstTermWithMask(logP, maskProbability, alphaT)
        : MaskedFormulas.DiscreteTermWithMask(logP, maskProbability, alphaS, alphaT);

    delegate T OfMask<T>(T logP, T maskProbability, T alphaS, T alphaT, bool isFirst);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, bool zeroMasking, Func<T[], int, int, T> logP, Func<T[], int, T> logPWithMask,
        Func<T, T, T, T> term, OfMask<T> termWithMask, bool carriesOver = true) where T : IRealField<T>
    {
        int mask = inputs.Integer("mask");
        T alphaS = inputs.Scalar<T>("alpha_s"), alphaT = inputs.Scalar<T>("alpha_t");
        outputs.Set("kl", MaskedPositions.Each<T>(inputs, (logits, x0, _) => zeroMasking
            ? term(logP(logits, x0, mask), alphaS, alphaT)
            : termWithMask(logPWithMask(logits, x0), T.Exp(logPWithMask(logits, mask)), alphaS, alphaT, inputs.Number("alpha_s") == 1), carriesOver));
    }

    static void PutRounded(FormInputs inputs, FormOutputs<RoundedReal> outputs, bool? zeroMasking = null, Func<RoundedReal[], int, int, RoundedReal>? logP = null,
        Func<RoundedReal, RoundedReal, RoundedReal, RoundedReal>? term = null, OfMask<RoundedReal>? termWithMask = null, bool carriesOver = true) =>
        Put(inputs, outputs, zeroMasking ?? inputs.Flag("zero_masking"), logP ?? SubsTolerance.LogProbability, SubsTolerance.LogProbabilityWithMask,
            term ?? MaskedFormulas.DiscreteTerm, termWithMask ?? TermWithMask, carriesOver);

    public override void Require(FormInputs inputs)
    {
        MaskedPositions.Require(inputs, "alpha_t");
        MaskedFields.RequireStep(inputs);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[][] logits = [[0.25, -1.5, 0, 1], [1.25, 0.5, -2, 0.75]];
        foreach (bool zeroMasking in new[] { true, false })
        {
            string which = zeroMasking ? "SUBS" : "the mask predicted";
            yield return ($"{which}: the mask in the middle, one token visible", Case(logits, [1, 3], [2, 3], 1, 0.8125, 0.375, zeroMasking));
            yield return ($"{which}: s = t", Case(logits, [0, 0], [2, 1], 0, 0.625, 0.625, zeroMasking));
            yield return ($"{which}: alpha_s = 1", Case(logits, [0, 0], [2, 1], 0, 1, 0.625, zeroMasking));
            yield return ($"{which}: alpha_t = 0", Case(logits, [3, 3], [2, 1], 3, 0.125, 0, zeroMasking));
        }
        yield return ("the mask predicted: all visible, alpha_t = 1", Case(logits, [2, 1], [2, 1], 3, 1, 1, false));
        yield return ("extreme logits", Case([[1000, -1000, 3000], [-750, 750.5, 750]], [2, 2], [1, 1], 2, 0.8125, 0.375, false));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int length = random.Integer(2, 4), vocabulary = random.Integer(3, 6), mask = random.Integer(0, vocabulary - 1);
        double[] x0 = MaskedCases.Tokens(random, length, vocabulary, mask);
        return Case(random.Matrix(length, vocabulary, -3, 3), MaskedCases.Noised(random, x0, mask), x0, mask,
            random.Scale(0.5625, 0.9375), random.Scale(0.0625, 0.4375), random.Integer(0, 1) == 0);
    }

    static Dictionary<string, FieldValue> Case(double[][] logits, double[] xt, double[] x0, int mask, double alphaS, double alphaT, bool zeroMasking) =>
        new() { ["logits"] = logits, ["xt"] = xt, ["x0"] = x0, ["mask"] = mask, ["alpha_s"] = alphaS, ["alpha_t"] = alphaT, ["zero_masking"] = zeroMasking };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        .. MaskedStepMistakes.OfTerm.Select(mistake => new KnownMistake($"SUBS: {mistake.Name}", (inputs, outputs) => PutRounded(inputs, outputs, term: mistake.Term))),
        new("SUBS: the mask takes part in the softmax", (inputs, outputs) => PutRounded(inputs, outputs, logP: SubsTolerance.WhereTheMaskTakesPart)),
        new("the mask predicted: eq. 8 in the place of eq. 9, without the terms of the predicted mask", (inputs, outputs) =>
            PutRounded(inputs, outputs, termWithMask: (logP, maskProbability, alphaS, alphaT, _) => MaskedLossMistakes.WithoutMaskTerms(logP, maskProbability, alphaS, alphaT))),
        new("the mask predicted: the second logarithm of eq. 9 is left out", (inputs, outputs) =>
            PutRounded(inputs, outputs, termWithMask: (logP, maskProbability, alphaS, alphaT, _) => MaskedLossMistakes.WithoutStayTerm(logP, maskProbability, alphaS, alphaT))),
        new("zero_masking is ignored: always SUBS", (inputs, outputs) => PutRounded(inputs, outputs, zeroMasking: true)),
        new("zero_masking is ignored: always eq. 9", (inputs, outputs) => PutRounded(inputs, outputs, zeroMasking: false)),
        new("the visible tokens have a loss too instead of being carried over", (inputs, outputs) => PutRounded(inputs, outputs, carriesOver: false)),
    ];
}
