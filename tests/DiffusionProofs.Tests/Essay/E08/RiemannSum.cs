using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.c4", "With the exact denoiser and T equal steps of alpha = 1 - t the discrete bound lies above the continuous one by at most (D(1) - D(0))/T, D(m) as in E8.c1; for any model of z_t it does so by (D(1) - D(0))/(2T) + O(1/T^2).",
    Source = "Shi et al., MD4, arXiv:2406.04329, section 3; Sahoo et al., MDLM, arXiv:2406.07524, eqs. 8 and 10",
    Oracle = "two mask rates drawn together, step by step; the Euler-Maclaurin series of the polynomial D, with Bernoulli numbers from their recursion")]
public class E08DiscretisationGap
{
    const string Telescopes = "the steps' parts D(i/T) - D((i - 1)/T) add up to D(1) - D(0), for every T";
    const string Falls = "that conditioning on one more position does not raise an entropy";

    [Certificate]
    public CertificateOutcome Not_below() => Prove.Certificate(new Below(2), new Below(3), new Below(4)) with { Trust = [Falls] };

    [Certificate]
    public CertificateOutcome At_most_one_over_T() => Prove.Certificate(new Above(2), new Above(3), new Above(4)) with { Trust = [Falls, Telescopes] };

    [Identity]
    public IdentityOutcome Series_in_one_over_T() => Prove.Identity(
        new Series(2), new Series(3), new Series(4), new Series(5), new Series(6)) with
    {
        Trust = ["a sum of powers of 1..T is a polynomial in T (Faulhaber), so L + 1 values of T decide every T"],
    };

    [Exact]
    public ExactOutcome On_the_words()
    {
        var bound = new ExactBound<BigReal>(EnglishWords.FiveLetters.Tokens);
        BigReal last = bound.Discrete(1), first = SubsetEntropies.LossSums(SubsetEntropies.BySize<BigReal>(EnglishWords.FiveLetters.Tokens))[1];
        return Exact.Rows(new[] { 1, 2, 3, 5, 10, 100, 1000 }, steps =>
        {
            BigReal gap = bound.Discrete(steps) - bound.Entropy;
            return
            [
                Decide.That("gap above 0", gap.IsCertainlyPositive, $"{(double)gap:R}"),
                Decide.That("gap below (D(1) - D(0))/T", BigReal.CertainlyLess(gap, DiscretisationGap.Largest(first, last, steps)), $"{(double)gap:R}"),
            ];
        }, "3568 words of five letters", "T = 1, 2, 3, 5, 10, 100, 1000; the entropy of the list as the continuous bound");
    }

    [Refutes("that the gap is O(1/T^2)")]
    public RefutationOutcome Not_of_second_order() => Refute.Identity(new Series(3), new WithoutLeadingTerm());

    [Refutes("(D(1) - D(0))/T as the gap itself: the factor 1/2 left out")]
    public RefutationOutcome Half_matters() => Refute.Identity(new Series(3), new WithoutHalf());

    [Refutes("the upper bound for a poor denoiser, whose D may fall")]
    public RefutationOutcome Not_for_a_poor_denoiser() => Refute.AtWitness(
        "L = 2, T = 1; losses of the sets {1}, {2}, {1, 2}: 1, 1, 4 for one denoiser, 3, 3, 2 for a poor one",
        () => [Within([0, 1, 1, 4])],
        () => [Within([0, 3, 3, 2])]);

    static Decision Within(Rational[] loss)
    {
        Rational gap = SubsetBounds.DiscreteLinear(loss, 1) - SubsetBounds.Continuous(loss);
        return Decide.That("gap from 0 to D(1) - D(0)", gap.Sign >= 0 && gap <= DiscretisationGap.Largest(loss[1] + loss[2], loss[3], 1), $"{gap}");
    }

    sealed class WithoutLeadingTerm() : Series(3)
    {
        protected override T Leading<T>(T first, T last, int steps) => T.Zero;
    }

    sealed class WithoutHalf() : Series(3)
    {
        protected override T Leading<T>(T first, T last, int steps) => DiscretisationGap.Largest(first, last, steps);
    }

