using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalStationaryForm : ClosedForm
{
    public override string Name => "categorical.stationary";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, appendix A.1: pi Q = pi";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } = [CategoricalFields.Probabilities("matrix", "[K,K]")];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("probabilities", "[K]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using DenseTensors step = CategoricalSteps.Of(inputs, "matrix", device, type);
        return new Dictionary<string, torch.Tensor> { ["probabilities"] = step.Stationary() };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("probabilities", StationaryLaw.Of(inputs.Matrix<T>("matrix")));

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) =>
        outputs.Set("probabilities", StationaryLaw.ByEquations(inputs.Matrix<RoundedReal>("matrix")));

    public override string ToleranceDerivation => "first-order rounding error of solving pi (Q - I) = 0 with the sum in the last equation's place";

    public override void Require(FormInputs inputs)
    {
        CategoricalFields.RequireRows(inputs, "matrix");
        bool[][] step = CategoricalSupport.Rows(inputs, "matrix"), reached = step;
        for (int power = 1; power < step.Length; power *= 2)
            reached = [.. CategoricalSupport.Product(reached, reached).Select((row, i) => row.Select((way, j) => way || reached[i][j]).ToArray())];
        for (int i = 0; i < step.Length; i++)
            for (int j = 0; j < step.Length; j++)
                if (i != j && !reached[i][j]) throw new FieldException($"inputs.matrix[{i}]", $"must lead to every category in some steps, since else the law may depend on the start, but never leads to {j}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("not symmetric", Case(CategoricalCases.Three)),
        ("doubly stochastic: even", Case([[0.5, 0.375, 0.125], [0.125, 0.5, 0.375], [0.375, 0.125, 0.5]])),
        ("a cycle: periodic, yet with one law", Case([[0, 1, 0], [0, 0, 1], [1, 0, 0]])),
        ("two categories", Case([[0.75, 0.25], [0.0625, 0.9375]])),
        ("a band with even shares in each row", Case([[0.5, 0.5, 0, 0], [0.25, 0.5, 0.25, 0], [0, 0.25, 0.5, 0.25], [0, 0, 0.5, 0.5]])),
        ("two halves that hardly meet", Case([[0.5, 0.5, 0, 0], [0.25, 0.7490234375, 0.0009765625, 0], [0, 0.001953125, 0.498046875, 0.5], [0, 0, 0.75, 0.25]])),
        ("one category", Case([[1]])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) => Case(CategoricalCases.Step(random, random.Integer(3, 6)));

    static Dictionary<string, FieldValue> Case(double[][] matrix) => new() { ["matrix"] = matrix };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the right eigenvector of a row-stochastic matrix: even, whatever the matrix", (inputs, outputs) =>
            outputs.Set("probabilities", Enumerable.Repeat(RoundedReal.From(1) / RoundedReal.From(inputs.Sizes["K"]), inputs.Sizes["K"]).ToArray())),
        new("the means of the columns: one step from the even law", (inputs, outputs) => outputs.Set("probabilities",
            LinearAlgebra.Transpose(inputs.Matrix<RoundedReal>("matrix")).Select(column => column.Sum() / RoundedReal.From(inputs.Sizes["K"])).ToArray())),
        new("not normalised: the first category's is 1", (inputs, outputs) =>
        {
            RoundedReal[] law = StationaryLaw.Of(inputs.Matrix<RoundedReal>("matrix"));
            outputs.Set("probabilities", law.Select(p => p / law[0]).ToArray());
        }),
    ];
}
