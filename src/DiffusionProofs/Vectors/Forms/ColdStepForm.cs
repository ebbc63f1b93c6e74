using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class ColdStepForm : ClosedForm
{
    public override string Name => "gaussian.cold-step";
    public override string Source => "Bansal et al., Cold Diffusion, arXiv:2208.09392, algorithms 1 and 2";
    public override string Units => "those of x";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("xs", "[D]"),
        Field.Real("restored", "[D]"),
        Field.Real("degradation_s", "[D,D]"),
        Field.Real("degradation_previous", "[D,D]"),
        Field.Integer("algorithm").Within(new Domain("1 or 2", x => x is 1 or 2)),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("x_previous", "[D]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        torch.Tensor Row(string name) => FormTensors.Of(inputs, name, device, type).unsqueeze(0);
        torch.Tensor previous = FormTensors.Of(inputs, "degradation_previous", device, type);
        torch.Tensor rows = inputs.Integer("algorithm") == 1
            ? ColdStep.Naive(Row("restored"), previous)
            : ColdStep.Improved(Row("xs"), Row("restored"), FormTensors.Of(inputs, "degradation_s", device, type), previous);
        return new Dictionary<string, torch.Tensor> { ["x_previous"] = rows.squeeze(0) };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        Put(inputs, outputs, Right<T>(inputs), inputs.Vector<T>("restored"), LinearAlgebra.Multiply);

    static ColdUpdate<T> Right<T>(FormInputs inputs) where T : IRealField<T> =>
        inputs.Integer("algorithm") == 1 ? ColdFormulas.Naive : ColdFormulas.Improved;

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, ColdUpdate<T> update, T[] restored, Func<T[][], T[], T[]> multiply) where T : IRealField<T>
    {
        T[][][] matrices = [inputs.Matrix<T>("degradation_previous"), inputs.Matrix<T>("degradation_s")];
        outputs.Set("x_previous", update(inputs.Vector<T>("xs"), restored, 1, (x, severity) => multiply(matrices[severity], x)));
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("last step: the restoration itself", Case([0.75, -1.5], [0.5, -0.25], [[0.75, 0.25], [0.125, 0.875]], [[1, 0], [0, 1]], 1)),
        ("last step of algorithm 2", Case([0.75, -1.5], [0.5, -0.25], [[0.75, 0.25], [0.125, 0.875]], [[1, 0], [0, 1]], 2)),
        ("equal degradations: algorithm 2 stays", Case([0.75, -1.5], [0.5, -0.25], [[0.75, 0.25], [0.125, 0.875]], [[0.75, 0.25], [0.125, 0.875]], 2)),
        ("one dimension, faded", Case([0.375], [1.25], [[0.25]], [[0.625]], 2)),
        ("everything degraded away", Case([0.75, -1.5], [0.5, -0.25], [[0, 0], [0, 0]], [[0.375, 0.125], [0.25, 0.625]], 2)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int d = random.Integer(2, 4);
        return Case(random.Vector(d, -3, 3), random.Vector(d, -2, 2), random.Matrix(d, d, -1, 1), random.Matrix(d, d, -1, 1), random.Integer(1, 2));
    }

    static Dictionary<string, FieldValue> Case(double[] xs, double[] restored, double[][] degradation, double[][] previous, int algorithm) => new()
    {
        ["xs"] = xs,
        ["restored"] = restored,
        ["degradation_s"] = degradation,
        ["degradation_previous"] = previous,
        ["algorithm"] = algorithm,
    };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("what is restored ignored: x_s degraded in its place", (inputs, outputs) =>
            Put(inputs, outputs, Right<RoundedReal>(inputs), inputs.Vector<RoundedReal>("xs"), LinearAlgebra.Multiply)),
        new("algorithm 1 for 2", (inputs, outputs) =>
            Put(inputs, outputs, ColdFormulas.Naive, inputs.Vector<RoundedReal>("restored"), LinearAlgebra.Multiply)),
        new("the sign of algorithm 2: x_s + D(R, s) - D(R, s - 1)", (inputs, outputs) =>
            Put(inputs, outputs, inputs.Integer("algorithm") == 1 ? ColdFormulas.Naive : ColdMistakes.WithWrongSign,
                inputs.Vector<RoundedReal>("restored"), LinearAlgebra.Multiply)),
        new("a row times the matrix, where a matrix times a column degrades", (inputs, outputs) =>
            Put(inputs, outputs, Right<RoundedReal>(inputs), inputs.Vector<RoundedReal>("restored"),
                (matrix, x) => LinearAlgebra.Multiply(LinearAlgebra.Transpose(matrix), x))),
    ];
}
