using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>A mean over a law of weighted pairs.</summary>
abstract class RatioPairsForm : ClosedForm
{
    public override string Units => "nats, times the weights";

    public override IReadOnlyList<Field> Inputs { get; } = [Field.Real("p", "[V]").Within(Domain.UnitInterval), RatioFields.Pairs("score"), RatioFields.Pairs("weights")];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("loss")];

    public override TensorFace OnTensors => (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["loss"] = Tensors(FormTensors.Of(inputs, "p", device, type), FormTensors.Of(inputs, "score", device, type), FormTensors.Of(inputs, "weights", device, type)),
    };

    protected abstract torch.Tensor Tensors(torch.Tensor p, torch.Tensor score, torch.Tensor weights);

    protected delegate T Loss<T>(T[] p, T[][] score, T[][] weights, int[] support);

    protected static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Loss<T> loss) where T : IRealField<T> =>
        outputs.Set("loss", loss(inputs.Vector<T>("p"), inputs.Matrix<T>("score"), inputs.Matrix<T>("weights"), RatioFields.Support(inputs, "p")));

    protected static KnownMistake Of(string name, Loss<RoundedReal> loss) => new(name, (inputs, outputs) => Put(inputs, outputs, loss));

    public override void Require(FormInputs inputs)
    {
        RatioFields.RequireCategories(inputs, "p");
        CategoricalFields.RequireRows(inputs, "p");
        RatioFields.RequirePairs(inputs);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("weights that are not symmetric", Case([0.5, 0.3125, 0.1875], RatioCases.ThreeScores, RatioCases.ThreeWeights)),
        ("an even law, scores of 1", Case([0.25, 0.25, 0.25, 0.25], Full(4, 1), Full(4, 0.75))),
        ("a state of no probability", Case([0.625, 0, 0.375], RatioCases.ThreeScores, RatioCases.ThreeWeights)),
        ("weights of absorbing rates, from the mask alone", Case([0.125, 0.25, 0.625], RatioCases.ThreeScores, [[0, 0, 0], [0, 0, 0], [1, 1, 0]])),
        ("two categories", Case([0.875, 0.125], [[1, 0.25], [5.5, 1]], [[0, 0.75], [2, 0]])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int v = random.Integer(2, 5);
        return Case(CategoricalCases.Law(random, v), RatioCases.Scores(random, v), RatioCases.Weights(random, v));
    }

    static Dictionary<string, FieldValue> Case(double[] p, double[][] score, double[][] weights) => new() { ["p"] = p, ["score"] = score, ["weights"] = weights };

    static double[][] Full(int v, double value) => [.. Enumerable.Range(0, v).Select(_ => Enumerable.Repeat(value, v).ToArray())];
}

sealed class RatioScoreEntropyForm : RatioPairsForm
{
    public override string Name => "ratio.score-entropy";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, definition 3.1, eq. 5";

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, ScoreEntropyLosses.Explicit);

    protected override torch.Tensor Tensors(torch.Tensor p, torch.Tensor score, torch.Tensor weights) => ScoreEntropyTensors.Explicit(p, score, weights);

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        OfPair("K(a) = a log a, without -a", RatioLossMistakes.PairOfShortConstant),
        OfPair("the constants K are left out", RatioLossMistakes.PairWithoutConstant),
        OfPair("the Bregman divergence of -log, s/r - log(s/r) - 1, without the factor r", RatioLossMistakes.PairOfLogDivergence),
        OfPair("score and ratio are exchanged", (s, r) => ScoreEntropyFormulas.Pair(r, s)),
        Of("the weights are transposed", (p, score, weights, support) => ScoreEntropyLosses.Explicit(p, score, LinearAlgebra.Transpose(weights), support)),
    ];

    /// <summary>A ratio to a state outside the support is 0, where the mistakes agree.</summary>
    static KnownMistake OfPair(string name, Func<RoundedReal, RoundedReal, RoundedReal> pair) => Of(name, (p, score, weights, support) =>
        support.Select(x => p[x] * Enumerable.Range(0, p.Length).Where(y => y != x)
            .Select(y => weights[x][y] * (support.Contains(y) ? pair(score[x][y], p[y] / p[x]) : score[x][y])).Sum()).Sum());
}

