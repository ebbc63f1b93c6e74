using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>The values of the schedules against what defines each of them, written from its parameters alone.</summary>
/// <remarks>A wrong value with the derivative that belongs to it would pass every comparison of one with the other.</remarks>
static class ScheduleDefinitions
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";

    public static ExactOutcome OfEverySchedule() => Exact.Rows(
        from schedule in Schedules.All from numerator in new[] { 1, 4, 8, 13, 31 } select new Row(schedule, numerator),
        row => Decisions(row.Schedule, BigReal.FromFraction(row.Numerator, 32)),
        "every schedule, with standard and other parameters", "t = 1/32, 1/8, 1/4, 13/32, 31/32", [Trust]);

    sealed record Row(IGaussianSchedule Schedule, int Numerator)
    {
        public override string ToString() => $"{new ScheduleQuantity(Schedule, "alpha")} at t = {Numerator}/32";
    }

    static IEnumerable<Decision> Decisions(IGaussianSchedule schedule, BigReal t)
    {
        BigReal alpha = schedule.Alpha(t), sigma = schedule.Sigma(t);
        yield return Same("sigma^2", schedule.Variance(t), sigma.Squared());
        yield return Same("log-SNR", schedule.LogSnr(t), BigReal.Log(alpha.Squared() / sigma.Squared()));
        foreach ((string what, BigReal received, BigReal expected) in Equations(schedule, t, alpha, sigma))
            yield return Same(what, received, expected);
    }

    static (string, BigReal, BigReal)[] Equations(IGaussianSchedule schedule, BigReal t, BigReal alpha, BigReal sigma) => schedule switch
    {
        VariancePreserving => [("alpha", alpha, Decay(schedule, t)), ("alpha^2 + sigma^2", alpha.Squared() + sigma.Squared(), 1)],
        SubVariancePreserving => [("alpha", alpha, Decay(schedule, t)), ("sigma", sigma, 1 - alpha.Squared())],
        VarianceExploding =>
        [
            ("alpha", alpha, 1),
            ("log sigma", BigReal.Log(sigma), Between(t, BigReal.Log(Of(schedule, "sigma_min")), BigReal.Log(Of(schedule, "sigma_max")))),
        ],
        LinearLogSnr =>
        [
            ("log-SNR", schedule.LogSnr(t), -Between(t, Of(schedule, "gamma_min"), Of(schedule, "gamma_max"))),
            ("alpha^2 + sigma^2", alpha.Squared() + sigma.Squared(), 1),
        ],
        ContinuousCosine =>
        [
            ("alpha", alpha, BigReal.Cos(Angle(Of(schedule, "s"), t)) / BigReal.Cos(Angle(Of(schedule, "s"), 0))),
            ("alpha^2 + sigma^2", alpha.Squared() + sigma.Squared(), 1),
        ],
        RectifiedFlow => [("alpha + sigma", alpha + sigma, 1), ("sigma/alpha", sigma / alpha, Of(schedule, "shift") * t / (1 - t))],
        EdmSchedule =>
        [
            ("alpha", alpha, 1),
            ("sigma^(1/rho)", Root(schedule, sigma), Between(t, Root(schedule, Of(schedule, "sigma_min")), Root(schedule, Of(schedule, "sigma_max")))),
        ],
        _ => throw new ArgumentException($"schedule must be one of those defined here, was {schedule.Name}.", nameof(schedule)),
    };

    /// <summary>exp(-1/2 int_0^t beta): a linear rate's integral is t times the mean of its ends.</summary>
    static BigReal Decay(IGaussianSchedule schedule, BigReal t)
    {
        BigReal first = Of(schedule, "beta_min"), last = Between(t, first, Of(schedule, "beta_max"));
        return BigReal.Exp(-t * (first + last) / 4);
    }

    static BigReal Angle(BigReal s, BigReal t) => (t + s) / (1 + s) * BigReal.Pi / 2;

    static BigReal Root(IGaussianSchedule schedule, BigReal x) => BigReal.Exp(BigReal.Log(x) / Of(schedule, "rho"));

    static BigReal Between(BigReal t, BigReal from, BigReal to) => (1 - t) * from + t * to;

    static BigReal Of(IGaussianSchedule schedule, string parameter) => BigReal.FromDouble(schedule.Parameters[parameter]);

    static Decision Same(string what, BigReal received, BigReal expected) =>
        Decide.That(what, received.Overlaps(expected), $"{(double)received}, where {(double)expected} is defined");
}
