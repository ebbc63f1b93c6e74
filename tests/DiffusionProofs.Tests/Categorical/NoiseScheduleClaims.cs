using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.6", "With beta_t = 1/(T - t + 1) the masked share is t/T. The mutual-information schedule of absorbing noise is this one for every law without mass on the mask, since the share H(x_0 | x_t)/H(x_0) of the information that is gone is the masked share.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, section 3.1, eq. 17, appendices A.6 and A.7",
    Refined = "not so for uniform noise, where half of the information of 27 even categories is gone at alpha = 0.673251; eq. 17's last form lacks a 1",
    Oracle = "the conditional entropy by Bayes' theorem")]
public class InformationSchedules
{
    const string Trust = "the true product lies in the computed ball of sixty digits";

    [Exact]
    public ExactOutcome Masked_share() => Exact.Rows(Enumerable.Range(1, 64), steps =>
    {
        Rational[] betas = NoiseSchedules.Absorbing<Rational>(steps), kept = NoiseSchedules.Survival(betas);
        return
        [
            Decide.EqualAll("masked share", [.. Enumerable.Range(0, steps + 1).Select(t => new Rational(t, steps))], [.. kept.Select(alpha => 1 - alpha)]),
            Decide.EqualAll("reveal probability", [.. Enumerable.Range(1, steps).Select(t => new Rational(1, t))],
                [.. Enumerable.Range(1, steps).Select(t => CategoricalFormulas.Posterior(
                    new AbsorbingKernel(2, 1).Step(betas[t - 1]), new AbsorbingKernel(2, 1).Cumulative(kept[t - 1]), 0, 1)[0])]),
        ];
    }, "every t", "T = 1..64");

    [Identity]
    public IdentityOutcome Absorbing_noise_on_two_tokens() => Prove.LogIdentity(new Lost(3));

    [Identity]
    public IdentityOutcome Absorbing_noise_on_three_tokens() => Prove.LogIdentity(new Lost(4));

    [Exact]
    public ExactOutcome Uniform_noise() => Exact.Rows(
        new[] { (27, "0.9", "0.191336"), (27, "0.5", "0.686070"), (27, "0.1", "0.975885") }, row =>
            [Printed.Rounds($"share gone at alpha = {row.Item2}", Share(row.Item1, Parse(row.Item2)), row.Item3)],
        "K = 27, even data", "alpha = 0.9, 0.5, 0.1", [Trust]);

    /// <summary>The share falls as alpha rises, so that the alpha of a share lies between two that have more and less.</summary>
    [Exact]
    public ExactOutcome Midpoint_of_uniform_noise() => Exact.Rows(
        new[] { (2, "0.779944"), (27, "0.673251"), (256, "0.618036") }, row =>
        {
            (BigReal alpha, BigReal unit, BigReal half) = (Parse(row.Item2), Parse("0.0000005"), FromFraction(1, 2));
            return
            [
                Decide.That("more than half gone just below", CertainlyLess(half, ShareOfRow(row.Item1, alpha - unit)), $"{(double)ShareOfRow(row.Item1, alpha - unit):R}"),
                Decide.That("less than half gone just above", CertainlyLess(ShareOfRow(row.Item1, alpha + unit), half), $"{(double)ShareOfRow(row.Item1, alpha + unit):R}"),
            ];
        }, "K = 2, 27, 256, even data", "half a unit of the sixth digit", [Trust]);

    [Refutes("-I/H as the share that is gone", Link = "D3PM, arXiv:2107.03006, eq. 17 as printed")]
    public RefutationOutcome Without_the_one()
    {
        BigReal[] p = [FromFraction(1, 2), FromFraction(1, 2), 0];
        BigReal[][] q = new AbsorbingKernel(3, 2).Cumulative(FromFraction(1, 4));
        static Decision IsTheMaskedShare(BigReal share) => Decide.That("share gone", share.Overlaps(FromFraction(3, 4)), $"{(double)share:R}");
        return Refute.AtWitness("absorbing noise, alpha = 1/4, two even tokens",
            () => [IsTheMaskedShare(NoiseSchedules.InformationLost(q, p, [0, 1], i => [i, 2]))],
            () => [IsTheMaskedShare(CategoricalModelMistakes.InformationLostAsPrinted(q, p, [0, 1], i => [i, 2]))]);
    }

    [Refutes("that uniform noise too loses its 1 - alpha of the information")]
    public RefutationOutcome Uniform_noise_differs() => Refute.LogIdentity(new Lost(3), new LostToUniform());

    static BigReal Share(int categories, BigReal alpha)
    {
        int[] all = [.. Enumerable.Range(0, categories)];
        return NoiseSchedules.InformationLost(
            RankOneStep<BigReal>.OfUniform(1 - alpha).Matrix(categories, 0), [.. all.Select(_ => FromFraction(1, categories))], all, _ => all);
    }

    /// <summary>For even data by symmetry the entropy of a row over that of the data.</summary>
    static BigReal ShareOfRow(int categories, BigReal alpha) =>
        NoiseSchedules.Entropy(RankOneStep<BigReal>.OfUniform(1 - alpha).After([1, .. Enumerable.Repeat(Zero, categories - 1)], 0), [.. Enumerable.Range(0, categories)])
        / Log(From(categories));

