using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

[Claim("Zheng.1", "The first-hitting sampler with exact conditionals gives the data's law itself: one token at a time, in an order that is uniform.",
    Source = "Zheng et al., arXiv:2409.02908, proposition 4.1 and section 4.2",
    Oracle = "every order and every partly masked state enumerated")]
public class FirstHittingLaw
{
    static readonly int[][] List = [[0, 0, 1], [0, 1, 0], [2, 2, 2], [2, 1, 1], [2, 2, 2]];

    [Identity]
    public IdentityOutcome Any_law() => Prove.Identity(new OneByOne(2, 3), new OneByOne(3, 2));

    [Statistical]
    public StatisticalOutcome On_tensors()
    {
        using var scope = NewDisposeScope();
        using ExactDenoiser denoiser = SamplerRuns.Denoiser(List, 3);
        using var generator = Seeds.Generator("first hitting of a list");
        using FirstHittingSample sample = new FirstHittingSampler(denoiser).Sample(SamplerRuns.Masks(40_000, 3, 3), generator);
        return SamplerRuns.Follow(sample.Tokens, 3, ExactRows.Law(List, 3), "L = 3, K = 3, a list of five with a repeat", "tensor code against the list itself");
    }

    [Sampled]
    public SampledOutcome Only_words_come(On on) => Sample.Rows(on, new[] { 200 }, (batch, _) =>
    {
        WordList list = EnglishWords.FiveLetters;
        int mask = list.Alphabet.Count;
        using ExactDenoiser denoiser = SamplerRuns.Denoiser(list.Tokens, mask, on.Device, on.DType);
        using var generator = Seeds.Generator("words", on.Device);
        Tensor masks = SamplerRuns.Masks(batch, list.Length, mask, on.Device);
        using FirstHittingSample hitting = new FirstHittingSampler(denoiser).Sample(masks, generator);
        return [Compare.Within("words among the samples", batch, SamplerRuns.Words(hitting.Tokens, list), 0)];
    }, "0: counted", "3568 words of five letters", "200 samples");

    [Statistical]
    public StatisticalOutcome Orders_are_uniform()
    {
        const int batch = 12_000;
        using var scope = NewDisposeScope();
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 0, 0]], 1);
        using var generator = Seeds.Generator("orders of reveals");
        List<long[]> after = [];
        using FirstHittingSample sample = new FirstHittingSampler(denoiser).Sample(SamplerRuns.Masks(batch, 3, 1), generator, afterStep: t => after.Add(SamplerRuns.Values(t)));
        // What is visible after one reveal and after two, as bits: six orders.
        int Visible(int step, int b) => Enumerable.Range(0, 3).Sum(i => after[step][3 * b + i] == 0 ? 1 << i : 0);
        (int, int)[] orders = [.. from first in new[] { 1, 2, 4 } from second in new[] { 1, 2, 4 } where first != second select (first, first | second)];
        long[] counts = [.. orders.Select(order => (long)Enumerable.Range(0, batch).Count(b => (Visible(0, b), Visible(1, b)) == order))];
        if (counts.Sum() != batch) throw new ClaimFailedException($"{batch - counts.Sum()} of {batch} sequences were not revealed one position at a time");
        return Statistics.GoodnessOfFit(counts, Enumerable.Repeat(1.0 / 6, 6).ToArray(), "L = 3", "orders of the tensor code");
    }

    [Refutes("each token by argmax")]
    public RefutationOutcome Tokens_are_drawn() => Refute.AtWitness("five sequences of three tokens, one of them twice",
        () => [Is(row => row)], () => [Is(SamplerMistakes.Greedy)]);

    static Decision Is(Func<Rational[], Rational[]> draw)
    {
        RowOf<Rational> row = ExactRows.Of(List, 3);
        var chain = new RevealChain<Rational>(3, 3);
        for (int i = 0; i < 3; i++) chain.RevealOne((state, at) => draw(row(state, at)));
        return Decide.EqualAll("law", ExactRows.Law(List, 3), chain.Complete);
    }

    sealed class OneByOne(int length, int tokens) : IIdentity
    {
        readonly int count = (int)Math.Pow(tokens, length);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", (int)Math.Pow(tokens, length) - 1);
        public string Shapes => $"L = {length}, K = {tokens}, any law";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] p = [.. x, 1 - x.Sum()];
            RowOf<T> row = ExactRows.Of(length, tokens, p);
            var chain = new RevealChain<T>(length, tokens);
            for (int i = 0; i < length; i++) chain.RevealOne(row);
            T[] law = chain.Complete;
            for (int i = 0; i < count; i++) yield return (law[i], p[i]);
        }
    }
}

[Claim("Zheng.2", "Of n masked tokens the next is revealed at u^{1/n} times the present mask rate, the law of the largest of n uniform times; repeated, the j-th reveal of n is the j-th largest of n uniforms.",
    Source = "Zheng et al., arXiv:2409.02908, proposition 4.1, eq. 11",
    Oracle = "order statistics; each token's own chance to stay masked, multiplied")]
