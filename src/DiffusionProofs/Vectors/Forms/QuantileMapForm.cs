using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.TestVectors;

sealed class QuantileMapForm : ClosedForm
{
    public override string Name => "gaussian.quantile-map";
    public override string Source => "the flow of Karras et al., EDM, arXiv:2206.00364, eq. 3, on the line";
    public override string Units => "units of the points";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("z", "[n]").Within(new Domain($"finite and within {QuantileMap.LargestZ} of 0", z => Math.Abs(z) <= QuantileMap.LargestZ)),
        Field.Real("points", "[N]"),
        Field.Real("log_prior", "[N]").Optional(),
        Field.Real("alpha"),
        Field.Real("sigma").Within(Domain.Positive),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("x", "[n]"), Field.Real("slope", "[n]")];

    /// <summary>Solved in float64 whatever the dtype, and rounded once.</summary>
    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor x, Tensor slope) = QuantileMap.Of(FormTensors.Of(inputs, "z", device, type), FormTensors.Of(inputs, "points", device, type),
            inputs.Has("log_prior") ? FormTensors.Of(inputs, "log_prior", device, type) : null, inputs.Number("alpha"), inputs.Number("sigma"));
        return new Dictionary<string, Tensor> { ["x"] = x.MoveToOuterDisposeScope(), ["slope"] = slope.MoveToOuterDisposeScope() };
    };

    /// <summary>The root is enclosed in balls whatever T is; in a system that has none its nearest double stands for it.</summary>
    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        T[] x = Roots(inputs).Select(root => root is T ball ? ball : T.FromDouble((double)root)).ToArray();
        outputs.Set("x", x);
        outputs.Set("slope", Slopes<T>(inputs, x, QuantileFormulas.Slope));
    }

    public override string ToleranceDerivation => "first-order rounding error of F(x) - Phi(z) at the root, over the density, and of the slope there";

    /// <summary>As one step of Newton's method from the root, which moves nothing and leaves its rounding.</summary>
    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs)
    {
        RoundedReal[] z = inputs.Vector<RoundedReal>("z"), points = inputs.Vector<RoundedReal>("points"), prior = Prior<RoundedReal>(inputs);
        RoundedReal alpha = inputs.Scalar<RoundedReal>("alpha"), sigma = inputs.Scalar<RoundedReal>("sigma");
        RoundedReal[] x = [.. Nearest(inputs).Zip(z, (root, at) => QuantileFormulas.Newton(root, at, points, prior, alpha, sigma))];
        outputs.Set("x", x);
        outputs.Set("slope", Slopes(inputs, x, QuantileFormulas.Slope));
    }

    delegate T SlopeForm<T>(T z, T x, T[] points, T[] prior, T alpha, T sigma);

    static T[] Slopes<T>(FormInputs inputs, T[] x, SlopeForm<T> slope) where T : IRealField<T>
    {
        T[] points = inputs.Vector<T>("points"), prior = Prior<T>(inputs);
        return [.. inputs.Vector<T>("z").Zip(x, (z, at) => slope(z, at, points, prior, inputs.Scalar<T>("alpha"), inputs.Scalar<T>("sigma")))];
    }

    static BigReal[] Roots(FormInputs inputs, bool withPrior = true, double? alpha = null)
    {
        BigReal[] points = inputs.Vector<BigReal>("points");
        BigReal[] prior = withPrior ? Prior<BigReal>(inputs) : MixtureFormulas.Softmax(MixtureFormulas.UniformLogPrior<BigReal>(points.Length));
        BigReal scale = alpha is { } other ? BigReal.FromDouble(other) : inputs.Scalar<BigReal>("alpha");
        return [.. inputs.Vector<BigReal>("z").Select(z => QuantileEnclosure.AtNormal(z, points, prior, scale, inputs.Scalar<BigReal>("sigma")))];
    }

    /// <summary>The roots to a double's precision: a tail takes z^2/4.6 more digits.</summary>
    static RoundedReal[] Nearest(FormInputs inputs, bool withPrior = true, double? alpha = null)
    {
        using IDisposable digits = BigReal.WithPrecision(30 + (int)inputs.Array("z").Values.Max(z => z * z / 4));
        return [.. Roots(inputs, withPrior, alpha).Select(root => RoundedReal.FromDouble((double)root))];
    }

    static T[] Prior<T>(FormInputs inputs) where T : IRealField<T> => MixtureFormulas.Softmax(
        inputs.Has("log_prior") ? inputs.Vector<T>("log_prior") : MixtureFormulas.UniformLogPrior<T>(inputs.Array("points").Values.Count));

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("one point: x = alpha y + sigma z", Case([-1.5, 0.25], [0.75], null, 0.875, 0.625)),
        ("two equal points, the steep middle", Case([0, 0.0078125, -0.75], [-1, 1], null, 1, 0.25)),
        ("small sigma: two steps and three stairs", Case([-1.25, -0.4375, 0.0625, 0.8125], [-2, 0.5, 3], [-0.75, 0.25, -0.5], 0.9375, 0.0625)),
        ("tails", Case([-6.5, 5.75], [-1.25, 0.5], [0.5, -1.25], 0.875, 0.75)),
        ("a point that stands twice", Case([-0.5, 1.125], [0.75, -1.5, 0.75], null, 0.625, 0.375)),
        ("large sigma: nearly sigma z", Case([-1.5, 0.625], [-1.25, 0.5, 2], null, 1, 48)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int points = random.Integer(2, 5);
        return Case(random.Vector(random.Integer(2, 4), -2.5, 2.5), random.Vector(points, -3, 3),
            random.Integer(0, 3) == 0 ? null : random.Vector(points, -2, 1), random.Scale(0.25, 1.5), random.Scale(0.1875, 2.5));
    }

    static Dictionary<string, FieldValue> Case(double[] z, double[] points, double[]? logPrior, double alpha, double sigma)
    {
        var inputs = new Dictionary<string, FieldValue> { ["z"] = z, ["points"] = points, ["alpha"] = alpha, ["sigma"] = sigma };
        if (logPrior is not null) inputs["log_prior"] = logPrior;
        return inputs;
    }

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the slope multiplies by the density instead of dividing", (inputs, outputs) => Put(inputs, outputs, Nearest(inputs), FlowMistakes.SlopeMultiplied)),
        new("the slope leaves out the density's 1/sigma", (inputs, outputs) => Put(inputs, outputs, Nearest(inputs), FlowMistakes.SlopeWithoutSigma)),
        new("the prior is left out of the distribution function", (inputs, outputs) =>
            Put(inputs, outputs, Nearest(inputs, withPrior: false), QuantileFormulas.Slope)),
        new("alpha is left out of the means", (inputs, outputs) => Put(inputs, outputs, Nearest(inputs, alpha: 1), QuantileFormulas.Slope)),
    ];

    static void Put(FormInputs inputs, FormOutputs<RoundedReal> outputs, RoundedReal[] x, SlopeForm<RoundedReal> slope)
    {
        outputs.Set("x", x);
        outputs.Set("slope", Slopes(inputs, x, slope));
    }
}
