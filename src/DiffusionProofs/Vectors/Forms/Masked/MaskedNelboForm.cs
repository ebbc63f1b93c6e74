using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>The forms that give a token's term of the bound from logits: a weight of two numbers a sequence, times the log-probability.</summary>
abstract class MaskedNelboForm : ClosedForm
{
    public override string Units => "nats per token";
    public override string ToleranceDerivation => SubsTolerance.Derivation;

    /// <summary>The two numbers [B] that the weight is made of.</summary>
    protected abstract (Field First, Field Second) Rates { get; }

    public override IReadOnlyList<Field> Inputs =>
        [Field.Real("logits", "[B,L,V]"), Field.Integer("xt", "[B,L]"), Field.Integer("x0", "[B,L]"), MaskedFields.Mask, Rates.First, Rates.Second];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("loss", "[B,L]")];

    public override TensorFace OnTensors => (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["loss"] = Loss(
            FormTensors.Of(inputs, "logits", device, type), FormTensors.Ids(inputs, "xt", device), FormTensors.Ids(inputs, "x0", device), inputs.Integer("mask"),
            FormTensors.Of(inputs, Rates.First.Name, device, type), FormTensors.Of(inputs, Rates.Second.Name, device, type)),
    };

    protected abstract torch.Tensor Loss(torch.Tensor logits, torch.Tensor xt, torch.Tensor x0, long mask, torch.Tensor first, torch.Tensor second);

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, SubsFormulas.LogProbability, Term);

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) => Put<RoundedReal>(inputs, outputs, SubsTolerance.LogProbability, Term);

    protected abstract T Term<T>(T logP, T first, T second) where T : IRealField<T>;

    protected void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T[], int, int, T> logP, Func<T, T, T, T> term, bool carriesOver = true) where T : IRealField<T>
    {
        T[] first = inputs.Vector<T>(Rates.First.Name), second = inputs.Vector<T>(Rates.Second.Name);
        int length = inputs.Sizes["L"], mask = inputs.Integer("mask");
        T[] losses = MaskedPositions.Each<T>(inputs, (logits, x0, i) => term(logP(logits, x0, mask), first[i / length], second[i / length]), carriesOver);
        outputs.Set("loss", losses.Chunk(length).ToArray());
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int batch = random.Integer(1, 3), length = random.Integer(2, 4), vocabulary = random.Integer(3, 6), mask = random.Integer(0, vocabulary - 1);
        double[][] x0 = [.. Enumerable.Range(0, batch).Select(_ => MaskedCases.Tokens(random, length, vocabulary, mask))];
        double[][] xt = [.. x0.Select(row => MaskedCases.Noised(random, row, mask))];
        double[][][] logits = [.. x0.Select(_ => random.Matrix(length, vocabulary, -3, 3))];
        (double First, double Second)[] rates = [.. x0.Select(_ => RandomRates(random))];
        return Case(logits, xt, x0, mask, [.. rates.Select(rate => rate.First)], [.. rates.Select(rate => rate.Second)]);
    }

    protected abstract (double First, double Second) RandomRates(CaseRandom random);

    protected IReadOnlyDictionary<string, FieldValue> Case(double[][][] logits, double[][] xt, double[][] x0, int mask, double[] first, double[] second) =>
        new Dictionary<string, FieldValue> { ["logits"] = logits, ["xt"] = xt, ["x0"] = x0, ["mask"] = mask, [Rates.First.Name] = first, [Rates.Second.Name] = second };

    public override IReadOnlyList<KnownMistake> Mistakes =>
    [
        .. WeightMistakes,
        OfTerm("the weight is left out: the plain cross-entropy", (logP, _, _) => MaskedLossMistakes.WithoutWeight(logP)),
        new("the mask takes part in the softmax", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, SubsTolerance.WhereTheMaskTakesPart, Term)),
        new("the visible tokens have a loss too instead of being carried over", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, SubsTolerance.LogProbability, Term, carriesOver: false)),
    ];

    protected abstract IEnumerable<KnownMistake> WeightMistakes { get; }

    protected KnownMistake OfTerm(string name, Func<RoundedReal, RoundedReal, RoundedReal, RoundedReal> term) => new(name, (inputs, outputs) =>
        Put(inputs, outputs, SubsTolerance.LogProbability, term));
}
