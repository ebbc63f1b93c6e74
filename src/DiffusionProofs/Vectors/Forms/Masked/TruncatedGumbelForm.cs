using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class TruncatedGumbelForm : ClosedForm
{
    /// <summary>Beyond it exp(-bound) is no finite double.</summary>
    const double LeastBound = -700;

    public override string Name => "masked.truncated-gumbel";
    public override string Source => "Zheng et al., arXiv:2409.02908, proposition 5.2, eq. 12";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } =
        [Field.Real("p", "[K]").Within(Domain.Positive), Field.Real("bound").Within(Domain.AtLeast(LeastBound))];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("probabilities", "[K]")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        int[] order = Ascending(inputs);
        T[] p = inputs.Vector<T>("p");
        T[] sorted = SamplingFormulas.TruncatedGumbel([.. order.Select(i => p[i])], inputs.Scalar<T>("bound"));
        outputs.Set("probabilities", [.. Enumerable.Range(0, p.Length).Select(i => sorted[Array.IndexOf(order, i)])]);
    }

    /// <summary>Which entry of p comes at which place; equal ones in their order.</summary>
    static int[] Ascending(FormInputs inputs)
    {
        IReadOnlyList<double> p = inputs.Array("p").Values;
        return [.. Enumerable.Range(0, p.Count).OrderBy(i => p[i])];
    }

    public override void Require(FormInputs inputs)
    {
        IReadOnlyList<double> p = inputs.Array("p").Values;
        double sum = p.Sum();
        // Each rounded to float32 once, and so their sum.
        if (!(Math.Abs(sum - 1) <= p.Count * Arithmetic.Float32.UnitRoundoff)) throw new FieldException("inputs.p", $"must sum to 1, but summed to {JsonNumber.Text(sum)}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("24 log 2, the largest draw from 32-bit uniforms", Case([0.0625, 0.6875, 0.25], 16.63553237915039)),
        ("a tight bound", Case([0.0625, 0.6875, 0.25], -1)),
        ("a bound of 0", Case([0.5, 0.03125, 0.46875], 0)),
        ("equal probabilities stay equal", Case([0.25, 0.25, 0.25, 0.25], 0.5)),
        ("one category", Case([1], 2)),
        ("no truncation to speak of", Case([0.0625, 0.6875, 0.25], 60)),
        ("a rare category", Case([9.5367431640625e-07, 0.9999990463256836], 12)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(3, 6);
        double[] counts = [.. Enumerable.Range(1, categories - 1).Select(_ => (double)random.Integer(1, 48))];
        // The last one fills up to 256, so that the sum is exactly 1.
        return Case([.. counts.Select(count => count / 256), (256 - counts.Sum()) / 256], random.Real(-1, 5));
    }

    static Dictionary<string, FieldValue> Case(double[] p, double bound) => new() { ["p"] = p, ["bound"] = bound };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("p itself: the bound on the noise is not corrected for", (inputs, outputs) =>
            outputs.Set("probabilities", SamplingMistakes.GumbelUncorrected(inputs.Vector<RoundedReal>("p"), inputs.Scalar<RoundedReal>("bound")))),
        new("p is not sorted first", (inputs, outputs) =>
            outputs.Set("probabilities", SamplingFormulas.TruncatedGumbel(inputs.Vector<RoundedReal>("p"), inputs.Scalar<RoundedReal>("bound")))),
        new("the result is left in ascending order instead of p's", (inputs, outputs) =>
            outputs.Set("probabilities", SamplingFormulas.TruncatedGumbel(Sorted(inputs), inputs.Scalar<RoundedReal>("bound")))),
    ];

    static RoundedReal[] Sorted(FormInputs inputs)
    {
        RoundedReal[] p = inputs.Vector<RoundedReal>("p");
        return [.. Ascending(inputs).Select(i => p[i])];
    }
}
