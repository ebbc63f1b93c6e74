using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E4.3", "The discrete tables are smooth in t = i/T: their k-th differences times T^k are bounded whatever T is, for the linear betas and for the cosine's abar.",
    Source = "DDPM, arXiv:2006.11239, section 4; Nichol and Dhariwal, arXiv:2102.09672, eq. 17",
    Refined = "the clip at 0.999 breaks the cosine table: the third difference of abar then grows like T at the last step; and the cosine betas themselves are not smooth at t = T with or without it: the last steps are 5/9, 3/4, 1 in the limit, so T times their difference grows",
    Oracle = "differences of the table in sixty digits, held against the derivative's bound of E4.2")]
public class E04Tables
{
    static readonly int[] Lengths = [5, 10, 30, 100, 300, 1000];

    [Exact]
    public ExactOutcome Linear_betas() => Exact.Rows(Lengths, steps =>
    {
        BigReal[] beta = BetaFormulas.Linear<BigReal>(steps);
        // T (b - a)/(T - 1) is at most 5/4 (b - a) from T = 5 on; all higher differences are 0.
        return
        [
            .. Scaled(beta, steps, 1).Select(d => Decide.That("T times a difference, below 0.025", BigReal.CertainlyLess(Magnitude(d), BigReal.FromDouble(0.025)), $"{d}")),
            .. Scaled(beta, steps, 2).Select(d => Decide.That("second difference, 0", d.ContainsZero, $"{d}")),
        ];
    }, "T = 5..1000", "standard parameters", ["a ball of sixty digits that holds 0 is taken for 0"]);

    [Exact]
    public ExactOutcome Cosine_without_the_clip() => Exact.Rows(Lengths, steps =>
    {
        BigReal[] alphaBar = [BigReal.From(1), .. BetaFormulas.AlphaBar(BetaFormulas.CosineUnclipped<BigReal>(steps))];
        return Enumerable.Range(1, 3).SelectMany(k => Scaled(alphaBar, steps, k).Select(d =>
            Decide.That($"T^{k} times a difference, below 4 (13/4)^{k}", BigReal.CertainlyLess(Magnitude(d), BigReal.FromDouble(4 * Math.Pow(3.25, k))), $"{d}")));
    }, "T = 5..1000, orders 1..3", "s = 0.008",
        ["for every other T, the mean value theorem: T^k times a k-th difference of abar is a k-th derivative of alpha^2, bounded in E4.2"]);

    [Exact]
    public ExactOutcome The_clip_makes_the_third_difference_grow() => Exact.Rows(Lengths.Where(steps => steps >= 100), steps =>
    {
        BigReal[] alphaBar = [BigReal.From(1), .. BetaFormulas.AlphaBar(BetaFormulas.Cosine<BigReal>(steps))];
        BigReal[] unclipped = [BigReal.From(1), .. BetaFormulas.AlphaBar(BetaFormulas.CosineUnclipped<BigReal>(steps))];
        BigReal grown = Scaled(alphaBar, steps, 3)[^1] - Scaled(unclipped, steps, 3)[^1];
        // abar_T = abar_{T-1}/1000, and abar_{T-1} is about (pi/(2 T))^2.
        return [Decide.That("what the clip adds to it, over T/500", BigReal.CertainlyLess(BigReal.FromFraction(steps, 500), grown), $"{grown}")];
    }, "T = 100..1000", "s = 0.008, clip 0.999");

    [Sampled(Float64Only = true, Reason = "tables are made in float64 whatever the network's dtype")]
    public SampledOutcome Tensor_tables(On on) => Sample.Rows(on, Lengths, (steps, _) =>
        {
            using BetaTable linear = BetaTable.Linear(steps), cosine = BetaTable.Cosine(steps);
            double[] Doubles(BigReal[] values) => [.. values.Select(v => (double)v)];
            BigReal[] exactLinear = BetaFormulas.Linear<BigReal>(steps), exactCosine = BetaFormulas.Cosine<BigReal>(steps);
            return
            [
                Compare.Ulps("linear abar", Doubles(BetaFormulas.AlphaBar(exactLinear)), linear.AlphaBar, 4 * steps, on),
                Compare.Ulps("linear 1 - abar", Doubles(BetaFormulas.NoiseVariance(exactLinear)), linear.NoiseVariance, 4 * steps, on),
                Compare.Ulps("cosine betas", Doubles(exactCosine), cosine.Beta, 64, on),
                Compare.Ulps("cosine abar", Doubles(BetaFormulas.AlphaBar(exactCosine)), cosine.AlphaBar, 128 * steps, on),
            ];
        },
        "4 T ulps: T factors and T products round, twice over for 1 - beta; of the cosine's betas 64 ulps each, which 1 - beta can double",
        "T = 5..1000", "standard parameters");

