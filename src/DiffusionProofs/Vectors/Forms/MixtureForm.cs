using DiffusionProofs.Data;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.TestVectors;

/// <summary>What the forms of a noised data set share: inputs, cases, and the mistakes in its weights.</summary>
abstract class MixtureForm : ClosedForm
{
    public override string Source => "Karras et al., EDM, arXiv:2206.00364, appendix B.3";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("x", "[B,D]"),
        Field.Real("points", "[N,D]"),
        Field.Real("log_prior", "[N]").Optional(),
        Field.Real("alpha"),
        Field.Real("sigma").Within(Domain.Positive),
    ];

    /// <summary>Tensor code forms the squared distances from matrix products, so their cancellation belongs to the tolerance.</summary>
    public override string ToleranceDerivation => "first-order rounding error with log-weights affine in x, (alpha x.y - alpha^2 |y|^2/2)/sigma^2, and a mean taken about the points' centre";

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) =>
        FromLogWeights(inputs, outputs, MixtureFormulas.LogWeightsAffine);

    /// <summary>The outputs that follow from log-weights computed in another way.</summary>
    protected abstract void FromLogWeights(FormInputs inputs, FormOutputs<RoundedReal> outputs, LogWeights logWeights);

    protected delegate RoundedReal[] LogWeights(RoundedReal[] x, RoundedReal[][] points, RoundedReal[] logPrior, RoundedReal alpha, RoundedReal sigma);

    protected static IEnumerable<Query<T>> Queries<T>(FormInputs inputs) where T : IRealField<T>
    {
        T[][] points = inputs.Matrix<T>("points");
        T[] prior = inputs.Has("log_prior") ? inputs.Vector<T>("log_prior") : MixtureFormulas.UniformLogPrior<T>(points.Length);
        double[][] positions = [.. inputs.Array("points").Values.Chunk(inputs.Sizes["D"])];
        return inputs.Array("x").Values.Chunk(inputs.Sizes["D"]).Select(x =>
            new Query<T>([.. x.Select(T.FromDouble)], points, prior, inputs.Scalar<T>("alpha"), inputs.Scalar<T>("sigma"), Nearest(x, positions, inputs)));
    }

    /// <summary>The point of about the largest weight; any would do, but exponentials might overflow.</summary>
    static int Nearest(double[] x, double[][] points, FormInputs inputs)
    {
        double alpha = inputs.Number("alpha"), sigma = inputs.Number("sigma");
        IReadOnlyList<double> prior = inputs.Has("log_prior") ? inputs.Array("log_prior").Values : new double[points.Length];
        return Enumerable.Range(0, points.Length)
            .MaxBy(i => prior[i] - points[i].Zip(x, (y, p) => (p - alpha * y) / sigma * ((p - alpha * y) / sigma)).Sum() / 2);
    }

    protected readonly record struct Query<T>(T[] X, T[][] Points, T[] LogPrior, T Alpha, T Sigma, int Pivot) where T : IRealField<T>;

    protected static RoundedReal[] Weights(Query<RoundedReal> query, LogWeights logWeights)
    {
        RoundedReal[] logs = logWeights(query.X, query.Points, query.LogPrior, query.Alpha, query.Sigma);
        int largest = Enumerable.Range(0, logs.Length).MaxBy(i => logs[i].Value);
        return MixtureFormulas.Softmax(logs, largest);
    }

    /// <summary>The denoiser, taken about the points' centre as tensor code does: where the result is small, the centre's rounding stays in it.</summary>
    protected static RoundedReal[] Denoiser(Query<RoundedReal> query, LogWeights logWeights)
    {
        RoundedReal[] equal = [.. Enumerable.Repeat(1 / RoundedReal.From(query.Points.Length), query.Points.Length)];
        RoundedReal[] centre = MixtureAlgebra.Denoiser(equal, query.Points);
        return LinearAlgebra.Add(LinearAlgebra.Subtract(MixtureAlgebra.Denoiser(Weights(query, logWeights), query.Points), centre), centre);
    }

    protected static TensorFace OfMixture(string output, Func<DataMixture, Tensor, double, double, Tensor> evaluate) => (inputs, device, type) =>
    {
        using DisposeScope scope = NewDisposeScope();
        using var mixture = new DataMixture(FormTensors.Of(inputs, "points", device, type), inputs.Has("log_prior") ? FormTensors.Of(inputs, "log_prior", device, type) : null);
        Tensor result = evaluate(mixture, FormTensors.Of(inputs, "x", device, type), inputs.Number("alpha"), inputs.Number("sigma"));
        return new Dictionary<string, Tensor> { [output] = result.MoveToOuterDisposeScope() };
    };

    public override IReadOnlyList<KnownMistake> Mistakes => [.. WeightMistakesOnly, .. OwnMistakes];

    protected virtual IReadOnlyList<KnownMistake> OwnMistakes => [];

    IEnumerable<KnownMistake> WeightMistakesOnly =>
    [
        new("the weights leave the prior out", (inputs, outputs) => FromLogWeights(inputs, outputs, WeightMistakes.WithoutPrior)),
        new("the weights use the distance instead of its square", (inputs, outputs) => FromLogWeights(inputs, outputs, WeightMistakes.UnsquaredDistance)),
        new("the weights leave alpha out of the mean", (inputs, outputs) => FromLogWeights(inputs, outputs, WeightMistakes.WithoutAlpha)),
        new("the weights leave out the half: as if the variance were sigma^2/2", (inputs, outputs) => FromLogWeights(inputs, outputs, WeightMistakes.WithoutHalf)),
        new("the weights leave out the points' norms", (inputs, outputs) => FromLogWeights(inputs, outputs, WeightMistakes.WithoutNormOfThePoint)),
    ];

    /// <summary>Whether cases with 64 dimensions are of use; an output with D^2 entries fills files.</summary>
    protected virtual bool TakesManyDimensions => true;

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[][] points = [[0.75, -1.5], [-0.25, 0.5], [1.25, 1]];
        yield return ("one point", Case([[0.5, -1]], [[0.75, -1.5]], null, 0.875, 0.375));
        yield return ("small sigma: nearly all the weight on one point", Case([[0.6875, -1.25]], points, [-1, 0.5, 0.25], 0.875, 0.03125));
        yield return ("large sigma: nearly the prior", Case([[30, -45.5]], points, [-1, 0.5, 0.25], 0.875, 80));
        yield return ("a point that stands twice", Case([[0.5, -1]], [[0.75, -1.5], [-0.25, 0.5], [0.75, -1.5]], null, 0.625, 0.75));
        yield return ("halfway between two points", Case([[0.25, -0.5]], [[0.75, -1.5], [-0.25, 0.5]], null, 1, 0.75));
        yield return ("far from all points", Case([[25, -40]], points, null, 0.875, 0.375));
        if (TakesManyDimensions) yield return ("five digits", DigitsCase());
    }

    /// <summary>The first four images and the first 4, and the second image noised.</summary>
    static IReadOnlyDictionary<string, FieldValue> DigitsCase()
    {
        double[][] points = [.. Digits.Load().Points.Take(5)];
        var random = new CaseRandom(64);
        return Case([[.. points[1].Select(pixel => 0.75 * pixel + random.Integer(-96, 96) / 16.0)]], points, null, 0.75, 3.5);
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int batch = random.Integer(1, 3), points = random.Integer(3, 6), dimensions = random.Integer(2, 4);
        return Case(random.Matrix(batch, dimensions, -2.5, 2.5), random.Matrix(points, dimensions, -2, 2),
            random.Integer(0, 3) == 0 ? null : random.Vector(points, -2, 1), random.Scale(0.25, 1.5), random.Scale(0.25, 2.5));
    }

    static Dictionary<string, FieldValue> Case(double[][] x, double[][] points, double[]? logPrior, double alpha, double sigma)
    {
        var inputs = new Dictionary<string, FieldValue> { ["x"] = x, ["points"] = points, ["alpha"] = alpha, ["sigma"] = sigma };
        if (logPrior is not null) inputs["log_prior"] = logPrior;
        return inputs;
    }
}