    /// <summary>
    /// A step from mask rate a to b = a + w, both formal: w D(b) less the integral of D is not negative, since D(b) is at least every D between.
    /// </summary>
    sealed class Below(int length) : Step(length)
    {
        protected override string What => "its bound is at least the integral";

        public override T Gap<T>(IReadOnlyList<T> x)
        {
            var (a, w, loss) = Read(x);
            return SubsetBounds.Discrete(loss, [1 - a, 1 - (a + w)]) - SubsetBounds.Continuous(loss, a, a + w);
        }

        // Between u of the way and the end: masked at both rates a + u w, at the end alone w (1 - u), at neither 1 - b.
        protected override NonNegative<T> Coupled<T>(NonNegative<T> a, NonNegative<T> w, NonNegative<T> rest, int both, int late, int neither) =>
            Integral(both, a, w, late) * Power(w, late) * Power(rest, neither);
    }

    /// <summary>And it exceeds the integral by at most w (D(b) - D(a)), since D(a) is at most every D between.</summary>
    sealed class Above(int length) : Step(length)
    {
        protected override string What => "its bound exceeds the integral by w (D(b) - D(a)) at most";

        public override T Gap<T>(IReadOnlyList<T> x)
        {
            var (a, w, loss) = Read(x);
            T D(T m) => SubsetBounds.ExpectedLoss(loss, m) / m;
            return w * (D(a + w) - D(a)) - (SubsetBounds.Discrete(loss, [1 - a, 1 - (a + w)]) - SubsetBounds.Continuous(loss, a, a + w));
        }

        // Between the start and u of the way: masked at both rates a, late u w, at neither (1 - b) + w (1 - u).
        protected override NonNegative<T> Coupled<T>(NonNegative<T> a, NonNegative<T> w, NonNegative<T> rest, int both, int late, int neither) =>
            Power(a, both) * Power(w, late) * Integral(neither, rest, w, late);
    }

    /// <summary>The exact denoiser's entropies h_i[R] = H(x_i | others not in R) are free but for monotony in R.</summary>
    abstract class Step(int length) : ICertificate
    {
        readonly (int Position, int Set)[] cells =
            [.. from i in Enumerable.Range(0, length) from set in Enumerable.Range(0, 1 << length) where (set >> i & 1) == 0 select (i, set)];

        protected abstract string What { get; }

        public IReadOnlyList<string> Variables =>
            [.. new VariableNames().Scalars("a", "w"), .. cells.Select(c => $"h{c.Position + 1}_{Convert.ToString(c.Set, 2).PadLeft(length, '0')}")];

        public string Shapes => $"L = {length}, any step and law of sequences: {What}";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Dictionary<string, T> given = new() { ["a"] = x[0], ["w"] = x[1], ["1 - a - w"] = 1 - x[0] - x[1] };
            foreach (var (i, set) in cells)
                foreach (int added in Others(i).Where(j => (set >> j & 1) == 0))
                    given[Rise(i, set, added)] = Entropy(x, i, set | 1 << added) - Entropy(x, i, set);
            return given;
        }

