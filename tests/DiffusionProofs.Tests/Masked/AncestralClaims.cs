using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.3", "One step from all masks draws every position by itself: with exact conditionals it gives the product of the marginals, which misses two equal tokens of K by 1 - 1/K in total variation, L of them by 1 - K^{1-L}.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eq. 6, evaluated",
    Oracle = "the data's law and its marginals, by counting")]
public class OneStepSampler
{
    [Exact]
    public ExactOutcome Equal_tokens() => Exact.Rows(
        from k in Enumerable.Range(2, 5) from length in new[] { 2, 3 } select (K: k, L: length),
        row =>
        {
            int[][] list = Equal(row.K, row.L);
            Rational[] law = Law(list, row.K);
            return
            [
                Decide.EqualAll("law of a step", [.. law.Select(_ => 1 / Rational.Pow(row.K, row.L))], law),
                Decide.Equal("total variation", 1 - 1 / Rational.Pow(row.K, row.L - 1), ExactRows.TotalVariation(ExactRows.Law(list, row.K), law)),
            ];
        }, "K = 2..6, L = 2, 3", "tokens all equal, uniform over K");

    [Statistical]
    public StatisticalOutcome Pairs_on_tensors()
    {
        const int k = 4, batch = 20_000;
        using var scope = NewDisposeScope();
        using ExactDenoiser denoiser = SamplerRuns.Denoiser(Equal(k, 2), k);
        using var generator = Seeds.Generator("one step on pairs");
        long[] seen = SamplerRuns.Values(new AncestralSampler(denoiser, SamplerRuns.Linear)
            .Sample(SamplerRuns.Masks(batch, 2, k), MaskedTimes.Grid(1), generator).Tokens);
        int equal = Enumerable.Range(0, batch).Count(b => seen[2 * b] == seen[2 * b + 1]);
        return Statistics.Proportion(equal, batch, 1.0 / k, "K = 4, L = 2", "equal pairs after one step of the tensor code; 1 in the data");
    }

    [Statistical]
    public StatisticalOutcome Words_on_tensors()
    {
        const int batch = 1500;
        WordList list = EnglishWords.FiveLetters;
        int mask = list.Alphabet.Count, n = list.Tokens.Length;
        using var scope = NewDisposeScope();
        using ExactDenoiser denoiser = SamplerRuns.Denoiser(list.Tokens, mask);
        using var generator = Seeds.Generator("one step on words");
        using MaskedSample sample = new AncestralSampler(denoiser, SamplerRuns.Linear).Sample(SamplerRuns.Masks(batch, list.Length, mask), MaskedTimes.Grid(1), generator);
        double[][] shares = [.. Enumerable.Range(0, list.Length).Select(i => Enumerable.Range(0, mask).Select(j => list.Tokens.Count(w => w[i] == j) / (double)n).ToArray())];
        double expected = list.Tokens.Sum(w => w.Select((j, i) => shares[i][j]).Aggregate((a, b) => a * b));
        return Statistics.Proportion(SamplerRuns.Words(sample.Tokens, list), batch, expected, "3568 words of five letters",
            "words after one step, against the mass that the product of the letters' laws has on the list");
    }

    [Refutes("that exact marginals make a parallel step exact", Link = "https://github.com/ML-GSAI/LLaDA/issues/75")]
    public RefutationOutcome Valid_strings_are_not_kept() => Refute.AtWitness("ABAB and BABA, one step from all masks",
        () => [Valid(new(1, 8))], () => [Valid(1)]);

    // 2 of 16 strings are valid, each with probability 1/16.
    static Decision Valid(Rational claimed)
    {
        int[][] list = [[0, 1, 0, 1], [1, 0, 1, 0]];
        Rational valid = Law(list, 2).Zip(ExactRows.Law(list, 2)).Where(pair => !pair.Second.IsZero).Select(pair => pair.First).Sum();
        return Decide.Equal("probability of a valid string", valid, claimed);
    }

    static Rational[] Law(int[][] list, int tokens) =>
        new RevealChain<Rational>(list[0].Length, tokens).Step(ExactRows.Of(list, tokens), 1, 0).Complete;

    static int[][] Equal(int k, int length) => [.. Enumerable.Range(0, k).Select(j => Enumerable.Repeat(j, length).ToArray())];
}

[Claim("MDLM.4", "The ancestral sampler with exact conditionals tends to the data: two tokens come from (1 - c) data + c product of the marginals, c = sum of (alpha_s - alpha_t)^2 over the steps, for any law and schedule; a list of three tokens in N equal steps is off by at most C(3, 2)/N in total variation.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, section 3.2; derived here",
    Refined = "no finite number of steps is exact unless the tokens are independent",
    Oracle = "every partly masked state enumerated; the chance that two tokens share a step")]
public class AncestralSamplerLaw
{
    static readonly int[][] List = [[0, 0, 1], [0, 1, 0], [2, 2, 2], [2, 1, 1]];

    [Identity]
    public IdentityOutcome Two_tokens() => Prove.Identity(new TwoTokens(1, 2), new TwoTokens(2, 2), new TwoTokens(3, 2), new TwoTokens(2, 3));

