using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class MaskedPosteriorForm : ClosedForm
{
    public override string Name => "masked.posterior";
    public override string Source => "Sahoo et al., MDLM, arXiv:2406.07524, eq. 6";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Integer("xt", "[L]"),
        Field.Integer("x0", "[L]"),
        MaskedFields.Vocabulary,
        MaskedFields.Mask,
        MaskedFields.Alpha("alpha_s"),
        MaskedFields.Alpha("alpha_t"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("probabilities", "[L,V]")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, MaskedFormulas.Posterior);

    delegate T[] Law<T>(int xt, int x0, int vocabulary, int mask, T alphaS, T alphaT);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Law<T> law) where T : IRealField<T> =>
        outputs.Set("probabilities", inputs.Indices("xt").Zip(inputs.Indices("x0"), (xt, x0) =>
            law(xt, x0, inputs.Sizes["V"], inputs.Integer("mask"), inputs.Scalar<T>("alpha_s"), inputs.Scalar<T>("alpha_t"))).ToArray());

    public override void Require(FormInputs inputs)
    {
        MaskedFields.RequireIds(inputs, "x0", "xt");
        MaskedFields.RequireTokens(inputs);
        MaskedFields.RequireNoised(inputs);
        MaskedFields.RequireStep(inputs);
        MaskedFields.RequireMaskable(inputs, "alpha_t");
        if (inputs.Number("alpha_t") == 0)
            MaskedFields.RequireEach(inputs, "xt", (id, _) => id == inputs.Integer("mask"), "must be the mask, since at alpha_t = 0 nothing is visible");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("the mask in the middle", Case([2, 3, 2], [0, 3, 1], 4, 2, 0.8125, 0.375)),
        ("the mask first", Case([0, 0, 2], [1, 3, 2], 4, 0, 0.8125, 0.375)),
        ("s = t: what is masked stays masked", Case([3, 1], [0, 1], 4, 3, 0.625, 0.625)),
        ("alpha_s = 1: all is revealed", Case([3, 1], [0, 1], 4, 3, 1, 0.625)),
        ("alpha_t = 0: all is masked", Case([1, 1], [2, 0], 4, 1, 0.125, 0)),
        ("all visible", Case([2, 0], [2, 0], 4, 3, 1, 1)),
        ("nearly s = t near the data", Case([3], [1], 4, 3, 0.9999998807907104, 0.9999997615814209)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int vocabulary = random.Integer(3, 6), mask = random.Integer(0, vocabulary - 1);
        double[] x0 = MaskedCases.Tokens(random, random.Integer(2, 4), vocabulary, mask);
        return Case(MaskedCases.Noised(random, x0, mask), x0, vocabulary, mask, random.Scale(0.5625, 0.9375), random.Scale(0.0625, 0.4375));
    }

    static Dictionary<string, FieldValue> Case(double[] xt, double[] x0, int vocabulary, int mask, double alphaS, double alphaT) =>
        new() { ["xt"] = xt, ["x0"] = x0, ["V"] = vocabulary, ["mask"] = mask, ["alpha_s"] = alphaS, ["alpha_t"] = alphaT };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Reveal("divided by the earlier mask rate 1 - alpha_s instead of 1 - alpha_t", PosteriorMistakes.DividedByTheEarlierRate, (alphaS, alphaT) => 1 - PosteriorMistakes.DividedByTheEarlierRate(alphaS, alphaT)),
        Reveal("not divided by 1 - alpha_t: the joint probability, which does not sum to 1", PosteriorMistakes.Unnormalised, (alphaS, _) => 1 - alphaS),
        Reveal("not divided by 1 - alpha_t, the mask with the rest", PosteriorMistakes.Unnormalised, (alphaS, alphaT) => 1 - PosteriorMistakes.Unnormalised(alphaS, alphaT)),
        Reveal("revealed with the probability to become masked, 1 - alpha_t/alpha_s", PosteriorMistakes.ForwardProbability, (alphaS, alphaT) => 1 - PosteriorMistakes.ForwardProbability(alphaS, alphaT)),
        Reveal("reveal and stay are exchanged", MaskedFormulas.StayProbability, MaskedFormulas.RevealProbability),
        new("a visible token is masked again instead of carried over", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, MaskedLawMistakes.VisibleIsMaskedAgain)),
    ];

    /// <summary>The posterior with other probabilities for a masked token.</summary>
    static KnownMistake Reveal(string name, Func<RoundedReal, RoundedReal, RoundedReal> reveal, Func<RoundedReal, RoundedReal, RoundedReal> stay) => new(name, (inputs, outputs) =>
        Put<RoundedReal>(inputs, outputs, (xt, x0, vocabulary, mask, alphaS, alphaT) =>
        {
            RoundedReal[] row = MaskedFormulas.Marginal(xt == mask ? x0 : xt, vocabulary, mask, RoundedReal.From(1));
            if (xt == mask) (row[x0], row[mask]) = (reveal(alphaS, alphaT), stay(alphaS, alphaT));
            return row;
        }));
}
