using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Masked;

public class MaskedScheduleTests
{
    public static TheoryData<int, double> Points()
    {
        TheoryData<int, double> data = [];
        for (int i = 0; i < MaskedScheduleList.All.Length; i++)
            foreach (double t in MaskedScheduleList.Times)
                data.Add(i, t);
        return data;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Double_precision_does_not_cancel_at_the_ends(int schedule, double at)
    {
        IMaskedSchedule s = MaskedScheduleList.All[schedule];
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
        Assert.Contains("highest must be above lowest = 0.5 and at most 1, was 0.5.", Assert.Throws<ArgumentOutOfRangeException>(() => new Clipped(0.5, 0.5)).Message);
        Assert.Contains("sigma_min above 0, was 0.", Assert.Throws<ArgumentException>(() => ImportanceFormulas.Time<Float64>(0.5, new LinearSigma(0, 7))).Message);
        Assert.Contains("power must be a finite number above 0, was 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new Polynomial(0)).Message);
        Assert.Contains("had 'width'", Assert.Throws<ArgumentException>(() => MaskedSchedules.Create("cosine", new Dictionary<string, double> { ["width"] = 1 })).Message);
        Assert.Contains("was 'sine'", Assert.Throws<ArgumentException>(() => MaskedSchedules.Create("sine")).Message);
    }
}
