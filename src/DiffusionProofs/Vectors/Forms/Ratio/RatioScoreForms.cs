using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class RatioConcreteScoreForm : ClosedForm
{
    public override string Name => "ratio.concrete-score";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, eqs. 3 and 12: p_t(y)/p_t(x), p_t = p_0 exp(sigma Q)";
    public override string Units => "ratios; rows: from";

    public override IReadOnlyList<Field> Inputs { get; } =
        [.. RatioFields.Noise, Field.Real("sigma_bar").Within(Domain.NotNegative), Field.Real("p0", "[V]").Within(Domain.UnitInterval)];

    public override IReadOnlyList<Field> Outputs { get; } = [RatioFields.Pairs("score")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["score"] = ReverseRateTensors.ConcreteScore(TransitionTensors.Noised(RatioFields.Rate(inputs),
            FormTensors.Of(inputs, "p0", device, type).reshape(1, 1, -1), RatioFields.Single(inputs.Number("sigma_bar"), device, type)).flatten()),
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("score", ConcreteScores.Of(Law<T>(inputs, matrix => matrix)));

    static T[] Law<T>(FormInputs inputs, Func<T[][], T[][]> orient) where T : IRealField<T> =>
        LinearAlgebra.Combine(inputs.Vector<T>("p0"), orient(RatioFields.Rate(inputs).Transition(inputs.Scalar<T>("sigma_bar"))));

    public override void Require(FormInputs inputs)
    {
        RatioFields.RequireNoise(inputs);
        CategoricalFields.RequireRows(inputs, "p0");
        ClosedRate rate = RatioFields.Rate(inputs);
        int[] support = RatioFields.Support(inputs, "p0");
        for (int x = 0; x < rate.Categories; x++)
            if (!support.Any(from => from == x || inputs.Number("sigma_bar") > 0 && rate.Reaches(from, x)))
                throw new FieldException("inputs.p0", $"must become every category with some probability, since a ratio from a state of probability 0 is undefined, but never becomes {x}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("uniform", Case(RatioCases.Uniform(3), 0.75, [0.5, 0.375, 0.125])),
        ("uniform, a category that the data lack", Case(RatioCases.Uniform(3), 0.75, [0.625, 0, 0.375])),
        ("uniform, no noise: the data's own ratios", Case(RatioCases.Uniform(3), 0, [0.5, 0.375, 0.125])),
        ("uniform, hardly any noise", Case(RatioCases.Uniform(3), RatioCases.HardlyAny, [0.5, 0.375, 0.125])),
        ("uniform, hardly any noise, a category that the data lack", Case(RatioCases.Uniform(3), RatioCases.HardlyAny, [0.625, 0, 0.375])),
        ("uniform, much noise", Case(RatioCases.Uniform(2), 16, [0.875, 0.125])),
        ("absorbing, the mask last", Case(RatioCases.Absorbing(3, 2), 0.75, [0.625, 0.375, 0])),
        ("absorbing, hardly any noise", Case(RatioCases.Absorbing(3, 2), RatioCases.HardlyAny, [0.625, 0.375, 0])),
        ("absorbing, the mask first", Case(RatioCases.Absorbing(3, 0), 2.5, [0, 0.625, 0.375])),
        ("absorbing, masks in the data", Case(RatioCases.Absorbing(3, 1), 0.5, [0.5, 0.125, 0.375])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        Dictionary<string, FieldValue> noise = RatioCases.Noise(random);
        List<double> p0 = [.. CategoricalCases.Law(random, RatioCases.Categories(noise) - (RatioCases.Mask(noise) is null ? 0 : 1))];
        if (RatioCases.Mask(noise) is { } mask) p0.Insert(mask, 0);
        return Case(noise, random.Scale(0.03125, 6), [.. p0]);
    }

    static Dictionary<string, FieldValue> Case(Dictionary<string, FieldValue> noise, double sigma, double[] p0) => noise.With(("sigma_bar", sigma), ("p0", p0));

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("p(x)/p(y): upside down", (inputs, outputs) => outputs.Set("score", LinearAlgebra.Transpose(ConcreteScores.Of(Law<RoundedReal>(inputs, matrix => matrix))))),
        new("p(y)/p(x) - 1, the concrete score of CSM", (inputs, outputs) => outputs.Set("score", ConcreteScores.LessOne(ConcreteScores.Of(Law<RoundedReal>(inputs, matrix => matrix))))),
        new("the law multiplied from the right: exp(sigma Q) taken for one in columns", (inputs, outputs) =>
            outputs.Set("score", ConcreteScores.Of(Law<RoundedReal>(inputs, RateMistakes.ColumnsForRows)))),
    ];
}

sealed class RatioReverseRateForm : ClosedForm
{
    public override string Name => "ratio.reverse-rate";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, eq. 3; Ou et al., RADD, arXiv:2406.03736, eq. 2.10";
    public override string Units => "as the rates; rows: from";

    public override IReadOnlyList<Field> Inputs { get; } = [RatioFields.Pairs("rate"), Field.Real("p_t", "[V]").Within(Domain.PositiveUnit)];

    public override IReadOnlyList<Field> Outputs { get; } = [RatioFields.Pairs("matrix")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["matrix"] = ReverseRateTensors.Dense(FormTensors.Of(inputs, "rate", device, type), ReverseRateTensors.ConcreteScore(FormTensors.Of(inputs, "p_t", device, type))),
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("matrix", ReverseRates.Of(inputs.Matrix<T>("rate"), inputs.Vector<T>("p_t")));

    public override void Require(FormInputs inputs)
    {
        RatioFields.RequireCategories(inputs, "rate");
        CategoricalFields.RequireRows(inputs, "p_t");
        RatioFields.RequireOff(inputs, "rate", rate => rate >= 0, "must be at least 0 off the diagonal");
        foreach (var (row, x) in inputs.Array("rate").Values.Chunk(inputs.Sizes["V"]).Select((row, x) => (row, x)))
            // Each entry rounded to float32 once, and so their sum.
            if (Math.Abs(row.Sum()) > row.Sum(Math.Abs) * Arithmetic.Float32.UnitRoundoff)
                throw new FieldException($"inputs.rate[{x}]", $"must sum to 0, but summed to {JsonNumber.Text(row.Sum())}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("neither symmetric nor everywhere", Case(RatioCases.ThreeRates, [0.5, 0.3125, 0.1875])),
        ("absorbing", Case([[-1, 0, 1], [0, -1, 1], [0, 0, 0]], [0.125, 0.25, 0.625])),
        ("symmetric, an even law: the same", Case([[-0.75, 0.5, 0.25], [0.5, -0.75, 0.25], [0.25, 0.25, -0.5]], [0.25, 0.25, 0.5])),
        ("two categories", Case([[-0.75, 0.75], [2, -2]], [0.875, 0.125])),
        ("a rare category", Case(RatioCases.ThreeRates, [0.5, 0.4990234375, 0.0009765625])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int v = random.Integer(2, 5);
        return Case(RatioCases.Rates(random, v), CategoricalCases.Law(random, v));
    }

    static Dictionary<string, FieldValue> Case(double[][] rate, double[] p) => new() { ["rate"] = rate, ["p_t"] = p };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Of("the forward rate is not exchanged: Q from x to y", RateMistakes.ReverseWithoutExchange),
        Of("p(x)/p(y): the ratio upside down", RateMistakes.ReverseUpsideDown),
        Of("the diagonal of the forward rates", RateMistakes.ReverseWithForwardDiagonal),
        Of("p(y)/p(x) - 1, the concrete score of CSM, for the ratio", RateMistakes.ReverseFromLessOne),
    ];

    static KnownMistake Of(string name, Func<RoundedReal[][], RoundedReal[][], RoundedReal[][]> reverse) => new(name, (inputs, outputs) =>
        outputs.Set("matrix", reverse(inputs.Matrix<RoundedReal>("rate"), ConcreteScores.Of(inputs.Vector<RoundedReal>("p_t")))));
}
