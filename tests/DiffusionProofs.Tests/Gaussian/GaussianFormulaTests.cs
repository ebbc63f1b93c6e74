using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>Densities against the error function differentiated, and against the rule of conditional densities.</summary>
public class GaussianFormulaTests
{
    static readonly BigReal alpha = BigReal.FromDouble(0.75), sigma = BigReal.FromDouble(1.25);
    static readonly BigReal[] x = [.. new[] { 0.5, -1.25, 2 }.Select(BigReal.FromDouble)], y = [.. new[] { 1.5, 0.25, -0.5 }.Select(BigReal.FromDouble)];

    [Fact]
    public void The_kernel_is_a_product_of_slopes_of_the_distribution_function()
    {
        BigReal product = x.Zip(y, (at, point) => Density(at, alpha * point, sigma.Squared())).Aggregate((a, b) => a * b);
        Assert.True(GaussianFormulas.KernelLogDensity(x, y, alpha, sigma).Overlaps(BigReal.Log(product)));
    }

    [Fact]
    public void A_joint_density_is_the_first_times_the_conditional_one()
    {
        BigReal a = BigReal.FromDouble(2.5), b = BigReal.FromDouble(-0.75), c = BigReal.FromDouble(1.5);
        BigReal first = Density(x[0], y[0], a), given = Density(x[1], y[1] + b / a * (x[0] - y[0]), c - b.Squared() / a);
        Assert.True(GaussianFormulas.LogDensity(x[..2], y[..2], [[a, b], [b, c]]).Overlaps(BigReal.Log(first * given)));
    }

    [Fact]
    public void Every_score_is_the_gradient_of_its_log_density()
    {
        BigReal[] variances = [.. new[] { 0.5, 2, 1.75 }.Select(BigReal.FromDouble)];
        BigReal[][] covariance = [[4, 1, -1], [1, 3, 0], [-1, 0, 2]];
        RealDual<BigReal>[] Constants(BigReal[] values) => [.. values.Select(RealDual<BigReal>.Constant)];
        Same(GaussianFormulas.Score(x, y, covariance),
            Derivative.Gradient<BigReal>(at => GaussianFormulas.LogDensity([.. at], Constants(y), [.. covariance.Select(Constants)]), x));
        Same(GaussianFormulas.KernelScore(x, y, alpha, sigma), Derivative.Gradient<BigReal>(at => GaussianFormulas.KernelLogDensity(
            [.. at], Constants(y), RealDual<BigReal>.Constant(alpha), RealDual<BigReal>.Constant(sigma)), x));
        BigReal[] diagonal = [.. Enumerable.Range(0, 3).Select(k =>
            Derivative.Of(at => RealDual<BigReal>.Log(Density(at, Constants(y)[k], Constants(variances)[k])), x[k]))];
        Same(GaussianFormulas.Score(x, y, variances), diagonal);
    }

    [Fact]
    public void Batches_of_the_kernel_are_its_density_and_score()
    {
        using var scope = NewDisposeScope();
        Tensor Row(BigReal[] values) => tensor(values.Select(v => (double)v).ToArray()).unsqueeze(0);
        double product = (double)BigReal.Log(x.Zip(y, (at, point) => Density(at, alpha * point, sigma.Squared())).Aggregate((a, b) => a * b));
        Assert.Equal(product, GaussianKernel.LogDensity(Row(x), Row(y), 0.75, 1.25).item<double>(), 1e-14);
        BigReal[] score = [.. x.Zip(y, (at, point) => Derivative.Of(
            v => RealDual<BigReal>.Log(Density(v, RealDual<BigReal>.Constant(alpha * point), RealDual<BigReal>.Constant(sigma.Squared()))), at))];
        Assert.True(GaussianKernel.Score(Row(x), Row(y), 0.75, 1.25).allclose(Row(score), rtol: 1e-14));
    }

    /// <summary>The derivative of (1 + erf((x - mean)/sqrt(2 variance)))/2.</summary>
    static T Density<T>(T at, T mean, T variance) where T : IRealField<T> => Derivative.Of(
        v => (1 + RealDual<T>.Erf((v - RealDual<T>.Constant(mean)) / RealDual<T>.Constant(T.Sqrt(2 * variance)))) / 2, at);

    static void Same(BigReal[] expected, BigReal[] received) =>
        Assert.All(expected.Zip(received), pair => Assert.True(pair.First.Overlaps(pair.Second), $"{pair.First} is not {pair.Second}"));
}
