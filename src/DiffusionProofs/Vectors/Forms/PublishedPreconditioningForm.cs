using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>VP and VE, as EDM's table writes them.</summary>
sealed class PublishedPreconditioningForm : ClosedForm
{
    static readonly string[] Numbers = ["c_skip", "c_out", "c_in", "c_noise", "weight"];

    public override string Name => "gaussian.published-preconditioning";
    public override string Source => "Karras et al., EDM, arXiv:2206.00364, table 1";
    public override string Units => "c_out in units of the data, c_in and the weight in their inverse and its square; c_skip and c_noise none";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Text("name", "vp", "ve"),
        Field.Real("sigma", "[n]").Within(Domain.Positive),
        Field.Parameters("params", "beta_min", "beta_max", "M"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [.. Numbers.Select(name => Field.Real(name, "[n]"))];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        torch.Tensor sigma = FormTensors.Of(inputs, "sigma", device, type);
        return Numbers.ToDictionary(name => name, name => PreconditioningTensors.Of(Model(inputs), sigma, Right<TensorNumber>(name)));
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        foreach (string name in Numbers) Put(inputs, outputs, name, Right<T>(name));
    }

    public override void Require(FormInputs inputs) => _ = Model(inputs);

    static IPublishedPreconditioning Model(FormInputs inputs)
    {
        IReadOnlyDictionary<string, double> given = inputs.Parameters("params");
        double Of(string name, double standard) => given.TryGetValue(name, out double value) ? value : standard;
        if (inputs.Text("name") == "vp") return new VpPreconditioning(Of("beta_min", 0.1), Of("beta_max", 20), Of("M", 1000));
        return given.Count == 0
            ? new VePreconditioning()
            : throw new ArgumentException($"params must be empty for 've', had '{given.Keys.First()}'.", "params");
    }

    static Func<IPublishedPreconditioning, T, T> Right<T>(string name) where T : IRealField<T> => name switch
    {
        "c_skip" => (model, sigma) => model.Skip(sigma),
        "c_out" => (model, sigma) => model.Out(sigma),
        "c_in" => (model, sigma) => model.In(sigma),
        "c_noise" => (model, sigma) => model.Noise(sigma),
        _ => (model, sigma) => model.Weight(sigma),
    };

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, string name, Func<IPublishedPreconditioning, T, T> number) where T : IRealField<T> =>
        outputs.Set(name, [.. inputs.Vector<T>("sigma").Select(sigma => number(Model(inputs), sigma))]);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("vp, published parameters", Case("vp", [152, 12.90625, 1, 0.0599365234375, 0.001953125])),
        ("ve, published parameters", Case("ve", [100, 12.90625, 2, 0.0599365234375, 0.0205078125])),
        ("vp, nearly no noise", Case("vp", [9.5367431640625e-07], ("beta_min", 0.125), ("beta_max", 18))),
        ("vp at a constant rate", Case("vp", [0.375, 24], ("beta_min", 6), ("beta_max", 6), ("M", 250))),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        double[] sigma = [.. Enumerable.Range(0, random.Integer(2, 5)).Select(_ => random.Scale(0.00390625, 96))];
        return random.Integer(0, 1) == 0
            ? Case("vp", sigma, ("beta_min", random.Scale(0.0625, 0.5)), ("beta_max", random.Scale(8, 24)), ("M", random.Integer(2, 2000)))
            : Case("ve", sigma);
    }

    static Dictionary<string, FieldValue> Case(string name, double[] sigma, params (string Name, double Value)[] parameters) => new()
    {
        ["name"] = name,
        ["sigma"] = sigma,
        ["params"] = new ParametersValue(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)),
    };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Wrong("c_out = +sigma for a network that predicts the noise", "c_out", (_, sigma) => PreconditioningMistakes.VpOutWithoutSign(sigma)),
        Wrong("c_in = 1 for VP, that of VE", "c_in", (_, sigma) => PreconditioningMistakes.VpInOfVarianceExploding(sigma)),
        Wrong("c_noise = M t for VP, not (M - 1) t", "c_noise", (model, sigma) =>
            model is VpPreconditioning vp ? PreconditioningMistakes.VpNoiseWithAllSteps(vp, sigma) : model.Noise(sigma)),
        Wrong("c_noise = log(sigma) for VE, not log(sigma/2)", "c_noise", (model, sigma) =>
            model is VePreconditioning ? PreconditioningMistakes.VeNoiseWithoutHalf(sigma) : model.Noise(sigma)),
        Wrong("lambda = 1", "weight", (_, sigma) => PreconditioningMistakes.WeightOfOne(sigma)),
    ];

    static KnownMistake Wrong(string name, string field, Func<IPublishedPreconditioning, RoundedReal, RoundedReal> number) => new(name, (inputs, outputs) =>
    {
        foreach (string each in Numbers) Put(inputs, outputs, each, each == field ? number : Right<RoundedReal>(each));
    });
}