    [Exact]
    public ExactOutcome A_list_of_three_tokens() => Exact.Rows(Enumerable.Range(1, 12), steps =>
    {
        Rational error = Error(steps), apart = new((steps - 1) * (steps - 2), steps * steps);
        Rational[] law = Law(List, 3, steps), data = ExactRows.Law(List, 3);
        return
        [
            Decide.That("at least the data times the chance that no two tokens share a step", law.Zip(data, (p, q) => p >= apart * q).All(held => held), $"{apart}"),
            Decide.That($"total variation at most 3/{steps}", error <= new Rational(3, steps), $"{error}"),
            Decide.That("falls when each step is cut in two", Error(2 * steps) < error, $"{error}"),
        ];
    }, "L = 3, K = 3, N = 1..12", "four sequences, alpha = 1 - t");

    [Exact]
    public ExactOutcome Two_equal_tokens() => Exact.Rows(
        from k in Enumerable.Range(2, 3) from steps in Enumerable.Range(1, 5) select (K: k, N: steps), row =>
        {
            int[][] pairs = [.. Enumerable.Range(0, row.K).Select(j => new[] { j, j })];
            Rational error = ExactRows.TotalVariation(ExactRows.Law(pairs, row.K), Law(pairs, row.K, row.N));
            return [Decide.Equal("total variation", (1 - new Rational(1, row.K)) / row.N, error)];
        }, "K = 2..4, N = 1..5", "(1 - 1/K)/N, alpha = 1 - t");

    [Statistical]
    public StatisticalOutcome On_tensors()
    {
        const int steps = 3, batch = 60_000;
        using var scope = NewDisposeScope();
        using ExactDenoiser denoiser = SamplerRuns.Denoiser(List, 3);
        using var generator = Seeds.Generator("ancestral sampler of a list");
        using MaskedSample sample = new AncestralSampler(denoiser, SamplerRuns.Linear).Sample(SamplerRuns.Masks(batch, 3, 3), MaskedTimes.Grid(steps), generator);
        return SamplerRuns.Follow(sample.Tokens, 3, Law(List, 3, steps), "L = 3, K = 3, N = 3", "tensor code against the enumerated law of three steps");
    }

    [Refutes("that N steps with exact conditionals give the data's law")]
    public RefutationOutcome Finite_steps_are_not_exact() => Refute.Identity(new TwoTokens(2, 2), new NoError());

    sealed class NoError() : TwoTokens(2, 2)
    {
        protected override T Share<T>(T[] alpha) => T.Zero;
    }

    static Rational Error(int steps) => ExactRows.TotalVariation(ExactRows.Law(List, 3), Law(List, 3, steps));

    static Rational[] Law(int[][] list, int tokens, int steps)
    {
        RowOf<Rational> row = ExactRows.Of(list, tokens);
        return TimeFormulas.Steps<Rational>(steps, 0)
            .Aggregate(new RevealChain<Rational>(list[0].Length, tokens), (chain, s) => chain.Step(row, 1 - s.To, 1 - s.From)).Complete;
    }

    class TwoTokens(int steps, int tokens) : IIdentity
    {
        /// <summary>The probability that two tokens are revealed in one step.</summary>
        protected virtual T Share<T>(T[] alpha) where T : IField<T> => Enumerable.Range(1, steps).Select(i => (alpha[i - 1] - alpha[i]).Squared()).Sum();

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", tokens * tokens - 1).Vector("alpha", steps - 1);
        public string Shapes => $"L = 2, K = {tokens}, N = {steps}, any law and schedule";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] free = read.Vector(tokens * tokens - 1), p = [.. free, 1 - free.Sum()];
            T[] alpha = [T.One, .. read.Vector(steps - 1), T.Zero];
            RowOf<T> row = ExactRows.Of(2, tokens, p);
            var chain = new RevealChain<T>(2, tokens);
            for (int i = steps; i >= 1; i--) chain.Step(row, alpha[i - 1], alpha[i]);
            T[] law = chain.Complete;
            T share = Share(alpha);
            for (int x = 0; x < p.Length; x++)
            {
                (int a, int b) = (x / tokens, x % tokens);
                T first = Enumerable.Range(0, tokens).Select(j => p[a * tokens + j]).Sum(), second = Enumerable.Range(0, tokens).Select(j => p[j * tokens + b]).Sum();
                yield return (law[x], (1 - share) * p[x] + share * first * second);
            }
        }
    }
}

[Claim("MDLM.5", "Masks that are left at the end must be drawn, not filled by argmax: with mask rate m left, one token comes from its law when drawn, and from (1 - m) p + m [the mode] by argmax.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, code: the noise removal step",
    Oracle = "the chain enumerated; the mixture by hand")]
public class LeftoverMasks
{
    static readonly Rational[] P = [new(1, 2), new(1, 3), new(1, 6)];
    static readonly Rational Left = new(1, 100);

    [Identity]
    public IdentityOutcome Drawn() => Prove.Identity(new OneToken(3), new OneToken(4));

