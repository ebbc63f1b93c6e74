using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

public class ScheduleTests
{
    public static TheoryData<string> Names() => [.. GaussianSchedules.Names];

    [Theory, MemberData(nameof(Names))]
    public void Derivatives_are_those_of_the_forms(string name)
    {
        IGaussianSchedule schedule = GaussianSchedules.Create(name);
        foreach (double at in new[] { 0.03, 0.25, 0.5, 0.83, 0.99 })
        {
            BigReal t = BigReal.FromDouble(at);
            Assert.True(schedule.DAlpha(t).Overlaps(Derivative.Of(x => schedule.Alpha(x), t)));
            Assert.True(schedule.DSigma(t).Overlaps(Derivative.Of(x => schedule.Sigma(x), t)));
            Assert.True(schedule.DVariance(t).Overlaps(Derivative.Of(x => schedule.Variance(x), t)));
            Assert.True(schedule.DLogSnr(t).Overlaps(Derivative.Of(x => schedule.LogSnr(x), t)));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Log_SNR_and_variance_are_those_of_alpha_and_sigma(string name)
    {
        IGaussianSchedule schedule = GaussianSchedules.Create(name);
        BigReal t = BigReal.FromDouble(0.37);
        BigReal ratio = schedule.Alpha(t).Squared() / schedule.Sigma(t).Squared();
        Assert.True(schedule.LogSnr(t).Overlaps(BigReal.Log(ratio)));
        Assert.True(schedule.Variance(t).Overlaps(schedule.Sigma(t).Squared()));
    }

    [Theory, MemberData(nameof(Names))]
    public void Tensors_agree_with_the_forms(string name)
    {
        using var scope = NewDisposeScope();
        IGaussianSchedule schedule = GaussianSchedules.Create(name);
        double[] times = [0.001, 0.125, 0.5, 0.875];
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            Tensor t = tensor(times).to(type);
            double[] rounded = MixtureCase.Flat(t);
            // A relative error of the ratio is an absolute one of its logarithm.
            foreach ((Tensor computed, Func<BigReal, BigReal> form, double least) in new (Tensor, Func<BigReal, BigReal>, double)[]
            {
                (schedule.Alpha(t), schedule.Alpha, 0), (schedule.Sigma(t), schedule.Sigma, 0),
                (schedule.DAlpha(t), schedule.DAlpha, 0), (schedule.DSigma(t), schedule.DSigma, 0),
                (schedule.LogSnr(t), schedule.LogSnr, 1), (schedule.DLogSnr(t), schedule.DLogSnr, 0),
            })
                for (int i = 0; i < times.Length; i++)
                {
                    // Thirty roundings, and an exponential of an argument up to 10 that is itself off by three.
                    double exact = (double)form(BigReal.FromDouble(rounded[i]));
                    double error = Math.Abs(MixtureCase.Flat(computed)[i] - exact);
                    Assert.InRange(error, 0, 60 * type.Roundoff() * Math.Max(Math.Abs(exact), least));
                }
        }
    }

    [Fact]
    public void Published_values_are_met()
    {
        var vp = new VariancePreserving();
        Assert.Equal(152.167, (vp.Sigma<Float64>(1) / vp.Alpha<Float64>(1)).Value, 5e-4);
        Assert.Equal(0.0104860, (vp.Sigma<Float64>(1e-3) / vp.Alpha<Float64>(1e-3)).Value, 5e-8);
        Assert.Equal(0.00100050, (vp.Sigma<Float64>(1e-5) / vp.Alpha<Float64>(1e-5)).Value, 5e-9);
        Assert.Equal(0.00657159, vp.Alpha<Float64>(1).Value, 5e-9);
        double[] edm = [80, 57.585985, 40.785574, 28.374585, 19.352453, 12.910082, 8.400935, 5.315195, 3.256822, 1.92334, 1.088171, .585348, .296442, .139516, .059947, .022935, .007528, .002, 0];
        Float64[] steps = new EdmSchedule().Steps<Float64>(18);
        Assert.Equal(edm.Length, steps.Length);
        Assert.All(edm.Zip(steps), pair => Assert.Equal(pair.First, pair.Second.Value, 6e-7));
        using var scope = NewDisposeScope();
        double[] onTensors = MixtureCase.Flat(new EdmSchedule().StepsTensor(18));
        Assert.Equal(edm.Length, onTensors.Length);
        Assert.All(edm.Zip(onTensors), pair => Assert.Equal(pair.First, pair.Second, 6e-7));
    }

    [Theory]
    [InlineData("vp", new[] { "beta_min", "beta_max" }, new[] { 0.1, 20 })]
    [InlineData("sub-vp", new[] { "beta_min", "beta_max" }, new[] { 0.1, 20 })]
    [InlineData("ve", new[] { "sigma_min", "sigma_max" }, new[] { 0.01, 50 })]
    [InlineData("vdm-linear", new[] { "gamma_min", "gamma_max" }, new[] { -13.3, 5 })]
    [InlineData("cosine", new[] { "s" }, new[] { 0.008 })]
    [InlineData("rectified-flow", new[] { "shift" }, new[] { 1.0 })]
    [InlineData("edm", new[] { "sigma_min", "sigma_max", "rho" }, new[] { 0.002, 80, 7 })]
    public void Parameters_not_given_take_the_papers_values(string name, string[] parameters, double[] values)
    {
        IGaussianSchedule schedule = GaussianSchedules.Create(name);
        Assert.Equal(name, schedule.Name);
        Assert.Equal(parameters.Zip(values).ToDictionary(p => p.First, p => p.Second), schedule.Parameters);
        var others = parameters.Select((p, i) => (p, value: 0.5 + i)).ToDictionary(p => p.p, p => p.value);
        Assert.Equal(others, GaussianSchedules.Create(name, others).Parameters);
    }

    [Fact]
    public void A_constructor_without_arguments_is_the_papers_schedule() => Assert.All(
        new IGaussianSchedule[]
        {
            new VariancePreserving(), new SubVariancePreserving(), new VarianceExploding(), new LinearLogSnr(), new ContinuousCosine(),
            new RectifiedFlow(), new EdmSchedule(),
        },
        schedule => Assert.Equal(GaussianSchedules.Create(schedule.Name).Parameters, schedule.Parameters));

    [Fact]
    public void Ends_are_met_exactly()
    {
        Assert.Equal(0, new ContinuousCosine().Alpha<Float64>(1).Value);
        Assert.Equal(0, new ContinuousCosine().Sigma<Float64>(0).Value);
        Assert.Equal(1, new ContinuousCosine().Sigma<Float64>(1).Value, 1e-15);
        Assert.Equal(0, new VariancePreserving().Sigma<Float64>(0).Value);
        Assert.Equal(0, new RectifiedFlow(3).Alpha<Float64>(1).Value);
        Assert.Equal(1, new RectifiedFlow(3).Sigma<Float64>(1).Value);
    }
}
