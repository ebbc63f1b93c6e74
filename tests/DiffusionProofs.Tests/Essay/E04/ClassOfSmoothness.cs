using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E4.2", "The variances over time are smooth on the closed interval: alpha and sigma^2 of every schedule, and sigma and log-SNR of most.",
    Source = "the schedules of E4.1",
    Refined = "sigma itself is not C^1 at t = 0 for VP and cosine, where it goes like sqrt(t) although sigma^2 is smooth; log-SNR diverges at each end at which sigma or alpha is 0",
    Oracle = "interval enclosures of the first three derivatives, those above the first by dual numbers")]
public class E04ClassOfSmoothness
{
    static readonly Box WholeInterval = Box.Of(("t", 0, 1));
    static readonly Box NearZero = Box.Of(("t", 0, Math.ScaleB(1, -10)));

    [Certified]
    public CertifiedOutcome Smooth_quantities_have_bounded_derivatives() => Certify.Positive(WholeInterval,
        Below(new VariancePreserving(), "alpha", 1, 20),
        [
            .. Orders(new VariancePreserving(), "alpha", 1, 20).Skip(1),
            .. Orders(new VariancePreserving(), "sigma^2", 1, 40),
            .. Orders(new SubVariancePreserving(), "sigma", 1, 40),
            .. Orders(new VarianceExploding(), "sigma", 50.0625, 8.625),
            .. Orders(new VarianceExploding(), "log-SNR", 1, 18),
            .. Orders(new LinearLogSnr(), "alpha", 1, 20),
            .. Orders(new LinearLogSnr(), "sigma^2", 1, 40),
            .. Orders(new LinearLogSnr(), "log-SNR", 1, 19),
            .. Orders(new ContinuousCosine(), "alpha", 2, 1.625),
            .. Orders(new ContinuousCosine(), "sigma^2", 4, 3.25),
            .. Orders(new RectifiedFlow(3), "alpha", 4, 4),
            .. Orders(new RectifiedFlow(3), "sigma^2", 4, 8),
            .. Orders(new EdmSchedule(), "sigma", 100, 5),
            .. Orders(new EdmSchedule(), "log-SNR", 50, 4),
        ]);

    /// <summary>The bounds need not be tight, only finite: a power of two above twice what a grid shows.</summary>
    [Certified]
    public CertifiedOutcome What_a_schedule_calls_smooth_has_bounded_derivatives()
    {
        IInequality[] all =
        [
            .. from schedule in Schedules.All
               from quantity in schedule.Regularities.Where(r => r.Class == RegularityClass.Smooth).Select(r => new ScheduleQuantity(schedule, r.Quantity))
               from order in Enumerable.Range(1, 3)
               select new DerivativeBelow(quantity, order, PowerOfTwoAbove(2 * LargestOnGrid(quantity, order))),
        ];
        return Certify.Positive(WholeInterval, all[0], all[1..]) with
        {
            Shapes = "derivatives of order 1 to 3 of every quantity that a schedule's Regularities call smooth, standard and other parameters",
        };
    }

    [Exact]
    public ExactOutcome What_a_schedule_calls_otherwise_is_so() => Exact.Rows(Schedules.All, schedule =>
        [
            Decide.EqualAll("quantities", ScheduleQuantity.Names, [.. schedule.Regularities.Select(r => r.Quantity)]),
            .. schedule.Regularities.SelectMany(r => Ends.SelectMany(end => AtAnEnd(new ScheduleQuantity(schedule, r.Quantity), r, end))),
        ],
        "every schedule, both ends of [0, 1]", "standard and other parameters; 2^-75 and 2^-150 from the ends",
        ["growth between two distances from an end stands for growth without bound"]);

    static readonly double[] Ends = [0, 1];

    /// <summary>Half as far twice over: a logarithm grows by 75 log 2 = 52 or more, the slope of a root by 2^37, a bounded quantity hardly at all.</summary>
    static IEnumerable<Decision> AtAnEnd(ScheduleQuantity quantity, Regularity declared, double end)
    {
        (BigReal outer, BigReal inner) = (From(end, 75), From(end, 150));
        bool fails = declared.FailsAt.Contains(end);
        bool diverges = declared.Class == RegularityClass.Diverges && fails, isRough = declared.Class == RegularityClass.ContinuousOnly && fails;
        BigReal grown = Magnitude(quantity.Value(inner)) - Magnitude(quantity.Value(outer));
        yield return Decide.That($"{quantity} {(diverges ? "grows" : "does not grow")} towards {end}",
            diverges ? BigReal.CertainlyLess(50, grown) : BigReal.CertainlyLess(Magnitude(grown), BigReal.FromDouble(1e-6)), $"{(double)grown}");
        if (declared.Class != RegularityClass.ContinuousOnly) yield break;
        BigReal steeper = Magnitude(quantity.DerivativeOf(1, inner)) / Magnitude(quantity.DerivativeOf(1, outer));
        yield return Decide.That($"the slope of {quantity} {(isRough ? "grows" : "does not grow")} towards {end}",
            isRough ? BigReal.CertainlyLess(1 << 30, steeper) : BigReal.CertainlyLess(steeper, 2), $"{(double)steeper}");
    }

    static BigReal From(double end, int power) => end == 0 ? BigReal.FromDouble(Math.ScaleB(1, -power)) : 1 - BigReal.FromDouble(Math.ScaleB(1, -power));

