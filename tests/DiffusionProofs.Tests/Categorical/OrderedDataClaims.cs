using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.16", "Uniform noise is absorbing noise whose mask is then drawn anew, so it keeps no more of the data's information than absorbing noise of the same alpha, which keeps alpha of it. On every pixel of the digits that varies, 17 ordered levels, it keeps strictly less at alpha = 1/2, and the discretised Gaussian less after each of two steps.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eqs. 6-8 and 17",
    Refined = "so 1/(T - t + 1) is not the mutual-information schedule of uniform noise on them",
    Oracle = "a product of matrices; the data-processing inequality, and both informations at each pixel")]
public class InformationOfOrderedData
{
    static readonly int[] levels = [.. Enumerable.Range(0, DigitLevels.Count)];

    [Identity]
    public IdentityOutcome Masks_drawn_anew() => Prove.Identity(new Redrawn(2), new Redrawn(3), new Redrawn(5));

    [Exact]
    public ExactOutcome Information_of_the_pixels() => Exact.Rows(Enumerable.Range(0, DigitLevels.Pixels), pixel =>
    {
        Rational[] law = DigitLevels.Law(pixel);
        int[] support = [.. levels.Where(level => !law[level].IsZero)];
        LogForm<Rational>[] exact = [.. law.Select(p => new LogForm<Rational>(p)), default];
        LogForm<Rational>[][] absorbing = new AbsorbingKernel(DigitLevels.Count + 1, DigitLevels.Count).Cumulative<LogForm<Rational>>(new Rational(1, 2));
        LogForm<Rational> half = new Rational(1, 2);
        IEnumerable<Decision> kept =
        [
            Decide.Equal("kept by absorbing noise", half * NoiseSchedules.Entropy(exact, support),
                NoiseSchedules.MutualInformation(absorbing, exact, support, level => [level, DigitLevels.Count])),
        ];
        if (support.Length == 1) return kept;

        BigReal[] p = [.. law.Select(q => q.In<BigReal>())];
        BigReal[][] uniform = RankOneStep<BigReal>.OfUniform(FromFraction(1, 2)).Matrix(DigitLevels.Count, 0);
        var informations = new List<BigReal> { NoiseSchedules.Entropy(p, support) };
        foreach (BigReal[][] product in gaussian.Value) informations.Add(NoiseSchedules.MutualInformation(product, p, support, _ => levels));
        return
        [
            .. kept,
            Decide.That("less kept by uniform noise", CertainlyLess(NoiseSchedules.MutualInformation(uniform, p, support, _ => levels), informations[0] / 2), "half or more"),
            .. informations.Skip(1).Zip(informations, (now, before) => Decide.That("less after a step of the discretised Gaussian", CertainlyLess(now, before), $"{(double)now:R} after {(double)before:R}")),
        ];
    }, "each of the 64 pixels, K = 17", "alpha = 1/2; discretised Gaussian steps of beta = 1/64, 1/8", ["the true informations lie in the computed balls of sixty digits"]);

    [Refutes("1/(T - t + 1) as the mutual-information schedule of uniform noise")]
    public RefutationOutcome Half_way()
    {
        Rational[] law = DigitLevels.Law(20);
        BigReal[] p = [.. law.Select(q => q.In<BigReal>())];
        int[] support = [.. levels.Where(level => !law[level].IsZero)];
        IEnumerable<Decision> HalfIsGone(BigReal alpha)
        {
            BigReal gone = InformationSchedule.Lost(alpha, p, support);
            yield return Decide.That("half of the information gone", gone.Overlaps(FromFraction(1, 2)), $"{(double)gone:R} gone");
        }
        return Refute.AtWitness("pixel 20 of the digits, t = T/2",
            () => HalfIsGone(InformationSchedule.Alpha(FromFraction(1, 2), p, support, InformationSchedule.Near(new Rational(1, 2), law, support))),
            () => HalfIsGone(NoiseSchedules.Survival(NoiseSchedules.Absorbing<BigReal>(2))[1]));
    }

