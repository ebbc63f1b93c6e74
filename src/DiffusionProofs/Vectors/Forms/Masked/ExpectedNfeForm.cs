using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class ExpectedNfeForm : ClosedForm
{
    /// <summary>The power is a product of so many factors.</summary>
    const double MostTokens = 1_000_000;

    public override string Name => "masked.expected-nfe";
    public override string Source => "Zheng et al., arXiv:2409.02908, section 4.1";
    public override string Units => "calls of the network";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Integer("steps", "[n]").Within(Domain.AtLeast(1)),
        Field.Integer("length", "[n]").Within(Domain.AtLeast(1)),
        Field.Integer("batch", "[n]").Within(Domain.AtLeast(1)),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("nfe", "[n]")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, SamplingFormulas.ExpectedEvaluations<T>);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<int, int, int, T> nfe) where T : IRealField<T>
    {
        int[] length = inputs.Indices("length"), batch = inputs.Indices("batch");
        outputs.Set("nfe", inputs.Indices("steps").Select((steps, i) => nfe(steps, length[i], batch[i])).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        IReadOnlyList<double> length = inputs.Array("length").Values;
        MaskedFields.RequireEach(inputs, "batch", (batch, i) => batch * length[i] <= MostTokens, $"times length must be at most {MostTokens}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("as printed: 647.48, 973.36, 1024.0, 8057.3", Case([1024, 10_000, 1024, 10_000], [1024, 1024, 1024, 1024], [1, 1, 16, 16])),
        ("one step", Case([1, 1], [7, 1], [3, 1])),
        ("one token", Case([9, 1000], [1, 1], [1, 1])),
        ("more tokens than steps by far", Case([3], [4096], [2])),
        ("more steps than tokens by far", Case([1_000_000], [5], [3])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int n = random.Integer(2, 4);
        double[] Each(int least, int most) => [.. Enumerable.Range(0, n).Select(_ => (double)random.Integer(least, most))];
        return Case(Each(8, 200), Each(4, 60), Each(2, 5));
    }

    static Dictionary<string, FieldValue> Case(double[] steps, double[] length, double[] batch) => new() { ["steps"] = steps, ["length"] = length, ["batch"] = batch };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the steps that change nothing are counted", (inputs, outputs) => Put(inputs, outputs, SamplingMistakes.IdleSteps<RoundedReal>)),
        new("batch times the steps that change one sequence", (inputs, outputs) => Put(inputs, outputs, SamplingMistakes.EachSequenceAlone<RoundedReal>)),
        new("the batch is left out", (inputs, outputs) => Put(inputs, outputs, SamplingMistakes.OneSequence<RoundedReal>)),
        new("min(steps, tokens): as if no two tokens were revealed in one step", (inputs, outputs) =>
            Put(inputs, outputs, (steps, length, batch) => RoundedReal.From(SamplingMistakes.OneTokenAStep(steps, length, batch)))),
    ];
}
