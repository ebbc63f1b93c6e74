using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.22", "The masking schedules of the papers and their code: alpha falls, alpha' is its derivative, and the weight of the bound is -alpha'/(1 - alpha): 1/t for log-linear whatever its eps, w/t for 1 - t^w, (pi/2) tan(pi (1 - t)/2) for MD4's cosine, sigma'/expm1(sigma) for alpha = e^{-sigma}.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, appendix E.1 and code; Shi et al., MD4, arXiv:2406.04329, table 4; Arriola et al., BD3-LM, arXiv:2503.09573, code; Sahoo et al., DUO, arXiv:2506.10892, code",
    Oracle = "each schedule by what defines it; its derivative by dual numbers")]
public class MaskedScheduleTable
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";

    [Exact]
    public ExactOutcome Values_slopes_and_weights() => Exact.Rows(
        from schedule in MaskedScheduleList.All from time in MaskedScheduleList.Times select (Schedule: schedule, Time: time),
        row =>
        {
            (IMaskedSchedule s, BigReal t) = (row.Schedule, FromDouble(row.Time));
            return
            [
                Same("alpha", Defined(s, t), s.Alpha(t)),
                Same("mask rate", 1 - s.Alpha(t), s.MaskRate(t)),
                Same("slope", Derivative.Of(x => s.Alpha(x), t), s.DAlpha(t)),
                Same("weight", -s.DAlpha(t) / (1 - s.Alpha(t)), s.Weight(t)),
                Decide.That("alpha falls", (-s.DAlpha(t)).IsCertainlyPositive, $"{s.DAlpha(t)}"),
            ];
        }, "every schedule, with the published and other parameters",
        $"t = {string.Join(", ", MaskedScheduleList.Times.Select(t => FormattableString.Invariant($"{t:R}")))}", [Trust]);

    [Exact]
    public ExactOutcome Closed_weights() => Exact.Rows(MaskedScheduleList.Times, time =>
    {
        BigReal t = FromDouble(time), quarter = Pi * (1 - t) / 2;
        LinearSigma sigma = new();
        return
        [
            Same("log-linear", 1 / t, new LogLinear(0.5).Weight(t)),
            Same("polynomial", 3 / t, new Polynomial(3).Weight(t)),
            Same("MD4's cosine", Pi / 2 * Sin(quarter) / Cos(quarter), new Md4Cosine().Weight(t)),
            Same("linear sigma", Derivative.Of(x => sigma.Sigma(x), t) / (Exp(sigma.Sigma(t)) - 1), sigma.Weight(t)),
        ];
    }, "eps = 1/2, w = 3, sigma from 0.001 to 7", "the same times", [Trust]);

    [Refutes("cos(pi (1 - t)/2) as MDLM's cosine: it rises", Link = "MDLM, arXiv:2406.07524, eqs. 91-92")]
    public RefutationOutcome Reversed_cosine()
    {
        (BigReal early, BigReal late) = (FromDouble(0.25), FromDouble(0.75));
        static Decision Falls(BigReal first, BigReal last) =>
            Decide.That("alpha(1/4) above alpha(3/4)", CertainlyLess(last, first), $"{(double)first:R} and {(double)last:R}");
        Cosine right = new(0);
        return Refute.AtWitness("no floor",
            () => [Falls(right.Alpha(early), right.Alpha(late))],
            () => [Falls(MaskedScheduleMistakes.ReversedCosine(early), MaskedScheduleMistakes.ReversedCosine(late))]);
    }

    [Refutes("the slope of t^2 kept where t^2 is raised to its floor", Link = "BD3-LM, arXiv:2503.09573, code")]
    public RefutationOutcome Slope_in_the_clamp()
    {
        Rational floor = new(1, 1000), t = new(1, 64), step = new(1, 1024);
        Rational Rate(Rational at) => at * at < floor ? floor : at * at;
        Dual<Rational> moved = Dual<Rational>.Variable(t).Squared();
        Decision IsTheSlope(Rational slope) => Decide.Equal("slope", (Rate(t + step) - Rate(t - step)) / (2 * step), slope);
        return Refute.AtWitness("max(t^2, 1/1000) at t = 1/64, by its values at t - 1/1024 and t + 1/1024",
            () => [IsTheSlope((moved.Value < floor ? Dual<Rational>.Constant(floor) : moved).Slope)],
            () => [IsTheSlope(MaskedScheduleMistakes.SlopeInTheClamp(t))]);
    }

    [Refutes("the factor 1 - eps left out of a slope", Link = "DUO, arXiv:2506.10892, code")]
    public RefutationOutcome Duo_cosine_without_its_factor()
    {
        (DuoCosine schedule, BigReal t) = (new(0.125), FromDouble(0.5));
        Decision IsTheSlope(BigReal slope) => Same("slope", Derivative.Of(x => schedule.Alpha(x), t), slope);
        return Refute.AtWitness("eps = 1/8, t = 1/2", () => [IsTheSlope(schedule.DAlpha(t))], () => [IsTheSlope(MaskedScheduleMistakes.DuoCosineSlope(schedule, t))]);
    }

    static Decision Same(string what, BigReal expected, BigReal received) =>
        Decide.That(what, received.Overlaps(expected), $"{(double)received:R}, where {(double)expected:R} is expected");

    static BigReal Defined(IMaskedSchedule schedule, BigReal t)
    {
        BigReal Of(string name) => FromDouble(schedule.Parameters[name]);
        BigReal Floored(BigReal alpha) => Of("eps") + (1 - Of("eps")) * alpha;
        return schedule switch
        {
            LogLinear => 1 - (1 - Of("eps")) * t,
            Cosine => Floored(Cos(Pi * t / 2)),
            CosineSquared => Floored(Cos(Pi * t / 2).Squared()),
            LinearSigma => Exp(-(Of("sigma_min") + t * (Of("sigma_max") - Of("sigma_min")))),
            Geometric => Exp(-Exp((1 - t) * Log(Of("sigma_min")) + t * Log(Of("sigma_max")))),
            Polynomial => 1 - Exp(Of("power") * Log(t)),
            Md4Cosine => 1 - Cos(Pi * (1 - t) / 2),
            DuoCosine => 1 - Cos(Pi / 2 * (1 - (1 - Of("eps")) * t)),
            Logarithmic => 1 - Log(1 + t) / Log(2),
            Squeezed { Name: "squeezed-md4-cosine" } => (1 - 2 * Of("eps")) * Defined(new Md4Cosine(), t) + Of("eps"),
            Squeezed => (1 - 2 * Of("eps")) * (1 - Exp(Of("power") * Log(t))) + Of("eps"),
            Clipped => (1 - t) * (1 - Of("lowest")) + t * (1 - Of("highest")),
            _ => throw new ArgumentException($"schedule must be one of those defined here, was {schedule.Name}.", nameof(schedule)),
        };
    }
}