    static readonly Lazy<BigReal[][][]> gaussian = new(() => CategoricalFormulas.Cumulative(
        [ToeplitzKernels.Gaussian(FromFraction(1, 64), DigitLevels.Count, DigitLevels.Count - 1), ToeplitzKernels.Gaussian(FromFraction(1, 8), DigitLevels.Count, DigitLevels.Count - 1)],
        DigitLevels.Count)[1..]);

    sealed class Redrawn(int tokens) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["alpha"];
        public string Shapes => $"{tokens} tokens, any alpha";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] draw = [.. LinearAlgebra.Identity<T>(tokens), [.. Enumerable.Repeat(T.One / tokens, tokens)]];
            T[][] both = LinearAlgebra.Multiply(new AbsorbingKernel(tokens + 1, tokens).Cumulative(x[0]), draw), uniform = RankOneStep<T>.OfUniform(1 - x[0]).Matrix(tokens, 0);
            for (int i = 0; i < tokens; i++)
                for (int j = 0; j < tokens; j++) yield return (both[i][j], uniform[i][j]);
        }
    }
}

[Claim("D3PM.17", "With D3PM's schedules of 1000 steps the prior's term in bits a dimension is, for the discretised Gaussian on 256 levels, 6.64e-6 from the edge and 2.5e-10 from the midst, for uniform noise on 27 4.6e-11, and nothing where the last step leaves nothing: at most the 1e-5 that the paper gives.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, sections 3.1 and 6",
    Refined = "not on fewer levels: on the digits, 17 levels, the same Gaussian schedule leaves 4.949e-5 bits a dimension, since small betas hardly move between levels so far apart",
    Oracle = "the law of x_T step by step in intervals, and the divergence in balls, term by term convex")]
public class PriorTermOfLongChains
{
    const string Trust = "the intervals' and balls' enclosures";

    [Exact]
    public ExactOutcome Discretised_Gaussian() => Exact.Rows(new[] { 256 }, categories =>
    {
        Interval[][] laws = PriorTerms.GaussianLaws(LongSchedules.Gaussian(), categories, 0, 128);
        return
        [
            Printed.Rounds("bits in units of 1e-6, from the edge", PriorTerms.BitsFromEven(laws[0]) * From(1_000_000), "6.64"),
            Printed.Rounds("bits in units of 1e-10, from the midst", PriorTerms.BitsFromEven(laws[1]) * From(10_000_000_000), "2.5"),
            Decide.That("least share of an even law is above 0.99563", laws.All(law => law.All(q => 256 * q.Lower > 0.99563)), "less"),
            Decide.That("greatest share is below 1.00437", laws.All(law => law.All(q => 256 * q.Upper < 1.00437)), "more"),
        ];
    }, "K = 256, T = 1000", "beta from 1e-4 to 0.02, x_0 = 0 and 128", [Trust]);

    [Exact]
    public ExactOutcome Uniform_and_absorbing() => Exact.Rows(new[] { 1000 }, steps =>
    [
        Printed.Rounds("uniform noise, cosine, K = 27, in units of 1e-11 bits", PriorTerms.UniformBits(LongSchedules.ClippedCosine(), 27) * From(100_000_000_000), "4.6"),
        Decide.Equal("kept by uniform noise, linear", 0, NoiseSchedules.Survival(NoiseSchedules.Linear(new Rational(1, 50), 1, steps))[^1]),
        Decide.Equal("kept by absorbing noise", 0, NoiseSchedules.Survival(NoiseSchedules.Absorbing<Rational>(steps))[^1]),
    ], "T = 1000", "cosine clipped at 0.999, linear from 0.02 to 1, 1/(T - t + 1)", [Trust]);

