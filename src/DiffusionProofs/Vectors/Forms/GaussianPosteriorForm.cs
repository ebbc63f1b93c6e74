using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class GaussianPosteriorForm : ClosedForm
{
    public override string Name => "gaussian.posterior";
    public override string Source => "VDM, arXiv:2107.00630, eqs. 23-25; DDPM, arXiv:2006.11239, eqs. 6-7";
    public override string Units => "mean: those of the data; variance: their square";

    public override IReadOnlyList<Field> Inputs { get; } = [Field.Real("xt", "[B,D]"), Field.Real("x0", "[B,D]"), .. ChainStepFields.All(Domain.NotNegative)];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("mean", "[B,D]"), Field.Real("variance")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        (double alphaS, double sigmaS, double alphaT, double sigmaT) = ChainStepFields.Numbers(inputs);
        return new Dictionary<string, torch.Tensor>
        {
            ["mean"] = GaussianPosterior.Mean(
                FormTensors.Of(inputs, "xt", device, type), FormTensors.Of(inputs, "x0", device, type), alphaS, sigmaS, alphaT, sigmaT),
            ["variance"] = torch.tensor(GaussianPosterior.Variance(alphaS, sigmaS, alphaT, sigmaT), dtype: type, device: device),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, PosteriorFormulas.Mean, PosteriorFormulas.Variance);

    delegate T[] MeanOf<T>(T[] xt, T[] x0, T alphaS, T sigmaS, T alphaT, T sigmaT);

    delegate T VarianceOf<T>(T alphaS, T sigmaS, T alphaT, T sigmaT);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, MeanOf<T> mean, VarianceOf<T> variance) where T : IRealField<T>
    {
        (T alphaS, T sigmaS, T alphaT, T sigmaT) = ChainStepFields.In<T>(inputs);
        outputs.Set("mean", [.. inputs.Matrix<T>("xt").Zip(inputs.Matrix<T>("x0"), (xt, x0) => mean(xt, x0, alphaS, sigmaS, alphaT, sigmaT))]);
        outputs.Set("variance", variance(alphaS, sigmaS, alphaT, sigmaT));
    }

    public override void Require(FormInputs inputs) => ChainStepFields.Require(inputs);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("alpha^2 + sigma^2 = 1", Case([[0.75, -1.5], [2.25, 0.125]], [[0.5, -0.25], [1.75, -1]], 0.9375, 0.34375, 0.8125, 0.578125)),
        ("alpha = 1: variance exploding", Case([[5.5, -7.25]], [[0.5, -0.25]], 1, 1.5, 1, 6)),
        ("sigma_s = 0: the data themselves", Case([[0.75, -1.5]], [[0.5, -0.25]], 1, 0, 0.75, 0.625)),
        ("alpha_t = 0: x_t knows nothing", Case([[0.75, -1.5]], [[0.5, -0.25]], 0.375, 0.875, 0, 1.25)),
        ("a short step", Case([[0.75, -1.5]], [[0.5, -0.25]], 0.75, 0.625, 0.75, 0.6259765625)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int batch = random.Integer(1, 3), dimensions = random.Integer(2, 4);
        double[][] xt = random.Matrix(batch, dimensions, -3, 3), x0 = random.Matrix(batch, dimensions, -2, 2);
        (double alphaS, double sigmaS, double alphaT, double sigmaT) = ChainStepFields.Random(random);
        return Case(xt, x0, alphaS, sigmaS, alphaT, sigmaT);
    }

    static Dictionary<string, FieldValue> Case(double[][] xt, double[][] x0, double alphaS, double sigmaS, double alphaT, double sigmaT) =>
        new() { ["xt"] = xt, ["x0"] = x0, ["alpha_s"] = alphaS, ["sigma_s"] = sigmaS, ["alpha_t"] = alphaT, ["sigma_t"] = sigmaT };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the variance of q(x_t | x_s): beta for beta~", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, PosteriorFormulas.Mean, GaussianPosteriorMistakes.TransitionVariance)),
        new("the coefficients of x_t and x_0 are exchanged", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, GaussianPosteriorMistakes.ExchangedMean, PosteriorFormulas.Variance)),
        new("alpha_s is left out of the coefficient of x_0", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, GaussianPosteriorMistakes.MeanWithoutAlpha, PosteriorFormulas.Variance)),
        new("the standard deviation for the variance", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, PosteriorFormulas.Mean, (a, b, c, d) => RoundedReal.Sqrt(PosteriorFormulas.Variance(a, b, c, d)))),
    ];
}
