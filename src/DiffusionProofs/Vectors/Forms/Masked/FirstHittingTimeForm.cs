using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class FirstHittingTimeForm : ClosedForm
{
    public override string Name => "masked.first-hitting-time";
    public override string Source => "Zheng et al., arXiv:2409.02908, proposition 4.1, eq. 11, for alpha = 1 - t";
    public override string Units => "none (times)";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("u", "[n]").Within(Domain.PositiveUnit),
        Field.Integer("remaining", "[n]").Within(Domain.AtLeast(1)),
        Field.Real("t", "[n]").Within(Domain.PositiveUnit),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("tau", "[n]")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, SamplingFormulas.FirstHittingTime);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T, int, T, T> tau) where T : IRealField<T>
    {
        int[] remaining = inputs.Indices("remaining");
        T[] t = inputs.Vector<T>("t");
        outputs.Set("tau", inputs.Vector<T>("u").Select((u, i) => tau(u, remaining[i], t[i])).ToArray());
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("from the start, and the last token", Case([0.375, 0.8125], [1024, 1], [1, 0.4375])),
        ("u = 1: at once", Case([1, 1], [7, 1], [0.6875, 1])),
        ("u near 0", Case([9.313225746154785e-10, 9.313225746154785e-10], [1, 40], [0.6875, 1])),
        ("u near 1, many remaining", Case([0.9999999403953552], [100_000], [0.8125])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int n = random.Integer(2, 4);
        double[] Each(Func<double> next) => [.. Enumerable.Range(0, n).Select(_ => next())];
        return Case(Each(() => random.Real(0.0625, 0.9375)), Each(() => random.Integer(2, 12)), Each(() => random.Scale(0.125, 0.9375)));
    }

    static Dictionary<string, FieldValue> Case(double[] u, double[] remaining, double[] t) => new() { ["u"] = u, ["remaining"] = remaining, ["t"] = t };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("u t: the root is left out", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, SamplingMistakes.WithoutRoot)),
        new("u^n instead of u^(1/n)", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, SamplingMistakes.PowerForRoot)),
        new("t is left out: every token as if from the start", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, SamplingMistakes.FromTheStart)),
        new("the smallest of n times instead of the largest", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, SamplingMistakes.SmallestOfTheTimes)),
    ];
}
