using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

public class FlowValidationTests
{
    [Fact]
    public void The_quantile_map_refuses_what_it_cannot_answer()
    {
        using var scope = NewDisposeScope();
        Tensor z = tensor([0.5]), points = tensor([-1.0, 1.0]);
        Refused("z", () => QuantileMap.Of(tensor([37.5]), points, null, 1, 1));
        Refused("z", () => QuantileMap.Of(tensor([double.NaN]), points, null, 1, 1));
        Refused("z", () => QuantileMap.Of(z.unsqueeze(0), points, null, 1, 1));
        Refused("points", () => QuantileMap.Of(z, points.unsqueeze(0), null, 1, 1));
        Refused("points", () => QuantileMap.Of(z, points.to(ScalarType.Float32), null, 1, 1));
        Refused("logPrior", () => QuantileMap.Of(z, points, z, 1, 1));
        Refused("alpha", () => QuantileMap.Of(z, points, null, double.NaN, 1));
        Refused("sigma", () => QuantileMap.Of(z, points, null, 1, 0));
    }

    [Fact]
    public void The_sampler_refuses_levels_that_do_not_fall()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(1, 1, ScalarType.Float64);
        Refused("levels", () => FlowSampler.Heun(x, [1], (at, _) => at));
        Refused("levels", () => FlowSampler.Heun(x, [1, 2], (at, _) => at));
        Refused("levels", () => FlowSampler.Euler(x, [1, -1], (at, _) => at));
        Refused("levels[1]", () => FlowSampler.Euler(x, [1, 0, 0], (at, _) => at));
    }

    [Fact]
    public void Preconditioning_and_tables_refuse_what_lies_outside_their_domain()
    {
        using var scope = NewDisposeScope();
        Refused("sigma", () => PreconditioningTensors.Skip(tensor([0.0, 1]), 0.5));
        Refused("sigmaData", () => PreconditioningTensors.Weight(tensor([1.0]), 0));
        Refused("t", () => new RectifiedFlow().Velocity(tensor([1.0]), tensor([1.0]), tensor(1.0)));
        Refused("c1", () => IddpmLevels.Of<Float64>(10, 0.5));
        Refused("M", () => IddpmLevels.Of<Float64>(0));
        Refused("churn", () => NoiseSplits.ChurnRate(-1, 18));
        Refused("steps", () => NoiseSplits.ChurnRate(1, 0));
    }

    [Fact]
    public void Steps_with_fresh_noise_go_down_and_churn_up()
    {
        using var scope = NewDisposeScope();
        using Generator generator = new(1);
        Tensor x = tensor(new double[,] { { 1, 2 } }), denoised = tensor(new double[,] { { 0.5, -1 } });
        Refused("to", () => FreshNoise.AncestralVariance(1, 1.5));
        Refused("to", () => FreshNoise.AncestralMean(x, denoised, 1, -0.5));
        Refused("from", () => FreshNoise.Ancestral(x, denoised, 0, 0, generator));
        Refused("denoised", () => FreshNoise.AncestralMean(x, zeros(1, 3, ScalarType.Float64), 1, 0.5));
        Refused("x", () => FreshNoise.Churned(tensor([double.NaN]), 1, 0.25, generator));
        Refused("t", () => FreshNoise.ChurnVariance(-1, 0.25));
        Refused("rate", () => FreshNoise.ChurnVariance(1, -0.25));
        Assert.Equal([0.5, -1], MixtureCase.Flat(FreshNoise.Ancestral(x, denoised, 2, 0, generator)));
        Assert.Equal([1.0, 2], MixtureCase.Flat(FreshNoise.Ancestral(x, denoised, 2, 2, generator)));
        (Tensor kept, double level) = FreshNoise.Churned(x, 2, 0, generator);
        Assert.Equal([1.0, 2], MixtureCase.Flat(kept));
        Assert.Equal(2, level);
    }

    [Fact]
    public void The_inverse_distribution_function_wants_a_probability() =>
        Refused("probability", () => QuantileEnclosure.At(1, [0], [1], 1, 1));

    [Fact]
    public void One_point_is_mapped_by_a_straight_line_out_to_the_last_z()
    {
        using var scope = NewDisposeScope();
        Tensor z = tensor([-37.0, -1.5, 0, 2, 37]);
        (Tensor x, Tensor slope) = QuantileMap.Of(z, tensor([0.75]), null, 2, 0.5);
        Assert.Equal([-17, 0.75, 1.5, 2.5, 20], MixtureCase.Flat(x));
        Assert.All(MixtureCase.Flat(slope), s => Assert.Equal(0.5, s, 1e-12));
    }

    static void Refused(string name, Action call)
    {
        var refused = Assert.ThrowsAny<ArgumentException>(call);
        Assert.Equal(name, refused.ParamName);
    }
}