    sealed class LostToUniform() : Lost(3)
    {
        protected override T[][] Product<T>(T alpha) => RankOneStep<T>.OfUniform(1 - alpha).Matrix(3, 0);

        protected override int[] Reached(int from) => [0, 1, 2];
    }

    class Lost(int categories) : ILogIdentity
    {
        readonly int[] tokens = [.. Enumerable.Range(0, categories - 1)];

        protected virtual T[][] Product<T>(T alpha) where T : IField<T> => new AbsorbingKernel(categories, categories - 1).Cumulative(alpha);

        protected virtual int[] Reached(int from) => [from, categories - 1];

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha").Vector("p", categories - 2);
        public string Shapes => $"K = {categories} with the mask, any law of the tokens and alpha";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            T[] p = PredictedRows.WithoutMask([.. x.Skip(1)]);
            T[][] q = Product(x[0]);
            T entropy = NoiseSchedules.Entropy(p, tokens);
            T conditional = Enumerable.Range(0, categories).Select(xt =>
            {
                int[] from = [.. tokens.Where(i => Reached(i).Contains(xt))];
                T all = from.Select(i => p[i] * q[i][xt]).Sum();
                return -from.Select(i => p[i] * q[i][xt] * T.Log(p[i] * q[i][xt] / all)).Sum();
            }).Sum();
            yield return (conditional, entropy - NoiseSchedules.MutualInformation(q, p, tokens, Reached));
            yield return (conditional, (1 - x[0]) * entropy);
        }
    }
}

[Claim("D3PM.13", "D3PM's printed figures: alpha of the cosine without a square, alpha of the linear schedule, the prior's term of uniform noise, and how many of 50 positions are masked when t is drawn evenly.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, sections 3.1 and 6, eq. 14 with t/T, and code",
    Oracle = "the products and sums in sixty digits and in fractions, against the decimals")]
public class PrintedFigures
{
    const string Trust = "the true product lies in the computed ball of sixty digits";

    [Exact]
    public ExactOutcome Figures_of_the_schedules() => Exact.Rows(new[] { 1000 }, steps =>
    {
        BigReal[] cosine = NoiseSchedules.Cosine(Parse("0.008"), steps), kept = NoiseSchedules.Survival(cosine), linear = NoiseSchedules.Survival(NoiseSchedules.Linear(Parse("0.02"), 1, steps));
        BigReal clipped = kept[^2] * Parse("0.001"), even = clipped + (1 - clipped) / 256, off = (1 - clipped) / 256;
        return
        [
            Printed.Rounds("cosine beta_1", cosine[0], "0.0000206423"),
            Printed.Rounds("cosine beta_999", cosine[998], "0.4999994"),
            Printed.Rounds("cosine alpha_500", kept[500], "0.7027400589"),
            Printed.Rounds("cosine alpha_999", kept[999], "0.00155845"),
            Printed.Rounds("cosine alpha_1000, the last beta clipped at 0.999", clipped, "0.00000155845"),
            Printed.Rounds("linear alpha_10", linear[10], "0.780972"),
            Printed.Rounds("linear alpha_50", linear[50], "0.104650"),
            Printed.Rounds("linear alpha_100", linear[100], "0.0007861"),
            Printed.Rounds("prior term in units of 10^-10 bits, uniform noise, K = 256",
                UnitFormulas.Bits(NelboFormulas.PriorKl([even, .. Enumerable.Repeat(off, 255)], [.. Enumerable.Repeat(FromFraction(1, 256), 256)], Enumerable.Range(0, 256))) * From(10_000_000_000), "4.47"),
        ];
    }, "T = 1000", "cosine, s = 0.008; linear from 0.02 to 1", [Trust]);

    /// <summary>How many of 50 positions are masked when t is drawn evenly from 1..50: the printed weights of the sizes (eq. 14, with t/T).</summary>
    [Exact]
    public ExactOutcome Law_of_the_masked_count() => Exact.Rows(
        new[] { (0, "0.011249"), (1, "0.018017"), (2, "0.019535"), (10, "0.019608"), (25, "0.019608"), (40, "0.019608"), (48, "0.019535"), (49, "0.018017"), (50, "0.031249") }, row =>
        {
            Rational sum = 0;
            for (int t = 1; t <= 50; t++)
            {
                Rational share = 1 - NoiseSchedules.Survival(NoiseSchedules.Absorbing<Rational>(50))[t], term = 1;
                for (int i = 0; i < row.Item1; i++) term = term * (50 - i) / (i + 1);
                sum += term * share.Power(row.Item1) * (1 - share).Power(50 - row.Item1) / 50;
            }
            return [Printed.Rounds($"{row.Item1} masked", sum.In<BigReal>(), row.Item2)];
        }, "n = T = 50", "k = 0, 1, 2, 10, 25, 40, 48, 49, 50");

    [Refutes("the square of the cosine, as improved DDPM has it")]
    public RefutationOutcome The_cosine_is_not_squared()
    {
        BigReal alpha = NoiseSchedules.Survival(NoiseSchedules.Cosine(Parse("0.008"), 1000))[500];
        return Refute.AtWitness("T = 1000, s = 0.008, t = 500",
            () => [Printed.Rounds("alpha_500", alpha, "0.7027400589")], () => [Printed.Rounds("alpha_500", CategoricalKernelMistakes.SquaredCosine(alpha), "0.7027400589")]);
    }
}