    static BigReal Magnitude(BigReal x) => BigReal.CertainlyLess(x, BigReal.Zero) ? -x : x;

    static double LargestOnGrid(ScheduleQuantity quantity, int order) =>
        Enumerable.Range(0, 33).Max(i => Math.Abs(quantity.DerivativeOf<Float64>(order, i / 32.0).Value));

    static double PowerOfTwoAbove(double x) => x == 0 ? 1 : Math.ScaleB(1, Math.ILogB(x) + 1);

    [Certified]
    public CertifiedOutcome Variance_grows_at_least_linearly_from_zero() => Certify.Positive(NearZero,
        new DerivativeAbove(new ScheduleQuantity(new VariancePreserving(), "sigma^2"), 1, 0.09375),
        new DerivativeAbove(new ScheduleQuantity(new ContinuousCosine(), "sigma^2"), 1, 0.03125)) with
    {
        Trust = ["the mean value theorem: sigma(0) = 0 and (sigma^2)' > c on [0, e] give sigma(t)/t > sqrt(c/t), so sigma has no derivative at 0"],
    };

    [Certified]
    public CertifiedOutcome Variance_grows_at_most_linearly_from_zero() => Certify.Positive(NearZero,
        Below(new VariancePreserving(), "sigma^2", 1, 0.1875),
        Below(new SubVariancePreserving(), "sigma", 1, 0.1875),
        Below(new ContinuousCosine(), "sigma^2", 1, 0.0625),
        Below(new RectifiedFlow(), "sigma", 1, 1.0625)) with
    {
        Trust = ["the mean value theorem: sigma^2 < c t (or sigma < c t) while alpha stays near 1, so log-SNR exceeds log(1/(2 c t)) and diverges at 0"],
    };

    [Exact]
    public ExactOutcome Ends_at_which_sigma_or_alpha_is_zero() => Exact.Rows(
        new (string Name, BigReal Value)[]
        {
            ("sigma^2(0) of VP", new VariancePreserving().Variance(BigReal.Zero)),
            ("sigma(0) of sub-VP", new SubVariancePreserving().Sigma(BigReal.Zero)),
            ("sigma^2(0) of cosine", new ContinuousCosine().Variance(BigReal.Zero)),
            ("sigma(0) of rectified flow", new RectifiedFlow().Sigma(BigReal.Zero)),
            ("alpha(1) of rectified flow", new RectifiedFlow().Alpha(BigReal.From(1))),
            ("alpha(1) of cosine", new ContinuousCosine().Alpha(BigReal.From(1))),
        },
        row => [Decide.That(row.Name, row.Value.IsExact && row.Value.ContainsZero, $"{row.Value}")],
        "the ends of [0, 1]", "standard parameters");

    [Sampled]
    public SampledOutcome Tensors_keep_within_the_bounds(On on) => Sample.Rows(on, [.. Enumerable.Range(0, 65).Select(i => i / 64.0)], (t, _) =>
        [
            SlopeBelow(new VariancePreserving(), "alpha", 20, t, on),
            SlopeBelow(new VariancePreserving(), "sigma^2", 40, t, on),
            SlopeBelow(new SubVariancePreserving(), "sigma", 40, t, on),
            SlopeBelow(new ContinuousCosine(), "alpha", 3.25, t, on),
            SlopeBelow(new RectifiedFlow(3), "alpha", 16, t, on),
            SlopeBelow(new EdmSchedule(), "sigma", 500, t, on),
        ],
        "the certified bounds, which no slope comes within 64 ulps of", "t on a grid of 65 points, both ends included", "standard parameters");

    [Refutes("sigma taken to be as smooth as sigma^2", Link = "the essay's own words")]
    public RefutationOutcome Sigma_is_not_smooth_at_zero()
    {
        BigReal t = BigReal.FromDouble(Math.ScaleB(1, -60));
        var schedule = new VariancePreserving();
        Decision Bounded(string what, BigReal slope) => Decide.That($"the slope of {what}, below 40", BigReal.CertainlyLess(slope, 40), $"{(double)slope}");
        return Refute.AtWitness("VP with standard parameters, t = 2^-60",
            () => [Bounded("sigma^2", Derivative.Of(schedule.Variance, t))],
            () => [Bounded("sigma", Derivative.Of(schedule.Sigma, t))]);
    }

    static Comparison SlopeBelow(IGaussianSchedule schedule, string quantity, double bound, double t, On on) => Compare.AtMost(
        $"|slope of {quantity}| of {schedule.Name}", bound,
        new ScheduleQuantity(schedule, quantity).SlopeOn(on.Tensor([t], 1)).abs().to(TorchSharp.torch.float64).item<double>(), 0);

    static DerivativeBelow Below(IGaussianSchedule schedule, string quantity, int order, double bound) =>
        new(new ScheduleQuantity(schedule, quantity), order, bound);

    /// <summary>|f^(k)| &lt; scale rate^k for k = 1, 2, 3.</summary>
    static IEnumerable<IInequality> Orders(IGaussianSchedule schedule, string quantity, double scale, double rate) =>
        Enumerable.Range(1, 3).Select(k => Below(schedule, quantity, k, scale * Math.Pow(rate, k)));
}
