using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>The forms of a data set's law against its definition, whatever the pivot.</summary>
public class MixtureFormulaTests
{
    static readonly BigReal alpha = BigReal.FromDouble(0.75), sigma = BigReal.FromDouble(1.25);
    static readonly BigReal[] x = Balls(0.5, -1.25), logPrior = Balls(0.5, -1, 2);
    static readonly BigReal[][] points = [Balls(1.5, 0.25), Balls(-2, 1), Balls(0.125, -3)];

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Every_form_follows_from_the_sum_of_densities(int pivot)
    {
        BigReal[] joint = Joint(), posterior = [.. joint.Select(p => p / joint.Sum())];
        Assert.True(MixtureFormulas.LogDensity(x, points, logPrior, alpha, sigma, pivot).Overlaps(BigReal.Log(joint.Sum())));
        Same(posterior, MixtureFormulas.Weights(x, points, logPrior, alpha, sigma, pivot));
        Same(posterior, MixtureFormulas.Weights(x, points, logPrior, alpha, sigma));
        BigReal[] mean = [.. Enumerable.Range(0, 2).Select(k => posterior.Zip(points, (w, y) => w * y[k]).Sum())];
        Same(mean, MixtureFormulas.Denoiser(x, points, logPrior, alpha, sigma, pivot));
        BigReal total = logPrior.Select(BigReal.Exp).Sum();
        Assert.True(MixtureFormulas.LogSumExp(logPrior, pivot).Overlaps(BigReal.Log(total)));
        Same([.. logPrior.Select(l => BigReal.Exp(l) / total)], MixtureFormulas.Softmax(logPrior, pivot));
        Same([.. logPrior.Select(l => BigReal.Exp(l) / total)], MixtureFormulas.Softmax(logPrior));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Every_derivative_is_that_of_its_form(int pivot)
    {
        RealDual<BigReal>[] Constants(BigReal[] values) => [.. values.Select(RealDual<BigReal>.Constant)];
        RealDual<BigReal>[][] y = [.. points.Select(Constants)];
        (RealDual<BigReal> a, RealDual<BigReal> s) = (RealDual<BigReal>.Constant(alpha), RealDual<BigReal>.Constant(sigma));
        Same(Derivative.Gradient<BigReal>(at => MixtureFormulas.LogDensity([.. at], y, Constants(logPrior), a, s, 0), x),
            MixtureFormulas.Score(x, points, logPrior, alpha, sigma, pivot));
        Same(Derivative.Jacobian<BigReal>(at => MixtureFormulas.Score([.. at], y, Constants(logPrior), a, s, 0), x),
            MixtureFormulas.ScoreJacobian(x, points, logPrior, alpha, sigma, pivot));
        Same(Derivative.Jacobian<BigReal>(at => MixtureFormulas.Weights([.. at], y, Constants(logPrior), a, s, 0), x),
            MixtureFormulas.WeightGradients(x, points, logPrior, alpha, sigma, pivot));
    }

    [Fact]
    public void Log_weights_of_either_form_lack_the_same_constants()
    {
        // log pi_i N(x; alpha y_i, sigma^2 I) is the log-weight by distance less log sum exp(logPrior) + D/2 log(2 pi sigma^2).
        BigReal constant = BigReal.Log(logPrior.Select(BigReal.Exp).Sum()) + BigReal.Log(2 * BigReal.Pi * sigma.Squared());
        Same([.. Joint().Select(p => BigReal.Log(p) + constant)], MixtureFormulas.LogWeightsByDistance(x, points, logPrior, alpha, sigma));
        Same([.. Joint().Select(p => BigReal.Log(p) + constant + LinearAlgebra.SquaredNorm(x) / (2 * sigma.Squared()))],
            MixtureFormulas.LogWeightsAffine(x, points, logPrior, alpha, sigma));
        Assert.Equal([0, 0, 0], MixtureFormulas.UniformLogPrior<Rational>(3));
    }

    [Fact]
    public void Bounds_on_tensors_are_those_of_the_forms_and_two_points_attain_them()
    {
        using var scope = NewDisposeScope();
        using var mixture = new DataMixture(tensor(new double[,] { { -1.5 }, { 0.5 } }));
        (double lower, double upper) = mixture.LipschitzBounds(0.75, 1.25);
        Assert.Equal((double)MixtureBounds.ScoreSlopeLower(sigma), lower, 1e-14);
        Assert.Equal((double)MixtureBounds.ScoreSlopeUpper(alpha, sigma, BigReal.From(4)), upper, 1e-14);
        // Halfway between the two.
        Assert.Equal(upper, mixture.ScoreJacobian(tensor(new[,] { { -0.375 } }), 0.75, 1.25).item<double>(), 1e-14);
    }

    [Fact]
    public void The_condition_number_and_the_radii_are_as_defined()
    {
        using var scope = NewDisposeScope();
        // Centre (3, -4); the farthest point is (6, -8), 5 from it; the diameter 10.
        using var mixture = new DataMixture(tensor(new double[,] { { 0, 0 }, { 6, -8 }, { 3, -4 } }));
        Assert.Equal(5, mixture.CentreNorm, 1e-14);
        Assert.Equal(5, mixture.Radius, 1e-14);
        Assert.Equal(10, mixture.Diameter, 1e-14);
        // alpha (|x| + alpha (|c| + r)) R/sigma^2 with |x| = 13.
        double expected = 0.5 * (13 + 0.5 * (5 + 5)) * 10 / 16;
        Assert.Equal(expected, mixture.ConditionNumber(tensor(new double[,] { { 5, 12 } }), 0.5, 4).item<double>(), 1e-13);
    }

    /// <summary>pi_i prod_k N(x_k; alpha y_ik, sigma^2), the densities written out.</summary>
    static BigReal[] Joint()
    {
        BigReal total = logPrior.Select(BigReal.Exp).Sum();
        return [.. points.Select((y, i) => x.Zip(y, (p, q) => BigReal.Exp(-(p - alpha * q) * (p - alpha * q) / (2 * sigma * sigma)) / (sigma * BigReal.Sqrt(2 * BigReal.Pi)))
            .Aggregate(BigReal.Exp(logPrior[i]) / total, (product, factor) => product * factor))];
    }

    static BigReal[] Balls(params double[] values) => [.. values.Select(BigReal.FromDouble)];

    static void Same(BigReal[,] expected, BigReal[][] received) => Same([.. expected.Cast<BigReal>()], [.. received.SelectMany(row => row)]);

    static void Same(BigReal[] expected, BigReal[] received)
    {
        Assert.Equal(expected.Length, received.Length);
        Assert.All(expected.Zip(received), pair => Assert.True(pair.First.Overlaps(pair.Second), $"{pair.First} is not {pair.Second}"));
    }
}
