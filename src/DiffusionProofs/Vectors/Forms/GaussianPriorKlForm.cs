using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class GaussianPriorKlForm : ClosedForm
{
    public override string Name => "gaussian.prior-kl";
    public override string Source => "VDM, arXiv:2107.00630, eq. 11; DDPM, arXiv:2006.11239, eq. 5 (L_T)";
    public override string Units => "nats";

    public override IReadOnlyList<Field> Inputs { get; } =
        [Field.Real("x0", "[B,D]"), Field.Real("alpha"), Field.Real("sigma").Within(Domain.Positive)];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("kl", "[B]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["kl"] = GaussianBounds.Prior(FormTensors.Of(inputs, "x0", device, type), inputs.Number("alpha"), inputs.Number("sigma")),
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, NelboFormulas.Prior);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T[], T, T, T> prior) where T : IRealField<T> =>
        outputs.Set("kl", [.. inputs.Matrix<T>("x0").Select(x0 => prior(x0, inputs.Scalar<T>("alpha"), inputs.Scalar<T>("sigma")))]);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("alpha = 0: only the variance counts", Case([[0.75, -1.5], [2.25, 0.125]], 0, 1.25)),
        ("nearly the prior", Case([[0.75, -1.5]], 0.0078125, 0.999969482421875)),
        ("at the origin, nearly the prior", Case([[0, 0]], 0.0078125, 0.999969482421875)),
        ("variance exploding", Case([[0.75, -1.5]], 1, 50)),
        ("small sigma", Case([[0.75]], 0.96875, 0.0009765625)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) =>
        Case(random.Matrix(random.Integer(2, 3), random.Integer(2, 4), -2, 2), random.Scale(0.0625, 0.96875), random.Scale(0.25, 3));

    static Dictionary<string, FieldValue> Case(double[][] x0, double alpha, double sigma) =>
        new() { ["x0"] = x0, ["alpha"] = alpha, ["sigma"] = sigma };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the variance where its logarithm belongs", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, GaussianBoundMistakes.PriorWithoutLog)),
        new("the logarithm is added instead of subtracted", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, GaussianBoundMistakes.PriorWithLogAdded)),
        new("the half is missing", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, GaussianBoundMistakes.PriorWithoutHalf)),
        new("alpha is left out of the mean", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, (x0, _, sigma) => GaussianBoundMistakes.PriorWithoutAlpha(x0, sigma))),
    ];
}
