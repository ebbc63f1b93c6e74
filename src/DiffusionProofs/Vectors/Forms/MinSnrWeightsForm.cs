using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class MinSnrWeightsForm : ClosedForm
{
    static readonly string[] Errors = ["x0", "eps", "v"];

    public override string Name => "gaussian.min-snr-weights";
    public override string Source => "Hang et al., arXiv:2303.09556 (the strategy min-SNR-gamma)";
    public override string Units => "none";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("alpha", "[n]").Within(Domain.NotNegative),
        Field.Real("sigma", "[n]").Within(Domain.NotNegative),
        Field.Real("gamma").Within(Domain.Positive),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [.. Errors.Select(name => Field.Real(name, "[n]"))];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        torch.Tensor alpha = FormTensors.Of(inputs, "alpha", device, type), sigma = FormTensors.Of(inputs, "sigma", device, type);
        double gamma = inputs.Number("gamma");
        return new Dictionary<string, torch.Tensor>
        {
            ["x0"] = MinSnrTensors.OfData(alpha, sigma, gamma),
            ["eps"] = MinSnrTensors.OfNoise(alpha, sigma, gamma),
            ["v"] = MinSnrTensors.OfVelocity(alpha, sigma, gamma),
        };
    };

    delegate T Weight<T>(T alpha, T sigma, T gamma, bool isClipped);

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        Put(inputs, outputs, "x0", MinSnrWeights.OfData<T>);
        Put(inputs, outputs, "eps", MinSnrWeights.OfNoise<T>);
        Put(inputs, outputs, "v", MinSnrWeights.OfVelocity<T>);
    }

    /// <param name="shift">What is added to the SNR before it is held against gamma.</param>
    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, string name, Weight<T> weight, int shift = 0) where T : IRealField<T>
    {
        Rational[] alpha = Exactly(inputs, "alpha"), sigma = Exactly(inputs, "sigma");
        Rational gamma = Rational.FromDouble(inputs.Number("gamma"));
        outputs.Set(name, [.. inputs.Vector<T>("alpha").Zip(inputs.Vector<T>("sigma")).Select((at, i) =>
            weight(at.First, at.Second, inputs.Scalar<T>("gamma"), alpha[i].Squared() >= (gamma - shift) * sigma[i].Squared()))]);
    }

    static Rational[] Exactly(FormInputs inputs, string name) => [.. inputs.Array(name).Values.Select(Rational.FromDouble)];

    public override void Require(FormInputs inputs)
    {
        foreach (var (alpha, sigma) in inputs.Array("alpha").Values.Zip(inputs.Array("sigma").Values))
            if (alpha == 0 && sigma == 0) throw new FieldException("inputs.sigma", "must be above 0 wherever alpha is 0, was 0: there is no SNR");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("no signal: zero terminal SNR", Case([0, 0], [1, 0.75], 5)),
        ("no noise", Case([1, 0.75], [0, 0], 5)),
        ("SNR = gamma", Case([0.75, 3], [0.375, 1.5], 4)),
        ("on both sides of gamma = 5", Case([0.90625, 0.921875, 0.0009765625, 0.9990234375], [0.421875, 0.390625, 0.9990234375, 0.0009765625], 5)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int n = random.Integer(2, 5);
        double[] Draw() => [.. Enumerable.Range(0, n).Select(_ => random.Scale(0.03125, 1.5))];
        return Case(Draw(), Draw(), random.Scale(1.5, 12));
    }

    static Dictionary<string, FieldValue> Case(double[] alpha, double[] sigma, double gamma) => new() { ["alpha"] = alpha, ["sigma"] = sigma, ["gamma"] = gamma };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Wrong("min(SNR + 1, gamma)/(SNR + 1) for v", SnrWeightMistakes.VelocityOfShiftedSnr, 1),
        Wrong("the noise's weight for v", SnrWeightMistakes.VelocityAsNoise, 0),
    ];

    static KnownMistake Wrong(string name, Weight<RoundedReal> velocity, int shift) => new(name, (inputs, outputs) =>
    {
        Put(inputs, outputs, "x0", MinSnrWeights.OfData<RoundedReal>);
        Put(inputs, outputs, "eps", MinSnrWeights.OfNoise<RoundedReal>);
        Put(inputs, outputs, "v", velocity, shift);
    });
}