public class FirstHittingTimes
{
    [Identity]
    public IdentityOutcome Order_statistics() => Prove.Identity(new NextReveal(2), new NextReveal(4), new NextReveal(6));

    [Identity]
    public IdentityOutcome Distribution_function() => Prove.Identity(new LargestOfUniforms(1), new LargestOfUniforms(2), new LargestOfUniforms(5));

    [Statistical]
    public StatisticalOutcome On_tensors()
    {
        const int length = 5, reveal = 3, batch = 20_000;
        using var scope = NewDisposeScope();
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 0, 0, 0, 0]], 1);
        using var generator = Seeds.Generator("first-hitting times");
        using FirstHittingSample sample = new FirstHittingSampler(denoiser).Sample(SamplerRuns.Masks(batch, length, 1), generator);
        double[] rates = Compare.Values(sample.MaskRates[.., reveal - 1]);
        long[] counts = [.. Enumerable.Range(0, 8).Select(k => rates.LongCount(m => (int)(m * 8) == k))];
        double[] law = [.. Enumerable.Range(0, 8).Select(k => (AtMost(new(k + 1, 8)) - AtMost(new(k, 8))).ToDouble())];
        return Statistics.GoodnessOfFit(counts, law, "L = 5, the third reveal, eight bins", "mask rates of the tensor code against the third largest of five uniforms");

        // P(the third largest of five is at most x): at most two of the five are above it.
        static Rational AtMost(Rational x) =>
            Enumerable.Range(0, reveal).Select(above => CountWeights.Binomial(length, above) * Rational.Pow(1 - x, above) * Rational.Pow(x, length - above)).Sum();
    }

    [Refutes("u times the present mask rate, without the root")]
    public RefutationOutcome The_root_counts_the_tokens() => Refute.AtWitness("u = 3/10, n = 5, mask rate 7/10",
        () => [Inverts(SamplingFormulas.FirstHittingMaskRate)],
        () => [Inverts(SamplingMistakes.WithoutRoot)]);

    [Refutes("u^n in the place of u^{1/n}")]
    public RefutationOutcome Power_for_root() => Refute.AtWitness("u = 3/10, n = 5, mask rate 7/10",
        () => [Inverts(SamplingFormulas.FirstHittingMaskRate)], () => [Inverts(SamplingMistakes.PowerForRoot)]);

    [Refutes("u^{1/(n - 1)}: the token about to be revealed not counted")]
    public RefutationOutcome One_token_fewer() => Refute.AtWitness("u = 3/10, n = 5, mask rate 7/10",
        () => [Inverts(SamplingFormulas.FirstHittingMaskRate)], () => [Inverts((u, n, m) => SamplingFormulas.FirstHittingMaskRate(u, n - 1, m))]);

    [Refutes("every time counted from t = 1")]
    public RefutationOutcome From_the_start() => Refute.AtWitness("u = 3/10, n = 5, mask rate 7/10",
        () => [Inverts(SamplingFormulas.FirstHittingMaskRate)], () => [Inverts(SamplingMistakes.FromTheStart)]);

    [Refutes("the smallest of n times, as if time ran forward")]
    public RefutationOutcome Smallest_time() => Refute.AtWitness("u = 3/10, n = 5, mask rate 7/10",
        () => [Inverts(SamplingFormulas.FirstHittingMaskRate)], () => [Inverts(SamplingMistakes.SmallestOfTheTimes)]);

    [Refutes("n y^{n-2} as the density of the largest of n uniform times", Link = "arXiv:2409.02908, lemma C.1, whose print has neither")]
    public RefutationOutcome Density_of_one_fewer() => Refute.Identity(new LargestOfUniforms(5), new OnePowerLess());

    sealed class OnePowerLess() : LargestOfUniforms(5)
    {
        protected override T Density<T>(T x) => 5 * x.Power(3);
    }

    static Decision Inverts(Func<BigReal, int, BigReal, BigReal> next)
    {
        BigReal u = BigReal.FromFraction(3, 10), m = BigReal.FromFraction(7, 10);
        BigReal none = SamplingFormulas.StillMasked(5, 1 - next(u, 5, m), 1 - m);
        return Decide.That("P(no reveal before it) encloses u", none.Overlaps(u), $"{(double)none:G12}");
    }

    /// <summary>
    /// The density of the (j + 1)-th reveal is the j-th's, times that of the largest of the n - j uniforms left below it, integrated over where
    /// the j-th came.
    /// </summary>
    sealed class NextReveal(int length) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["m"];
        public string Shapes => $"n = {length}, every j";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T m = x[0];
            for (int masked = length; masked > 1; masked--)
            {
                int left = masked - 1;
                yield return (
                    ExactQuadrature.Integral<T>(length - left, v =>
                    {
                        T y = m + (1 - m) * v;
                        return (1 - m) * RateAtCount.Density(length, masked, y) * left * m.Power(left - 1) / y.Power(left);
                    }),
                    RateAtCount.Density(length, left, m));
            }
        }
    }

    /// <summary>P(all n at most x) = x^n.</summary>
    class LargestOfUniforms(int n) : IIdentity
    {
        protected virtual T Density<T>(T x) where T : IField<T> => RateAtCount.Density(n, n, x);

        public IReadOnlyList<string> Variables => ["x"];
        public string Shapes => $"n = {n}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            yield return (x[0] * ExactQuadrature.Integral<T>(n - 1, v => Density(x[0] * v)), x[0].Power(n));
        }
    }
}