    [Exact]
    public ExactOutcome Digits_as_ordinal_data() => Exact.Rows(new[] { (IsUniform: false, Unit: 100_000L, Digits: "4.949"), (IsUniform: true, Unit: 100_000_000_000L, Digits: "2.803") }, row =>
        [Printed.Rounds($"bits a dimension in units of 1/{row.Unit}", DigitLevels.MeanPriorBits(row.IsUniform) * From(row.Unit), row.Digits)],
        "1797 digits of 64 pixels, K = 17, T = 1000", "discretised Gaussian, uniform noise; the same schedules", [Trust]);

    [Refutes("the last state put down as the stationary law, whatever the last step left", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Forced_last_state()
    {
        BigReal[] kept = NoiseSchedules.Survival(NoiseSchedules.Cosine(Parse("0.008"), LongSchedules.Steps));
        RankOneStep<BigReal> before = RankOneStep<BigReal>.OfUniform(1 - kept[^2]), last = RankOneStep<BigReal>.OfUniform(Parse("0.999"));
        IEnumerable<Decision> IsTheProduct(RankOneStep<BigReal> all)
        {
            BigReal given = all.Entry(0, 0, 27, 0), product = LinearAlgebra.Combine(before.Matrix(27, 0)[0], last.Matrix(27, 0))[0];
            yield return Decide.That("Q_1 ... Q_T is Q_1 ... Q_{T-1} times Q_T", given.Overlaps(product), $"{(double)given:R}, product {(double)product:R}");
            yield return Printed.Rounds("prior's term in units of 1e-11 bits", PriorTerms.UniformBits(all.Keep, 27) * From(100_000_000_000), "4.6");
        }
        return Refute.AtWitness("uniform noise, cosine, the last beta 0.999, K = 27, T = 1000",
            () => IsTheProduct(before.Then(last)), () => IsTheProduct(CategoricalModelMistakes.ForcedLastState<BigReal>()));
    }
}

[Claim("D3PM.22", "The cosine's grid written as T + 1 points from 0 to T + 1, divided by T + 1, is t/T: it looks off by one and is not.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, code; asked in https://github.com/jannerm/diffuser/issues/68",
    Oracle = "the schedule's alpha_t from the cosine at each grid point")]
public class CosineGrid
{
    [Exact]
    public ExactOutcome Points() => Exact.Rows(new[] { 1, 2, 3, 10, 50 }, steps => AreTheSchedule(
        [.. Enumerable.Range(0, steps + 1).Select(i => new Rational(i, steps) * (steps + 1) / (steps + 1))], steps),
        "T = 1, 2, 3, 10, 50, every t", "s = 0.008", ["balls of sixty digits that overlap are taken for equal"]);

    [Refutes("T + 1 points from 0 to T, divided by T + 1", Link = "https://github.com/jannerm/diffuser/issues/68")]
    public RefutationOutcome One_half_mended() => Refute.AtWitness("T = 10",
        () => AreTheSchedule([.. Enumerable.Range(0, 11).Select(i => new Rational(i, 10))], 10), () => AreTheSchedule(CategoricalKernelMistakes.GridToTOverOneMore(10), 10));

    [Refutes("T + 1 points from 0 to T + 1, divided by T", Link = "https://github.com/jannerm/diffuser/issues/68")]
    public RefutationOutcome Other_half_mended() => Refute.AtWitness("T = 10",
        () => AreTheSchedule([.. Enumerable.Range(0, 11).Select(i => new Rational(i, 10))], 10), () => AreTheSchedule(CategoricalKernelMistakes.GridToOneMoreOverT(10), 10));

    static IEnumerable<Decision> AreTheSchedule(Rational[] grid, int steps)
    {
        BigReal s = Parse("0.008");
        BigReal F(Rational t) => Cos((t.In<BigReal>() + s) / (1 + s) * Pi / 2);
        BigReal[] kept = NoiseSchedules.Survival(NoiseSchedules.Cosine(s, steps));
        return Enumerable.Range(0, steps + 1).Select(t => Decide.That($"alpha_{t}", kept[t].Overlaps(F(grid[t]) / F(grid[0])), $"{(double)F(grid[t]):R} over {(double)F(grid[0]):R}"));
    }
}