        public abstract T Gap<T>(IReadOnlyList<T> x) where T : IField<T>;

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            NonNegative<T> sum = NonNegative<T>.Of(0);
            for (int i = 0; i < length; i++)
                foreach (var (_, large) in cells.Where(c => c.Position == i))
                    foreach (var (_, small) in cells.Where(c => c.Position == i && (c.Set & ~large) == 0 && c.Set != large))
                    {
                        int both = int.PopCount(small), late = int.PopCount(large) - both, set = small;
                        NonNegative<T> rises = NonNegative<T>.Of(0);
                        foreach (int added in SubsetBounds.Members(large & ~small, length))
                        {
                            rises += given[Rise(i, set, added)];
                            set |= 1 << added;
                        }
                        sum += Coupled(given["a"], given["w"], given["1 - a - w"], both, late, length - 1 - both - late) * rises;
                    }
            return given["w"] * sum;
        }

        /// <summary>The mean over u in [0, 1] of the probability of a pair of sets of masked positions, the smaller in the larger.</summary>
        protected abstract NonNegative<T> Coupled<T>(NonNegative<T> a, NonNegative<T> w, NonNegative<T> rest, int both, int late, int neither)
            where T : IField<T>;

        protected (T From, T Width, T[] Loss) Read<T>(IReadOnlyList<T> x) where T : IField<T> =>
            (x[0], x[1], SubsetBounds.Losses(length, (set, i) => -Entropy(x, i, set & ~(1 << i))));

        /// <summary>The integral over v in [0, 1] of (c + v w)^p (1 - v)^q, by the binomial theorem and Beta integrals.</summary>
        protected static NonNegative<T> Integral<T>(int p, NonNegative<T> c, NonNegative<T> w, int q) where T : IField<T> =>
            Enumerable.Range(0, p + 1).Aggregate(NonNegative<T>.Of(0), (sum, k) => sum + Power(c, p - k) * Power(w, k)
                * PositiveFraction.Of<T>(new(CountWeights.Binomial(p, k), (k + q + 1) * CountWeights.Binomial(k + q, k))));

        protected static NonNegative<T> Power<T>(NonNegative<T> x, int n) where T : IField<T> =>
            Enumerable.Repeat(x, n).Aggregate(NonNegative<T>.Of(1), (product, each) => product * each);

        T Entropy<T>(IReadOnlyList<T> x, int position, int set) where T : IField<T> => x[2 + Array.IndexOf(cells, (position, set))];

        IEnumerable<int> Others(int position) => Enumerable.Range(0, length).Where(j => j != position);

        static string Rise(int position, int set, int added) => $"rise of h{position + 1} from {set} with {added + 1}";
    }

    /// <summary>
    /// D(m) = sum_n s_n m^{n-1} (1 - m)^{L-n}, s_n the sum of the losses of the sets of n; its Riemann sum less its integral is
    /// (D(1) - D(0))/(2T) + sum_k B_{2k}/(2k)! (D^{(2k-1)}(1) - D^{(2k-1)}(0))/T^{2k}, which ends.
    /// </summary>
    class Series(int length) : IIdentity
    {
        protected virtual T Leading<T>(T first, T last, int steps) where T : IField<T> => DiscretisationGap.Leading(first, last, steps);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("s", length);
        public string Shapes => $"L = {length}, T = 1..8 and so every T, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] sums = [T.Zero, .. x], d = Coefficients(sums);
            for (int steps = 1; steps <= 8; steps++)
            {
                T gap = LinearAlgebra.Dot(LinearAlgebra.Subtract(CountWeights.DiscreteLinear<T>(length, steps), CountWeights.Continuous(length, T.Zero, T.One)), sums);
                T later = Enumerable.Range(1, length / 2).Select(k => (Bernoulli(2 * k) / Factorial(2 * k)).In<T>()
                    * (Derivative(d, 2 * k - 1, T.One) - Derivative(d, 2 * k - 1, T.Zero)) / T.From(steps).Power(2 * k)).Sum();
                yield return (gap, Leading(Derivative(d, 0, T.Zero), Derivative(d, 0, T.One), steps) + later);
            }
        }

        /// <summary>Of m^0..m^{L-1}.</summary>
        T[] Coefficients<T>(T[] sums) where T : IField<T> =>
            [.. Enumerable.Range(0, length).Select(j => Enumerable.Range(1, j + 1).Select(n =>
                (int)CountWeights.Binomial(length - n, j - n + 1) * ((j - n + 1) % 2 == 0 ? sums[n] : -sums[n])).Sum())];

        static T Derivative<T>(T[] d, int order, T at) where T : IField<T> =>
            Enumerable.Range(order, Math.Max(0, d.Length - order)).Select(j => (int)(Factorial(j) / Factorial(j - order)).Numerator * d[j] * at.Power(j - order)).Sum();

        static Rational Factorial(int n) => Enumerable.Range(1, n).Aggregate(Rational.One, (product, i) => product * i);

        /// <summary>sum_{j = 0}^{n} C(n + 1, j) B_j = 0, B_0 = 1.</summary>
        static Rational Bernoulli(int n) => n == 0
            ? Rational.One
            : -Enumerable.Range(0, n).Select(j => CountWeights.Binomial(n + 1, j) * Bernoulli(j)).Sum() / (n + 1);
    }
}
