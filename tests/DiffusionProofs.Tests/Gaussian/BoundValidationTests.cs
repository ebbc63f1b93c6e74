using DiffusionProofs.Gaussian;
using DiffusionProofs.TestVectors;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

public class BoundValidationTests
{
    static readonly double[,] two = { { 1, 2 } };

    [Theory]
    [InlineData(0, 0.5, 0.5, 1, "alphaS")]
    [InlineData(0.5, -0.5, 0.5, 1, "sigmaS")]
    [InlineData(0.5, 0.5, -0.5, 1, "alphaT")]
    [InlineData(0.5, 0.5, 0.5, 0, "sigmaT")]
    [InlineData(0.5, 0.5, 0.5, 0.25, "sigmaT")]
    [InlineData(0.5, 0.5, double.NaN, 1, "alphaT")]
    public void A_step_that_is_none_is_refused(double alphaS, double sigmaS, double alphaT, double sigmaT, string name)
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(two);
        Assert.Contains(name, Assert.ThrowsAny<ArgumentException>(() => GaussianPosterior.Mean(x, x, alphaS, sigmaS, alphaT, sigmaT)).ParamName);
        Assert.Contains(name, Assert.ThrowsAny<ArgumentException>(() => GaussianBounds.StepBySnr(x, x, alphaS, sigmaS, alphaT, sigmaT)).ParamName);
    }

    [Fact]
    public void The_first_step_has_a_posterior_and_no_divergence()
    {
        using var scope = NewDisposeScope();
        Tensor xt = tensor(two), x0 = tensor(new double[,] { { 5, -7 } });
        Assert.Equal([4.375, -6.125], MixtureCase.Flat(GaussianPosterior.Mean(xt, x0, 0.875, 0, 0.5, 1)));
        Assert.Equal(0, GaussianPosterior.Variance(0.875, 0, 0.5, 1));
        Assert.Contains("decoder", Assert.ThrowsAny<ArgumentException>(() => GaussianBounds.StepBySnr(xt, x0, 1, 0, 0.5, 1)).Message);
    }

    [Fact]
    public void The_cost_of_a_coupling_names_bad_input_and_leaves_its_result_alone()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(two), points = tensor(new double[,] { { 1, 0 }, { 4, 6 } });
        Assert.Equal([25.0], MixtureCase.Flat(NoiseCoupling.Cost(x, points.narrow(0, 1, 1))));
        Assert.Equal([4.0], MixtureCase.Flat(NoiseCoupling.LeastCost(x, points)));
        Assert.Empty(MixtureCase.Flat(NoiseCoupling.LeastCost(x.narrow(0, 0, 0), points)));
        Assert.Equal("points", Assert.ThrowsAny<ArgumentException>(() => NoiseCoupling.LeastCost(x, points.narrow(0, 0, 0))).ParamName);
        Assert.Equal("points", Assert.ThrowsAny<ArgumentException>(() => NoiseCoupling.LeastCost(x, points.to(ScalarType.Float32))).ParamName);
        Assert.Equal("x0", Assert.ThrowsAny<ArgumentException>(() => NoiseCoupling.Cost(x, points)).ParamName);
        using var generator = new Generator(1);
        Assert.Equal("x0", Assert.ThrowsAny<ArgumentException>(() => GaussianKernel.Sample(x[0], 1, 1, generator)).ParamName);
        Assert.Equal("sigma", Assert.ThrowsAny<ArgumentException>(() => GaussianKernel.Sample(x, 1, 0, generator)).ParamName);
        int before = scope.DisposablesCount;
        NoiseCoupling.LeastCost(GaussianKernel.Sample(x, 1, 0.5, generator), points);
        Assert.Equal(before + 2, scope.DisposablesCount);
    }

    [Fact]
    public void Nothing_happens_in_a_step_of_no_length()
    {
        using var scope = NewDisposeScope();
        Tensor xt = tensor(two), x0 = tensor(new double[,] { { 5, -7 } });
        Assert.Equal([1.0, 2.0], MixtureCase.Flat(GaussianPosterior.Mean(xt, x0, 0.3, 0.7, 0.3, 0.7)));
        Assert.Equal(0, GaussianPosterior.Variance(0.3, 0.7, 0.3, 0.7));
        Assert.Equal(0, GaussianBounds.StepBySnr(xt, x0, 0.3, 0.7, 0.3, 0.7).item<double>());
        Assert.Equal(0, GaussianBounds.StepByEps(xt, x0, -0.3, -0.3).item<double>());
    }

    [Fact]
    public void Other_bad_inputs_are_named()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(two), wider = zeros(1, 3, ScalarType.Float64), flat = zeros(2, ScalarType.Float64);
        Assert.Equal("x0", Assert.ThrowsAny<ArgumentException>(() => GaussianPosterior.Mean(x, wider, 1, 0.5, 0.5, 1)).ParamName);
        Assert.Equal("gammaT", Assert.ThrowsAny<ArgumentException>(() => GaussianBounds.StepByEps(x, x, 1, 0)).ParamName);
        Assert.Equal("dGamma", Assert.ThrowsAny<ArgumentException>(() => GaussianBounds.IntegrandByGamma(x, x, -1)).ParamName);
        Assert.Equal("sigma", Assert.ThrowsAny<ArgumentException>(() => GaussianBounds.Prior(x, 1, 0)).ParamName);
        Assert.Equal("x0", Assert.ThrowsAny<ArgumentException>(() => GaussianBounds.Prior(flat, 1, 1)).ParamName);
        Assert.Equal("dimensions", Assert.ThrowsAny<ArgumentException>(() => LevelLikelihood.BitsPerDimension(x, 0, 256)).ParamName);
        Assert.Equal("levels", Assert.ThrowsAny<ArgumentException>(() => LevelLikelihood.BitsPerDimension(x, 1, 1)).ParamName);
        Assert.Equal("alphaT", Assert.ThrowsAny<ArgumentException>(() => GaussianPosterior.MeanFromEps(x, x, 1, 0.5, 0, 1)).ParamName);
        Assert.Equal("alphaT", Assert.ThrowsAny<ArgumentException>(() => GaussianPosterior.MeanFromScore(x, x, 1, 0.5, 0, 1)).ParamName);
        Assert.Equal("score", Assert.ThrowsAny<ArgumentException>(() => GaussianPosterior.MeanFromScore(x, wider, 1, 0.5, 0.5, 1)).ParamName);
        Assert.Equal("mmse", Assert.ThrowsAny<ArgumentException>(() => GaussianPosterior.BestReverseVariance(-x, 1, 0.5, 0.5, 1)).ParamName);
        Assert.Equal("otherVariance", Assert.ThrowsAny<ArgumentException>(() => GaussianBounds.Divergence(x, 1, x, 0)).ParamName);
        Assert.Equal("levels", Assert.ThrowsAny<ArgumentException>(() => DiscretisedDecoder.LogProbabilities(x, 1, 1)).ParamName);
        Assert.Equal("sigma", Assert.ThrowsAny<ArgumentException>(() => DiscretisedDecoder.LogReconstruction(x, 1, -1, 8)).ParamName);
    }

    [Fact]
    public void Terms_at_times_that_the_chain_has_not_are_refused()
    {
        using var scope = NewDisposeScope();
        using BetaTable table = BetaTable.Linear(4);
        Tensor x = tensor(two), first = tensor(new long[] { 1 });
        string? Refused(Tensor times, Tensor hat, Func<Tensor, Tensor> decoder) =>
            Assert.ThrowsAny<ArgumentException>(() => TermsAtTimes.Of(table, times, x, hat, decoder)).ParamName;
        Assert.Equal("times", Refused(tensor(new long[] { 0 }), x, hat => hat.sum(1)));
        Assert.Equal("times", Refused(tensor(new long[] { 5 }), x, hat => hat.sum(1)));
        Assert.Equal("times", Refused(tensor(new long[] { 1, 2 }), x, hat => hat.sum(1)));
        Assert.Equal("times", Refused(tensor(new[] { 1.0 }), x, hat => hat.sum(1)));
        Assert.Equal("x0Hat", Refused(first, zeros(1, 3, ScalarType.Float64), hat => hat.sum(1)));
        Assert.Equal("decoder", Refused(first, x, hat => hat.alias()));
        Assert.Equal([double.PositiveInfinity], MixtureCase.Flat(table.SnrLosses())[..1]);
    }

    [Theory]
    [InlineData("gaussian.kl-step", "x0_hat", 0, 1, "inputs.sigma_s: must be finite and above 0")]
    [InlineData("gaussian.kl-step", "x0_hat", 0.5, 0.25, "inputs.sigma_t: must be at least sigma_s alpha_t/alpha_s")]
    [InlineData("gaussian.posterior", "xt", 0.5, 0.25, "inputs.sigma_t: must be at least sigma_s alpha_t/alpha_s")]
    public void Files_with_such_steps_are_refused(string form, string other, double sigmaS, double sigmaT, string message)
    {
        string text = FormattableString.Invariant(
            $$"""{ "format": "diffusion-proofs/vectors@1", "form": "{{form}}", "cases": [ { "name": "no step", "inputs": { "x0": [[1]], "{{other}}": [[2]], "alpha_s": 0.5, "sigma_s": {{sigmaS}}, "alpha_t": 0.5, "sigma_t": {{sigmaT}} } } ] }""");
        Assert.Contains(message, Assert.ThrowsAny<Exception>(() => VectorsReader.Parse(text)).Message);
    }
}