    [Exact]
    public ExactOutcome By_argmax() => Exact.Rows(new Rational[] { Left, new(1, 10), new(1, 1000) }, left =>
    [
        Decide.EqualAll("law", [.. P.Select((p, j) => (1 - left) * p + (j == 0 ? left : 0))], Law(SamplerMistakes.Greedy, left)),
    ], "K = 3, L = 1", "p = (1/2, 1/3, 1/6), mask rates 1/100, 1/10, 1/1000 left");

    [Refutes("the masks that are left filled in by argmax", Link = "https://github.com/kuleshov-group/mdlm/blob/master/diffusion.py")]
    public RefutationOutcome Argmax_is_biased() => Refute.AtWitness("p = (1/2, 1/3, 1/6), mask rate 1/100 left",
        () => [Decide.EqualAll("law", P, Law(row => row, Left))],
        () => [Decide.EqualAll("law", P, Law(SamplerMistakes.Greedy, Left))]);

    static Rational[] Law(Func<Rational[], Rational[]> last, Rational left)
    {
        RowOf<Rational> row = ExactRows.Of(1, 3, P);
        return new RevealChain<Rational>(1, 3).Step(row, 1 - left, 0).Step((state, i) => last(row(state, i)), 1, 1 - left).Complete;
    }

    sealed class OneToken(int tokens) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("left").Vector("p", tokens - 1);
        public string Shapes => $"L = 1, K = {tokens}, any mask rate left";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] free = [.. x.Skip(1)], p = [.. free, 1 - free.Sum()];
            RowOf<T> row = ExactRows.Of(1, tokens, p);
            T[] law = new RevealChain<T>(1, tokens).Step(row, 1 - x[0], T.Zero).Step(row, T.One, 1 - x[0]).Complete;
            return law.Zip(p);
        }
    }
}

[Claim("MDLM.6", "\"Is it revealed?\" and then a token is the same law as one draw among the tokens and the mask.",
    Source = "Shi et al., MD4, arXiv:2406.04329, appendix G; Sahoo et al., MDLM, arXiv:2406.07524, eq. 6",
    Oracle = "the two stages multiplied out; the tensor code draws in two stages, the law has one")]
public class TwoStageDraw
{
    [Identity]
    public IdentityOutcome Same_law() => Prove.Identity(new Stages(2), new Stages(3), new Stages(5));

    [Statistical]
    public StatisticalOutcome On_tensors()
    {
        const int batch = 40_000;
        double[] p = [0.5, 0.3, 0.15, 0.05];
        using var scope = NewDisposeScope();
        using var generator = Seeds.Generator("two-stage draw");
        var row = tensor(p.Select(v => Math.Log(v)).Append(double.NaN).ToArray(), [1, 1, 5], ScalarType.Float64).expand(1, batch, 5);
        long[] seen = SamplerRuns.Values(AncestralStep.Take(SamplerRuns.Masks(1, batch, 4), row, 4, 0.7, 0.2, generator));
        long[] counts = [.. Enumerable.Range(0, 5).Select(j => seen.LongCount(v => v == j))];
        Float64[] predicted = [.. p.Append(0).Select(v => new Float64(v))];
        double[] law = Array.ConvertAll(MaskedFormulas.Reverse(predicted, 4, new Float64(0.7), new Float64(0.2)), v => v.Value);
        return Statistics.GoodnessOfFit(counts, law, "K = 4 and the mask", "alpha from 0.2 to 0.7, one step of the tensor code");
    }

    [Refutes("revealed, and then drawn from the row that has the mask in it again")]
    public RefutationOutcome The_mask_counts_once() => Refute.Identity(new Stages(3), new Twice());

    sealed class Twice() : Stages(3)
    {
        protected override T[] Reverse<T>(T[] row, int mask, T alphaS, T alphaT) => SamplerMistakes.RevealedTwice(row, mask, alphaS, alphaT);
    }

    class Stages(int tokens) : IIdentity
    {
        protected virtual T[] Reverse<T>(T[] row, int mask, T alphaS, T alphaT) where T : IField<T> => MaskedFormulas.Reverse(row, mask, alphaS, alphaT);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alphaS", "alphaT").Vector("p", tokens - 1);
        public string Shapes => $"K = {tokens}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T reveal = MaskedFormulas.RevealProbability(x[0], x[1]);
            T[] free = [.. x.Skip(2)], p = [.. free, 1 - free.Sum()], received = Reverse([.. p, T.Zero], tokens, x[0], x[1]);
            // In one draw: a token x by the prediction, then z_s by the posterior of noise to the mask.
            T[] mask = MaskedFormulas.Marginal(0, tokens + 1, tokens, T.Zero);
            T[] oneDraw = LinearAlgebra.Combine(p, [.. p.Select((_, token) => MaskedFormulas.InterpolatingPosterior(tokens, token, mask, x[0], x[1]))]);
            for (int j = 0; j <= tokens; j++)
            {
                yield return (oneDraw[j], j < tokens ? reveal * p[j] : 1 - reveal);
                yield return (oneDraw[j], received[j]);
            }
        }
    }
}