[Claim("MDLM.23", "Times drawn evenly in gamma = log(1 - alpha) have the density of the weight: weight(t) dt = d gamma. For sigma linear in t, t(u) with 1 - alpha = first^{1-u} last^u.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, appendix E.1, eq. 94 and code",
    Refined = "where 1 - alpha(0) is above 0",
    Oracle = "the schedule's own weight; the drawn time's slope by dual numbers; the bound of a uniform prediction, alpha_0 - alpha_1")]
public class TimesDrawnInGamma
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";
    static readonly LinearSigma published = new(), wide = new(1e-3, 1e8);

    [Identity]
    public IdentityOutcome The_weight_is_the_slope_of_gamma() => Prove.Identity(new SlopeOfGamma());

    [Exact]
    public ExactOutcome Every_draw_has_one_weight() => Exact.Rows(
        from schedule in new[] { published, new LinearSigma(0.5, 3) } from eighths in Enumerable.Range(0, 9) select (Schedule: schedule, Eighths: eighths),
        row =>
        {
            (LinearSigma s, BigReal u) = (row.Schedule, FromFraction(row.Eighths, 8));
            BigReal first = s.MaskRate(Zero), last = s.MaskRate(One), t = ImportanceFormulas.Time(u, s);
            BigReal slope = Derivative.Of(x => ImportanceFormulas.Time(x, s), u);
            return
            [
                Decide.That("mask rate", s.MaskRate(t).Overlaps(ImportanceFormulas.MaskRate(u, first, last)), $"{(double)s.MaskRate(t):R}"),
                Decide.That("weight times dt/du", (s.Weight(t) * slope).Overlaps(Log(last / first)), $"{(double)(s.Weight(t) * slope):R}"),
            ];
        }, "sigma from 0.001 to 7 and from 1/2 to 3", "u = 0, 1/8, ..., 1", [Trust]);

    [Refutes("draws for sigma from 0: every time is 0", Link = "https://github.com/kuleshov-group/mdlm/blob/master/noise_schedule.py")]
    public RefutationOutcome Sigma_from_zero()
    {
        static Decision Inside(Float64 t) => Decide.That("the time at u = 1/2 in (0, 1)", t.Value is > 0 and < 1, $"{t}");
        return Refute.AtWitness("sigma up to 7, from 0.001 or from 0, in double precision",
            () => [Inside(ImportanceFormulas.Time<Float64>(0.5, published))],
            () => [Inside(MaskedScheduleMistakes.TimeFromSigmaZero(0.5, 7))]);
    }

    sealed class SlopeOfGamma : IIdentity
    {
        public IReadOnlyList<string> Variables => ["alpha", "dAlpha"];
        public string Shapes => "any schedule, at a time";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Dual<T> maskRate = 1 - new Dual<T>(x[0], x[1]);
            yield return (maskRate.Slope / maskRate.Value, MaskedFormulas.ContinuousIntegrand(-T.One, x[0], x[1]));
        }
    }

    /// <summary>
    /// The mean over 1000 midpoints of an interval; in gamma the integrand is e^gamma, so the rule's relative error is below h^2/24, h = gamma's
    /// range/1000.
    /// </summary>
    [Refutes("times even in t for sigma up to 1e8: the whole weight lies below the first of them", Link = "MDLM, arXiv:2406.07524, appendix E.1")]
    public RefutationOutcome Even_times_see_nothing()
    {
        const int Draws = 1000;
        BigReal first = wide.MaskRate(Zero), last = wide.MaskRate(One), range = Log(last / first), whole = last - first;
        BigReal allowed = whole * (range / Draws).Squared() / 24;
        static BigReal Mean(Func<BigReal, BigReal> f) => Enumerable.Range(0, Draws).Select(i => f(FromFraction(2 * i + 1, 2 * Draws))).Sum() / Draws;
        Decision IsTheBound(BigReal received) => Decide.That("alpha_0 - alpha_1, the bound of a uniform prediction in units of log N",
            CertainlyLess(received, whole + allowed) && CertainlyLess(whole - allowed, received), $"{(double)received:R}");
        return Refute.AtWitness("sigma from 0.001 to 1e8, 1000 midpoints",
            () => [IsTheBound(Mean(u => range * ImportanceFormulas.MaskRate(u, first, last)))],
            () => [IsTheBound(Mean(t => wide.Weight(t) * wide.MaskRate(t)))]);
    }
}
