using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class GaussianStepKlForm : ClosedForm
{
    public override string Name => "gaussian.kl-step";
    public override string Source => "VDM, arXiv:2107.00630, eq. 13; DDPM, arXiv:2006.11239, eq. 12";
    public override string Units => "nats";

    public override IReadOnlyList<Field> Inputs { get; } =
        [Field.Real("x0", "[B,D]"), Field.Real("x0_hat", "[B,D]"), .. ChainStepFields.All(Domain.Positive)];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("kl", "[B]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        (double alphaS, double sigmaS, double alphaT, double sigmaT) = ChainStepFields.Numbers(inputs);
        return new Dictionary<string, torch.Tensor>
        {
            ["kl"] = GaussianBounds.StepBySnr(
                FormTensors.Of(inputs, "x0", device, type), FormTensors.Of(inputs, "x0_hat", device, type), alphaS, sigmaS, alphaT, sigmaT),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, NelboFormulas.StepBySnr);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T[], T[], T, T, T> step) where T : IRealField<T>
    {
        (T alphaS, T sigmaS, T alphaT, T sigmaT) = ChainStepFields.In<T>(inputs);
        Put(inputs, outputs, (x0, x0Hat) => step(x0, x0Hat, NelboFormulas.Snr(alphaS, sigmaS), NelboFormulas.Snr(alphaT, sigmaT)));
    }

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T[], T[], T> divergence) where T : IRealField<T> =>
        outputs.Set("kl", [.. inputs.Matrix<T>("x0").Zip(inputs.Matrix<T>("x0_hat"), divergence)]);

    public override void Require(FormInputs inputs) => ChainStepFields.Require(inputs);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("alpha^2 + sigma^2 = 1", Case([[0.75, -1.5], [2.25, 0.125]], [[0.5, -0.25], [1.75, -1]], 0.9375, 0.34375, 0.8125, 0.578125)),
        ("alpha = 1: variance exploding", Case([[5.5, -7.25]], [[0.5, -0.25]], 1, 1.5, 1, 6)),
        ("a perfect prediction", Case([[0.75, -1.5]], [[0.75, -1.5]], 0.875, 0.375, 0.75, 0.625)),
        ("a short step", Case([[0.75, -1.5]], [[0.5, -0.25]], 0.75, 0.625, 0.75, 0.6259765625)),
        ("small sigma_s", Case([[0.50390625, -1.25]], [[0.5, -1.25]], 1, 0.0009765625, 0.96875, 0.25)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int batch = random.Integer(2, 3), dimensions = random.Integer(2, 4);
        double[][] x0 = random.Matrix(batch, dimensions, -2, 2), x0Hat = random.Matrix(batch, dimensions, -2, 2);
        (double alphaS, double sigmaS, double alphaT, double sigmaT) = ChainStepFields.Random(random);
        return Case(x0, x0Hat, alphaS, sigmaS, alphaT, sigmaT);
    }

    static Dictionary<string, FieldValue> Case(double[][] x0, double[][] x0Hat, double alphaS, double sigmaS, double alphaT, double sigmaT) =>
        new() { ["x0"] = x0, ["x0_hat"] = x0Hat, ["alpha_s"] = alphaS, ["sigma_s"] = sigmaS, ["alpha_t"] = alphaT, ["sigma_t"] = sigmaT };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the half is missing", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, GaussianBoundMistakes.StepWithoutHalf)),
        new("s and t are exchanged: the divergence is negative", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, GaussianBoundMistakes.StepReversed)),
        new("the weight of the noise's error, SNR(s)/SNR(t) - 1, with the data's error", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, GaussianBoundMistakes.EpsWeightOfTheData)),
        new("divided by the variance of q(x_t | x_s): beta for beta~", (inputs, outputs) =>
        {
            (RoundedReal alphaS, RoundedReal sigmaS, RoundedReal alphaT, RoundedReal sigmaT) = ChainStepFields.In<RoundedReal>(inputs);
            Put<RoundedReal>(inputs, outputs, (x0, x0Hat) =>
                GaussianBoundMistakes.StepByTransitionVariance(x0, x0Hat, alphaS, sigmaS, alphaT, sigmaT));
        }),
    ];
}
