using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Masked;

public class MaskedScheduleTests
{
    static readonly IMaskedSchedule[] all =
    [
        .. MaskedSchedules.Names.Select(name => MaskedSchedules.Create(name)),
        new LogLinear(0), new Cosine(0), new CosineSquared(0.25), new LinearSigma(0, 3), new Geometric(0.5, 20),
        new Polynomial(0.5), new Polynomial(2), new Polynomial(3.25), new Logarithmic(), new DuoCosine(0.125),
        new Squeezed(new Md4Cosine()), new Squeezed(new Polynomial(2), 0.125),
    ];

    public static TheoryData<int, double> Points()
    {
        TheoryData<int, double> data = [];
        for (int i = 0; i < all.Length; i++)
            foreach (double t in new[] { 1e-9, 0.03125, 0.3125, 0.6875, 0.96875, 1 - 1e-9 })
                data.Add(i, t);
        return data;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Mask_rate_slope_and_weight_follow_from_alpha(int schedule, double at)
    {
        IMaskedSchedule s = all[schedule];
        BigReal t = BigReal.FromDouble(at);
        Assert.True(s.MaskRate(t).Overlaps(1 - s.Alpha(t)), $"mask rate of {s.Name}");
        Assert.True(s.DAlpha(t).Overlaps(Derivative.Of(x => s.Alpha(x), t)), $"slope of {s.Name}");
        Assert.True(s.Weight(t).Overlaps(-s.DAlpha(t) / s.MaskRate(t)), $"weight of {s.Name}");
        Assert.True(BigReal.CertainlyLess(s.DAlpha(t), BigReal.Zero), $"alpha of {s.Name} falls");
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Double_precision_does_not_cancel_at_the_ends(int schedule, double at)
    {
        IMaskedSchedule s = all[schedule];
        BigReal t = BigReal.FromDouble(at);
        // 64 ulps, as for the Gaussian schedules; at the far end 1 - t is exact, so alpha keeps its digits where it is written from there.
        Assert.InRange(s.MaskRate(t).UlpError((double)s.MaskRate(new Float64(at))), 0, 64);
        Assert.InRange(s.Weight(t).UlpError((double)s.Weight(new Float64(at))), 0, 64);
        Assert.InRange(s.Alpha(t).UlpError((double)s.Alpha(new Float64(at))), 0, 64);
    }

    [Fact]
    public void Two_schedules_by_the_name_of_cosine_differ()
    {
        Assert.Equal(0.7071, (double)new Cosine(0).Alpha(new Float64(0.5)), 4);
        Assert.Equal(0.2929, (double)new Md4Cosine().Alpha(new Float64(0.5)), 4);
    }

    [Fact]
    public void Weight_of_log_linear_is_one_over_t_for_every_eps() =>
        Assert.All([0, 1e-3, 0.5], eps => Assert.Equal(4, (double)new LogLinear(eps).Weight(new Float64(0.25))));

    [Fact]
    public void Bad_parameters_are_named()
    {
        Assert.Contains("eps must be in [0, 1), was 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new LogLinear(1)).Message);
        Assert.Contains("sigma_max must be finite and above 2, was 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new Geometric(2, 1)).Message);
        Assert.Contains("power must be a finite number above 0, was 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new Polynomial(0)).Message);
        Assert.Contains("had 'width'", Assert.Throws<ArgumentException>(() => MaskedSchedules.Create("cosine", new Dictionary<string, double> { ["width"] = 1 })).Message);
        Assert.Contains("was 'sine'", Assert.Throws<ArgumentException>(() => MaskedSchedules.Create("sine")).Message);
    }
}
