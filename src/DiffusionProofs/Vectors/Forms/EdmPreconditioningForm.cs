using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class EdmPreconditioningForm : ClosedForm
{
    public override string Name => "gaussian.edm-preconditioning";
    public override string Source => "Karras et al., EDM, arXiv:2206.00364, table 1";
    public override string Units => "c_out in units of the data, c_in and the weight in their inverse and its square; c_skip and c_noise none";

    public override IReadOnlyList<Field> Inputs { get; } =
        [Field.Real("sigma", "[n]").Within(Domain.Positive), Field.Real("sigma_data").Within(Domain.Positive)];

    public override IReadOnlyList<Field> Outputs { get; } =
    [
        Field.Real("c_skip", "[n]"), Field.Real("c_out", "[n]"), Field.Real("c_in", "[n]"), Field.Real("c_noise", "[n]"), Field.Real("weight", "[n]"),
    ];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        torch.Tensor sigma = FormTensors.Of(inputs, "sigma", device, type);
        double sigmaData = inputs.Number("sigma_data");
        return new Dictionary<string, torch.Tensor>
        {
            ["c_skip"] = PreconditioningTensors.Skip(sigma, sigmaData),
            ["c_out"] = PreconditioningTensors.Out(sigma, sigmaData),
            ["c_in"] = PreconditioningTensors.In(sigma, sigmaData),
            ["c_noise"] = PreconditioningTensors.Noise(sigma),
            ["weight"] = PreconditioningTensors.Weight(sigma, sigmaData),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        foreach (string field in Outputs.Select(output => output.Name)) Put(inputs, outputs, field, Right<T>(field));
    }

    static Func<T, T, T> Right<T>(string field) where T : IRealField<T> => field switch
    {
        "c_skip" => Preconditioning.Skip,
        "c_out" => Preconditioning.Out,
        "c_in" => Preconditioning.In,
        "c_noise" => (sigma, _) => Preconditioning.Noise(sigma),
        _ => Preconditioning.Weight,
    };

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, string field, Func<T, T, T> form) where T : IRealField<T> =>
        outputs.Set(field, [.. inputs.Vector<T>("sigma").Select(sigma => form(sigma, inputs.Scalar<T>("sigma_data")))]);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("the levels of the sampler, sigma_data = 1/2", Case([80, 12.90625, 1.9228515625, 0.5, 0.0599365234375, 0.001953125], 0.5)),
        ("sigma = sigma_data", Case([0.75], 0.75)),
        ("nearly no noise", Case([9.5367431640625e-07], 0.625)),
        ("nearly no data", Case([3], 0.0009765625)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) =>
        Case([.. Enumerable.Range(0, random.Integer(2, 5)).Select(_ => random.Scale(0.00390625, 96))], random.Scale(0.125, 4));

    static Dictionary<string, FieldValue> Case(double[] sigma, double sigmaData) => new() { ["sigma"] = sigma, ["sigma_data"] = sigmaData };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Wrong("the weight without the square of its divisor", "weight", PreconditioningMistakes.WeightWithoutSquare),
        Wrong("the weight divided by the square of a sum", "weight", PreconditioningMistakes.WeightWithSum),
        Wrong("c_skip with the shares exchanged", "c_skip", PreconditioningMistakes.SkipExchanged),
        Wrong("c_skip = 1, that of VE", "c_skip", PreconditioningMistakes.SkipOfVarianceExploding),
        Wrong("c_out without its root", "c_out", PreconditioningMistakes.OutWithoutRoot),
        Wrong("c_in without its root", "c_in", PreconditioningMistakes.InWithoutRoot),
        Wrong("c_noise = log(sigma/2), that of VE", "c_noise", (sigma, _) => PreconditioningMistakes.NoiseOfVarianceExploding(sigma)),
    ];

    static KnownMistake Wrong(string name, string field, Func<RoundedReal, RoundedReal, RoundedReal> form) => new(name, (inputs, outputs) =>
    {
        foreach (string each in new[] { "c_skip", "c_out", "c_in", "c_noise", "weight" })
            Put(inputs, outputs, each, each == field ? form : Right<RoundedReal>(each));
    });
}