[Claim("Zheng.3", "Given n masks of L, alpha in the bound is Beta(L - n + 1, n): mode (L - n)/(L - 1), variance n(L - n + 1)/((L + 1)^2 (L + 2)), at most 1/(4(L + 2)).",
    Source = "Zheng et al., arXiv:2409.02908, section 3",
    Oracle = "Bayes' theorem with the bound's weight; Beta integrals in fractions")]
public class AlphaGivenTheCount
{
    [Identity]
    public IdentityOutcome Density_by_Bayes() => Prove.Identity(new ByBayes(1), new ByBayes(3), new ByBayes(6));

    [Exact]
    public ExactOutcome Moments() => Exact.Rows(from length in Enumerable.Range(1, 12) from n in Enumerable.Range(1, length) select (L: length, N: n), row =>
    {
        Rational whole = BetaIntegral(row.L, row.N), mean = BetaIntegral(row.L + 1, row.N) / whole, square = BetaIntegral(row.L + 2, row.N) / whole;
        return
        [
            Decide.Equal("mean", mean, RateAtCount.Mean<Rational>(row.L, row.N)),
            Decide.Equal("variance", square - mean * mean, RateAtCount.Variance<Rational>(row.L, row.N)),
        ];
    }, "L = 1..12, n = 1..L", "integrals of m^{n-1} (1 - m)^{L-n} by expansion");

    [Identity]
    public IdentityOutcome Mode_is_where_the_density_is_flat() => Prove.Identity(new FlatAtMode());

    [Certificate]
    public CertificateOutcome Variance_bound() => Prove.Certificate(new VarianceBound());

    [Refutes("the visible share (L - n)/L as the mode")]
    public RefutationOutcome The_mode_is_not_the_share() => Refute.Identity(new FlatAtMode(), new FlatAtShare());

    // The integral of m^{n-1} (1 - m)^{L-n}.
    static Rational BetaIntegral(int length, int n) => CountWeights.Continuous<Rational>(length, 0, 1)[n];

    /// <summary>The weight 1/m, times the probability of n masks of L at mask rate m, over its integral 1/n.</summary>
    sealed class ByBayes(int length) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["m"];
        public string Shapes => $"L = {length}, every n";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            for (int n = 1; n <= length; n++)
            {
                T[] one = [.. Enumerable.Range(0, length + 1).Select(k => k == n ? T.From(CountWeights.Binomial(length, n)) : T.Zero)];
                yield return (n * LinearAlgebra.Dot(CountWeights.Expected(length, x[0]), one) / x[0], RateAtCount.Density(length, n, x[0]));
                yield return (ExactQuadrature.Integral<T>(length - 1, m => RateAtCount.Density(length, n, m)), T.One);
            }
        }
    }

    sealed class FlatAtShare : FlatAtMode
    {
        protected override T Mode<T>(T length, T masked) => SamplingTimeMistakes.VisibleShare(length, masked);
    }

    /// <summary>d/d alpha of (L - n) log alpha + (n - 1) log(1 - alpha) is 0.</summary>
    class FlatAtMode : IIdentity
    {
        protected virtual T Mode<T>(T length, T masked) where T : IField<T> => RateAtCount.Mode(length, masked);

        public IReadOnlyList<string> Variables => ["L", "n"];
        public string Shapes => "any L and n";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T alpha = Mode(x[0], x[1]);
            yield return ((x[0] - x[1]) / alpha, (x[1] - 1) / (1 - alpha));
        }
    }

    sealed class VarianceBound : ICertificate
    {
        public IReadOnlyList<string> Variables => ["L", "n"];
        public string Shapes => "any L and n";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T> { ["L"] = x[0] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => RateAtCount.LargestVariance(x[0]) - RateAtCount.Variance(x[0], x[1]);

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            NonNegative<T>.Square(x[0] + 1 - 2 * x[1])
            / (NonNegative<T>.Of(4) * NonNegative<T>.Square(x[0] + 1) * (given["L"] + NonNegative<T>.Of(2)));
    }
}