    [Refutes("the cosine betas taken to be smooth up to the last step")]
    public RefutationOutcome Betas_are_not_smooth_at_the_end()
    {
        Decision LastDifference(string what, BigReal[] table, int steps)
        {
            BigReal last = Magnitude(Scaled(table, steps, 1)[^1]);
            return Decide.That($"T times the last difference of {what}, below 13", BigReal.CertainlyLess(last, 13), $"{(double)last}");
        }
        return Refute.AtWitness("T = 1000, s = 0.008",
            () => [LastDifference("abar", BetaFormulas.AlphaBar(BetaFormulas.CosineUnclipped<BigReal>(1000)), 1000)],
            () => [LastDifference("beta", BetaFormulas.CosineUnclipped<BigReal>(1000), 1000)]);
    }

    /// <summary>T^k times the k-th differences.</summary>
    static BigReal[] Scaled(BigReal[] table, int steps, int order)
    {
        for (int k = 0; k < order; k++) table = [.. table.Skip(1).Zip(table, (b, a) => (b - a) * BigReal.From(steps))];
        return table;
    }

    static BigReal Magnitude(BigReal x) => BigReal.CertainlyLess(x, BigReal.Zero) ? -x : x;
}

[Claim("iDDPM.1", "The cosine table is made by clipping the betas at 0.999 and only then multiplying: abar_i = prod (1 - beta_j), positive to the last step.",
    Source = "Nichol and Dhariwal, arXiv:2102.09672, eq. 17 and the sentence on clipping below it",
    Oracle = "abar = f(t)/f(0) before the clip, and the figures printed for T = 1000 and 4000")]
public class CosineTable
{
    [Exact]
    public ExactOutcome One_step_is_clipped_and_abar_stays_positive() => Exact.Rows([4, 10, 100, 1000], steps =>
    {
        bool[] clipped = BetaFormulas.CosineClipped(steps);
        return
        [
            Decide.Equal("clipped steps", 1, clipped.Count(c => c)),
            Decide.That("the last one is", clipped[^1], $"{clipped[^1]}"),
            AlphaBarIsPositive(BetaFormulas.AlphaBar(BetaFormulas.Cosine<BigReal>(steps))),
        ];
    }, "T = 4..1000", "s = 0.008, clip 0.999");

    [Exact]
    public ExactOutcome Without_the_clip_it_is_the_closed_form() => Exact.Rows([10, 100, 1000], steps =>
    {
        var schedule = new ContinuousCosine();
        BigReal[] table = BetaFormulas.AlphaBar(BetaFormulas.CosineUnclipped<BigReal>(steps));
        return Enumerable.Range(1, steps).Select(i => Same($"abar_{i}", table[i - 1], schedule.Alpha(BigReal.FromFraction(i, steps)).Squared()));
    }, "T = 10..1000", "s = 0.008", ["balls of sixty digits that overlap are taken for equal"]);

    [Exact]
    public ExactOutcome Printed_figures() => Exact.Rows(
        new (int Steps, int Index, string AlphaBar)[] { (1000, 499, "0.4938435904"), (1000, 999, "2.42877e-9"), (4000, 3999, "1.51798e-10") },
        row =>
        {
            double printed = double.Parse(row.AlphaBar), value = (double)BetaFormulas.AlphaBar(BetaFormulas.Cosine<BigReal>(row.Steps))[row.Index];
            return [Decide.That($"abar at T = {row.Steps}, i = {row.Index + 1}, to the digits printed", Math.Abs(value / printed - 1) < 5e-6, $"{value}")];
        }, "T = 1000, 4000", "standard parameters");

    [Refutes("abar recomputed without the clip", Link = "https://github.com/Project-MONAI/GenerativeModels/issues/489")]
    public RefutationOutcome The_clip_comes_first() => Refute.AtWitness("T = 1000, s = 0.008: abar_T",
        () => [AlphaBarIsPositive(BetaFormulas.AlphaBar(BetaFormulas.Cosine<BigReal>(1000)))],
        () => [AlphaBarIsPositive(ScheduleMistakes.CosineAlphaBarWithoutClip<BigReal>(1000))]);

    [Refutes("the grid mended at one end only: i/(T + 1)", Link = "https://github.com/jannerm/diffuser/issues/68")]
    public RefutationOutcome The_grid_is_i_over_T()
    {
        BigReal expected = new ContinuousCosine().Alpha(BigReal.FromFraction(1, 2)).Squared();
        return Refute.AtWitness("T = 1000: abar at the middle",
            () => [Same("abar_500", BetaFormulas.AlphaBar(BetaFormulas.CosineUnclipped<BigReal>(1000))[499], expected)],
            () => [Same("abar_500", ScheduleMistakes.CosineAlphaBarOnHalfMendedGrid<BigReal>(1000)[499], expected)]);
    }

    static Decision AlphaBarIsPositive(BigReal[] alphaBar) =>
        Decide.That("abar_T, positive", alphaBar[^1].IsCertainlyPositive, $"{(double)alphaBar[^1]}");

    static Decision Same(string what, BigReal received, BigReal expected) =>
        Decide.That(what, received.Overlaps(expected), $"{(double)received}, where {(double)expected} is expected");
}
