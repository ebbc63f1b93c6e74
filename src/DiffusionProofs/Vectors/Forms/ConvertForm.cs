using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class ConvertForm : ClosedForm
{
    public override string Name => "gaussian.convert";
    public override string Source => "Salimans and Ho, arXiv:2202.00512, section 4 (v); Song et al., arXiv:2011.13456 (score)";
    public override string Units => "each in its own: eps none, x0 and v those of the data, score nats per unit of x";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("xt", "[B,D]"),
        Field.Real("alpha"),
        Field.Real("sigma").Within(Domain.Positive),
        Field.Text("from", "eps", "x0", "v", "score"),
        Field.Real("value", "[B,D]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } =
        [Field.Real("eps", "[B,D]"), Field.Real("x0", "[B,D]"), Field.Real("v", "[B,D]"), Field.Real("score", "[B,D]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        PredictionKind kind = inputs.Text("from") switch
        {
            "eps" => PredictionKind.Eps,
            "x0" => PredictionKind.X0,
            "v" => PredictionKind.V,
            _ => PredictionKind.Score,
        };
        Prediction<torch.Tensor> all = Conversions.From(kind, FormTensors.Of(inputs, "xt", device, type),
            FormTensors.Of(inputs, "value", device, type), inputs.Number("alpha"), inputs.Number("sigma"));
        return new Dictionary<string, torch.Tensor> { ["eps"] = all.Eps, ["x0"] = all.X0, ["v"] = all.V, ["score"] = all.Score };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, Right);

    static Prediction<T> Right<T>(string from, T x, T value, T alpha, T sigma) where T : IRealField<T> => from switch
    {
        "eps" => ConversionFormulas.FromEps(x, value, alpha, sigma),
        "x0" => ConversionFormulas.FromX0(x, value, alpha, sigma),
        "v" => ConversionFormulas.FromV(x, value, alpha, sigma),
        _ => ConversionFormulas.FromScore(x, value, alpha, sigma),
    };

    delegate Prediction<T> Conversion<T>(string from, T x, T value, T alpha, T sigma);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Conversion<T> convert) where T : IRealField<T>
    {
        Prediction<T>[][] all = [.. inputs.Matrix<T>("xt").Zip(inputs.Matrix<T>("value"), (x, value) =>
            x.Zip(value, (p, q) => convert(inputs.Text("from"), p, q, inputs.Scalar<T>("alpha"), inputs.Scalar<T>("sigma"))).ToArray())];
        outputs.Set("eps", Part(prediction => prediction.Eps));
        outputs.Set("x0", Part(prediction => prediction.X0));
        outputs.Set("v", Part(prediction => prediction.V));
        outputs.Set("score", Part(prediction => prediction.Score));

        T[][] Part(Func<Prediction<T>, T> of) => [.. all.Select(row => row.Select(of).ToArray())];
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        foreach (string from in new[] { "eps", "x0", "v", "score" })
            yield return ($"from {from}, alpha^2 + sigma^2 = 25/16", Case([[0.75, -1.5], [2.25, 0.125]], 0.75, 1, from, [[0.5, -0.25], [1.75, -1]]));
        yield return ("from v, alpha = 0: the data are forgotten", Case([[0.75, -1.5]], 0, 0.875, "v", [[0.5, -0.25]]));
        yield return ("from x0, small sigma", Case([[0.50390625, -1.25]], 0.9990234375, 0.0009765625, "x0", [[0.5, -1.25]]));
        yield return ("from eps, small alpha", Case([[0.50390625, -1.25]], 0.0009765625, 0.9990234375, "eps", [[0.5, -1.25]]));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int batch = random.Integer(1, 3), dimensions = random.Integer(2, 4);
        return Case(random.Matrix(batch, dimensions, -3, 3), random.Scale(0.125, 1.25), random.Scale(0.125, 3),
            random.Choice<string>(["eps", "x0", "v", "score"]), random.Matrix(batch, dimensions, -2, 2));
    }

    static Dictionary<string, FieldValue> Case(double[][] xt, double alpha, double sigma, string from, double[][] value) =>
        new() { ["xt"] = xt, ["alpha"] = alpha, ["sigma"] = sigma, ["from"] = from, ["value"] = value };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        .. Wrong("the sign of v in x0 = alpha x - sigma v", "v", (right, x, v, alpha, sigma) =>
            right with { X0 = ConversionMistakes.X0FromVWithWrongSign(x, v, alpha, sigma) }),
        .. Wrong("x_t where x_0 belongs: eps = (v + sigma x)/alpha", "v", (right, x, v, alpha, sigma) =>
            right with { Eps = ConversionMistakes.EpsFromVWithNoisyData(x, v, alpha, sigma) }),
        .. Wrong("x0 = alpha x - sigma v where alpha^2 + sigma^2 is not 1", "v", (right, x, v, alpha, sigma) =>
            right with { X0 = ConversionMistakes.X0FromVAsIfVariancePreserving(x, v, alpha, sigma) }),
        .. Wrong("Tweedie's formula without the division by alpha", "score", (right, x, score, alpha, sigma) =>
            right with { X0 = ConversionMistakes.X0FromScoreWithoutAlpha(x, score, alpha, sigma) }),
        Wrong("v = eps - x0, the velocity of rectified flow", null, (right, _, _, alpha, sigma) =>
            right with { V = ConversionMistakes.VelocityAsV(right.Eps, right.X0, alpha, sigma) })[0],
        Wrong("score = -eps/(sigma/alpha), at the noise level of x/alpha", null, (right, _, _, alpha, sigma) =>
            right with { Score = ConversionMistakes.ScoreFromEpsAtRescaledNoise(right.Eps, alpha, sigma) })[0],
    ];

    delegate Prediction<RoundedReal> Change(Prediction<RoundedReal> right, RoundedReal x, RoundedReal value, RoundedReal alpha, RoundedReal sigma);

    /// <summary>The mistake alone, and with the other predictions made from the wrong one.</summary>
    static KnownMistake[] Wrong(string name, string? from, Change change) =>
    [
        new(name, (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (given, x, value, alpha, sigma) =>
        {
            Prediction<RoundedReal> right = Right(given, x, value, alpha, sigma);
            return from is null || given == from ? change(right, x, value, alpha, sigma) : right;
        })),
        new($"{name}, and the rest from it", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (given, x, value, alpha, sigma) =>
        {
            Prediction<RoundedReal> right = Right(given, x, value, alpha, sigma);
            if (from is not null && given != from) return right;
            Prediction<RoundedReal> wrong = change(right, x, value, alpha, sigma);
            return wrong.X0.Value != right.X0.Value ? ConversionFormulas.FromX0(x, wrong.X0, alpha, sigma) : ConversionFormulas.FromEps(x, wrong.Eps, alpha, sigma);
        })),
    ];
}
