using DiffusionProofs.Gaussian;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

public class MixtureEdgeTests
{
    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void Nothing_is_NaN_as_sigma_falls(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        // Norms near 60, as of the digits; some queries on points, some halfway between two.
        Tensor points = randn([40, 64], generator: generator).to(type).Times(2.5).Plus(7);
        Tensor x = cat([points.narrow(0, 0, 5), points.narrow(0, 0, 5).Plus(points.narrow(0, 5, 5)).DividedBy(2), points.narrow(0, 0, 5).Plus(3)]);
        using var mixture = new DataMixture(points);
        foreach (double sigma in new[] { 1, 0.1, 0.002, 1e-5, 1e-8, 1e-12 })
            foreach (double alpha in new[] { 1, 0.3 })
            {
                foreach (Tensor result in new[]
                {
                    mixture.LogDensity(x, alpha, sigma), mixture.Weights(x, alpha, sigma), mixture.Denoiser(x, alpha, sigma),
                    mixture.Score(x, alpha, sigma), mixture.ScoreJacobian(x.narrow(0, 0, 6), alpha, sigma),
                })
                    Assert.False(result.isnan().any().item<bool>(), $"NaN at sigma {sigma}, alpha {alpha}");
                Assert.True(mixture.Score(x, alpha, sigma).isfinite().all().item<bool>());
            }
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void Duplicates_count_twice(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor points = tensor(new double[,] { { 1, 2 }, { 1, 2 }, { 4, -2 } }).to(type);
        Tensor x = tensor(new double[,] { { 2.5, 0 } }).to(type);
        using var mixture = new DataMixture(points);
        // The query is as far from either place: the prior alone decides.
        Tensor third = full_like(points.select(1, 0), 1 / 3.0).unsqueeze(0);
        Assert.True(mixture.Weights(x, 1, 0.5).allclose(third, rtol: 1e-6));
    }

    [Fact]
    public void At_a_tie_the_prior_shares_as_sigma_falls()
    {
        using var scope = NewDisposeScope();
        Tensor points = tensor(new double[,] { { -3 }, { 3 }, { 10 } }), logPrior = tensor(new[] { 0.2, 0.6, 0.2 }).log();
        using var mixture = new DataMixture(points, logPrior);
        Tensor weights = mixture.Weights(tensor(new double[,] { { 0 } }), 1, 1e-3);
        Assert.True(weights.allclose(tensor(new double[,] { { 0.25, 0.75, 0 } }), rtol: 1e-6));
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void One_point_is_one_Gaussian(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor point = tensor(new double[,] { { 1.5, -2, 60 } }).to(type), x = tensor(new double[,] { { 1, -1.25, 48.25 } }).to(type);
        using var mixture = new DataMixture(point);
        Assert.Equal(1, mixture.Weights(x, 0.8, 0.3).item<double>(type));
        Assert.True(mixture.Denoiser(x, 0.8, 0.3).equal(point).all().item<bool>());
        Assert.True(mixture.Score(x, 0.8, 0.3).allclose(GaussianKernel.Score(x, point, 0.8, 0.3), rtol: 1e-4, atol: 1e-4));
        Assert.True(mixture.LogDensity(x, 0.8, 0.3).allclose(GaussianKernel.LogDensity(x, point, 0.8, 0.3), rtol: 1e-4));
        Assert.Equal(0, mixture.Diameter);
        Assert.Equal((-1 / 0.09, -1 / 0.09), mixture.LipschitzBounds(0.8, 0.3));
    }

    [Fact]
    public void One_dimension_has_the_closed_form_of_two_points()
    {
        using var scope = NewDisposeScope();
        using var mixture = new DataMixture(tensor(new double[,] { { -1 }, { 1 } }));
        double x = 0.3, sigma = 0.7, denoised = Math.Tanh(x / (sigma * sigma));
        Tensor query = tensor(new[,] { { x } });
        Assert.Equal(denoised, mixture.Denoiser(query, 1, sigma).item<double>(), 1e-14);
        Assert.Equal(0.50143961, mixture.Score(query, 1, sigma).item<double>(), 1e-8);
        Assert.Equal((1 - denoised * denoised) / Math.Pow(sigma, 4) - 1 / (sigma * sigma), mixture.ScoreJacobian(query, 1, sigma).item<double>(), 1e-12);
    }

    [Fact]
    public void Without_signal_the_weights_are_the_prior()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        Tensor points = randn([6, 3], ScalarType.Float64, generator: generator), logPrior = randn([6], ScalarType.Float64, generator: generator);
        Tensor x = randn([2, 3], ScalarType.Float64, generator: generator);
        using var mixture = new DataMixture(points, logPrior);
        Assert.True(mixture.Weights(x, 0, 1.3).allclose(logPrior.softmax(0).expand(2, 6), rtol: 1e-14));
        Assert.True(mixture.Score(x, 0, 1.3).allclose((-x).DividedBy(1.3 * 1.3), rtol: 1e-14));
        Assert.True(mixture.ScoreJacobian(x, 0, 1.3).allclose((-eye(3, dtype: ScalarType.Float64).expand(2, 3, 3)).DividedBy(1.3 * 1.3), rtol: 1e-14));
    }

    [Fact]
    public void No_queries_give_empty_results()
    {
        using var scope = NewDisposeScope();
        using var mixture = new DataMixture(ones(3, 2));
        Assert.Equal(new long[] { 0, 2 }, mixture.Score(empty(0, 2), 1, 1).shape);
        Assert.Equal(new long[] { 0 }, mixture.LogDensity(empty(0, 2), 1, 1).shape);
    }

    [Fact]
    public void The_diameter_is_the_largest_distance_between_points()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        // Far from 0: the expanded square would cancel there.
        Tensor points = randn([600, 4], ScalarType.Float64, generator: generator).Plus(1e6);
        using var mixture = new DataMixture(points);
        Assert.Equal((points.unsqueeze(1) - points).norm(2).max().item<double>(), mixture.Diameter, 1e-9);
        Assert.InRange(mixture.Diameter, mixture.Radius, 2 * mixture.Radius);
    }

    [Fact]
    public void Float32_runs_in_double_only_at_small_noise()
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(ScalarType.Float32, 1, 0.01);
        Assert.True(at.Mixture.RunsInDouble(at.Queries, 1, 0.01));
        Assert.False(at.Mixture.RunsInDouble(at.Queries, 1, 5));
    }

    [Fact]
    public void A_query_in_the_middle_of_the_points_is_no_reason_for_float32()
    {
        using var scope = NewDisposeScope();
        // Squares that differ in the last bit of a float32, which the small sigma makes 12 nats.
        double far = 1 + Math.ScaleB(1, -23), sigma = 1e-4;
        using var mixture = new DataMixture(tensor(new[] { (float)-far, -1, 1, (float)far }, [4, 1]));
        double ratio = Math.Exp((1 - far * far) / (2 * sigma * sigma)), near = 1 / (2 * (1 + ratio));
        Tensor weights = mixture.Weights(zeros(1, 1), 1, sigma).to(ScalarType.Float64);
        Assert.True(weights.allclose(tensor(new[,] { { near * ratio, near, near, near * ratio } }), rtol: 1e-4));
    }
}

static class Items
{
    public static double item<T>(this Tensor t, ScalarType _) => t.to(ScalarType.Float64).item<double>();
}