sealed class RatioImplicitScoreEntropyForm : RatioPairsForm
{
    public override string Name => "ratio.implicit-score-entropy";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, proposition 3.3, eq. 6";

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, ScoreEntropyLosses.Implicit);

    protected override torch.Tensor Tensors(torch.Tensor p, torch.Tensor score, torch.Tensor weights) => ScoreEntropyTensors.Implicit(p, score, weights);

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Of("the logarithm of s(y)_x weighed by w_xy, not w_yx", (p, score, weights, _) => RatioLossMistakes.ImplicitWithoutExchange(p, score, weights)),
        Of("the logarithm of s(x)_y in the place of s(y)_x", (p, score, weights, _) => RatioLossMistakes.ImplicitOfOwnRow(p, score, weights)),
        Of("the weights are transposed", (p, score, weights, support) => ScoreEntropyLosses.Implicit(p, score, LinearAlgebra.Transpose(weights), support)),
    ];
}

sealed class RatioDenoisingScoreEntropyForm : ClosedForm
{
    public override string Name => "ratio.denoising-score-entropy";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, theorem 3.4, eq. 7";
    public override string Units => "nats, times the weights";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("p0", "[V]").Within(Domain.UnitInterval), RatioFields.Pairs("transition").Within(Domain.UnitInterval),
        RatioFields.Pairs("score"), RatioFields.Pairs("weights"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("loss")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["loss"] = ScoreEntropyTensors.Denoising(FormTensors.Of(inputs, "p0", device, type), FormTensors.Of(inputs, "transition", device, type),
            FormTensors.Of(inputs, "score", device, type), FormTensors.Of(inputs, "weights", device, type)),
    };

    delegate T Loss<T>(T[] p0, T[][] transition, T[][] score, T[][] weights, int[] support, Func<int, int, bool> reaches);

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, ScoreEntropyLosses.Denoising);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Loss<T> loss) where T : IRealField<T>
    {
        int v = inputs.Sizes["V"];
        outputs.Set("loss", loss(inputs.Vector<T>("p0"), inputs.Matrix<T>("transition"), inputs.Matrix<T>("score"), inputs.Matrix<T>("weights"),
            RatioFields.Support(inputs, "p0"), (x0, x) => inputs.Array("transition").Values[x0 * v + x] > 0));
    }

    public override void Require(FormInputs inputs)
    {
        RatioFields.RequireCategories(inputs, "p0");
        CategoricalFields.RequireRows(inputs, "p0", "transition");
        RatioFields.RequirePairs(inputs);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("weights and transitions that are not symmetric", Case([0.5, 0.3125, 0.1875], CategoricalCases.Three, RatioCases.ThreeScores, RatioCases.ThreeWeights)),
        ("a category that the data lack", Case([0.625, 0, 0.375], CategoricalCases.Three, RatioCases.ThreeScores, RatioCases.ThreeWeights)),
        ("absorbing noise and its weights", Case([0.625, 0.375, 0], CategoricalCases.Absorbing(3, 0.375), RatioCases.ThreeScores, [[0, 0, 0], [0, 0, 0], [1, 1, 0]])),
        ("absorbing noise, other weights", Case([0.625, 0.375, 0], CategoricalCases.Absorbing(3, 0.375), RatioCases.ThreeScores, RatioCases.ThreeWeights)),
        ("two categories", Case([0.875, 0.125], [[0.75, 0.25], [0.0625, 0.9375]], [[1, 0.25], [5.5, 1]], [[0, 0.75], [2, 0]])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int v = random.Integer(2, 5);
        return Case(CategoricalCases.Law(random, v), CategoricalCases.Step(random, v), RatioCases.Scores(random, v), RatioCases.Weights(random, v));
    }

    static Dictionary<string, FieldValue> Case(double[] p0, double[][] transition, double[][] score, double[][] weights) =>
        new() { ["p0"] = p0, ["transition"] = transition, ["score"] = score, ["weights"] = weights };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Of("the minus before the logarithm is lost", RatioLossMistakes.DenoisingWithPlus),
        Of("the transitions are transposed: columns from", (p0, transition, score, weights, support, reaches) =>
            ScoreEntropyLosses.Denoising(p0, LinearAlgebra.Transpose(transition), score, weights, support, (x0, x) => reaches(x, x0))),
        Of("the weights are transposed", (p0, transition, score, weights, support, reaches) =>
            ScoreEntropyLosses.Denoising(p0, transition, score, LinearAlgebra.Transpose(weights), support, reaches)),
        Of("the constants K of the marginals are added", (p0, transition, score, weights, support, reaches) =>
            ScoreEntropyLosses.Denoising(p0, transition, score, weights, support, reaches) + ScoreEntropyLosses.Gap(LinearAlgebra.Combine(p0, transition), weights)),
    ];

    static KnownMistake Of(string name, Loss<RoundedReal> loss) => new(name, (inputs, outputs) => Put(inputs, outputs, loss));
}
