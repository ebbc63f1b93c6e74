using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class KernelLogDensityForm : ClosedForm
{
    public override string Name => "gaussian.kernel-log-density";
    public override string Source => "DDPM, arXiv:2006.11239, eq. 4; VDM, arXiv:2107.00630, eq. 1";
    public override string Units => "nats";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("x", "[B,D]"),
        Field.Real("x0", "[B,D]"),
        Field.Real("alpha"),
        Field.Real("sigma").Within(Domain.Positive),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("log_density", "[B]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["log_density"] = GaussianKernel.LogDensity(
            FormTensors.Of(inputs, "x", device, type), FormTensors.Of(inputs, "x0", device, type), inputs.Number("alpha"), inputs.Number("sigma")),
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("log_density", LogDensities(inputs, inputs.Scalar<T>("alpha")));

    static T[] LogDensities<T>(FormInputs inputs, T alpha) where T : IRealField<T> =>
        [.. inputs.Matrix<T>("x").Zip(inputs.Matrix<T>("x0"), (x, x0) => GaussianFormulas.KernelLogDensity(x, x0, alpha, inputs.Scalar<T>("sigma")))];

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("at the mean", Case([[0.75, -1.5]], [[1.5, -3]], 0.5, 0.375)),
        ("one dimension, far out", Case([[40]], [[-0.5]], 0.875, 0.125)),
        ("alpha = 0: the data are forgotten", Case([[0.5, -0.25, 1.75]], [[3, 7, -2]], 0, 1.25)),
        ("small sigma", Case([[0.50390625, -1.25]], [[0.5, -1.25]], 1, 0.0009765625)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int batch = random.Integer(2, 3), dimensions = random.Integer(2, 5);
        return Case(random.Matrix(batch, dimensions, -3, 3), random.Matrix(batch, dimensions, -2, 2), random.Scale(0.125, 0.96875), random.Scale(0.0625, 4));
    }

    static Dictionary<string, FieldValue> Case(double[][] x, double[][] x0, double alpha, double sigma) =>
        new() { ["x"] = x, ["x0"] = x0, ["alpha"] = alpha, ["sigma"] = sigma };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the constant D/2 log(2 pi) is missing", (inputs, outputs) =>
            outputs.Set("log_density", Plus(inputs, RoundedReal.Log(2 * RoundedReal.Pi) / 2))),
        new("the constant D log sigma is missing", (inputs, outputs) =>
            outputs.Set("log_density", Plus(inputs, RoundedReal.Log(inputs.Scalar<RoundedReal>("sigma"))))),
        new("alpha is left out of the mean", (inputs, outputs) => outputs.Set("log_density", LogDensities(inputs, RoundedReal.From(1)))),
    ];

    static RoundedReal[] Plus(FormInputs inputs, RoundedReal eachDimension) =>
        [.. LogDensities(inputs, inputs.Scalar<RoundedReal>("alpha")).Select(right => right + inputs.Sizes["D"] * eachDimension)];
}
