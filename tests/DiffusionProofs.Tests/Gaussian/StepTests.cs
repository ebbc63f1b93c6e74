using DiffusionProofs.Gaussian;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

public class StepTests
{
    [Fact]
    public void Published_spacings_are_met()
    {
        Assert.Equal([76, 153, 230, 307, 384, 461, 537, 614, 691, 768, 845, 922, 999], StepSpacing.Trailing(1000, 13));
        Assert.Equal([99, 199, 299, 399, 499, 599, 699, 799, 899, 999], StepSpacing.Trailing(1000, 10));
        Assert.Equal([0, 111, 222, 333, 444, 555, 666, 777, 888, 999], StepSpacing.Linspace(1000, 10));
        Assert.Equal(Enumerable.Range(0, 7), StepSpacing.Trailing(7, 7));
        Assert.Equal(Enumerable.Range(0, 7), StepSpacing.Linspace(7, 7));
        Assert.Equal([999], StepSpacing.Trailing(1000, 1));
    }

    [Fact]
    public void A_spacing_without_steps_is_refused()
    {
        Assert.Equal("count must be at least 1, was 0. (Parameter 'count')", Assert.Throws<ArgumentOutOfRangeException>(() => StepSpacing.Trailing(10, 0)).Message);
        Assert.Equal("count must be at least 2, was 1. (Parameter 'count')", Assert.Throws<ArgumentOutOfRangeException>(() => StepSpacing.Linspace(10, 1)).Message);
        Assert.Equal("steps must be at least count, 4, was 3. (Parameter 'steps')", Assert.Throws<ArgumentOutOfRangeException>(() => StepSpacing.Trailing(3, 4)).Message);
    }

    [Theory]
    [InlineData(0, 0, 0, "alphaBarS")]
    [InlineData(1.5, 0.5, 0, "alphaBarS")]
    [InlineData(0.5, 0.75, 0, "alphaBarT")]
    [InlineData(1, 1, 0, "alphaBarT")]
    [InlineData(0.5, -0.25, 0, "alphaBarT")]
    [InlineData(0.5, double.NaN, 0, "alphaBarT")]
    [InlineData(0.75, 0.5, 1.25, "eta")]
    [InlineData(0.75, 0.5, double.NaN, "eta")]
    public void A_step_of_DDIM_outside_its_domain_is_refused(double alphaBarS, double alphaBarT, double eta, string name)
    {
        using Tensor x = ones(1, 2), y = ones(1, 2);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => DdimStep.Mean(x, y, alphaBarS, alphaBarT, eta)).ParamName);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => DdimStep.Variance(alphaBarS, alphaBarT, eta)).ParamName);
    }

    [Fact]
    public void Steps_of_the_wrong_shape_are_refused()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 3), other = ones(3, 3), narrow = ones(3, 2);
        Assert.Equal("x0Hat", Assert.Throws<ArgumentException>(() => DdimStep.Mean(x, other, 0.75, 0.5, 0)).ParamName);
        Assert.Equal("previous", Assert.Throws<ArgumentException>(() => ColdStep.Naive(x, narrow)).ParamName);
        Assert.Equal("degradation", Assert.Throws<ArgumentException>(() => ColdStep.Improved(x, x, x, other)).ParamName);
        Assert.Equal("xs", Assert.Throws<ArgumentException>(() => ColdStep.Improved(other, x, other, other)).ParamName);
        Assert.Equal("previous", Assert.Throws<ArgumentException>(() => ColdStep.Improved(x, x, other, other.to(ScalarType.Float64))).ParamName);
    }

    [Fact]
    public void The_last_step_of_DDIM_is_the_prediction()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { 0.75, -1.5 }), x0 = tensor(new[] { 0.1, 0.7 });
        Assert.True(DdimStep.Mean(x, x0, 1, 0.875, 0.5).equal(x0).all().item<bool>());
        Assert.Equal(0, DdimStep.Variance(1, 0.875, 0.5));
        Assert.True(DdimStep.Mean(x, x0, 0.875, 0.875, 0.5).allclose(x, rtol: 2e-15, atol: 0));
    }
}
