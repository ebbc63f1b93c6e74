using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.Masked;
using TorchSharp;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.21", "Infilling by SEDD's sampler, clean tokens put back before the first step, after each and after the denoising step: under absorbing noise, with the true ratios and from masks in the free places, one free place has the data's law given the tokens on any of these grids of times; two have the law of the clamped chain, which is not the data's and comes nearer as steps are added. Under uniform noise one free place has the law of the clamped chain, which is not the data's given the token. The clamped places end with their tokens.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 21 and 22 and code, run_sample_cond",
    Refined = "under absorbing noise a clean token never changes, so that clamping before the first step is enough; under uniform noise each step may change it, the denoising step as well",
    Oracle = "the data's law given the tokens, from its table; the clamped chain enumerated in fractions")]
public class SamplerOfInfilling
{
    static readonly RatioChain
        pairs = new(new AbsorbingRate(4, 3), 2, [.. Pairs().Chunk(3).SelectMany(row => row.Append(0)), 0, 0, 0, 0]),
        even = new(new UniformRate(3), 2, [.. Pairs()]),
        // Five words of three letters, and every word of three letters.
        list = Words(3, 0, 1, 2, 0, 4, 0, 2), words = Words(5, 1, 2, 4, 1, 6, 3, 2);

    /// <summary>Two places of three tokens that are equal more often than not.</summary>
    static IEnumerable<Rational> Pairs() => from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) select new Rational(a == b ? 4 + a : 1 + b, 27);

    static RatioChain Words(params int[] weights) => new(new AbsorbingRate(3, 2), 3,
        [.. SequenceRates.States(3, 3).Select(x => x.Contains(2) ? 0 : new Rational(weights[4 * x[0] + 2 * x[1] + x[2]], weights.Sum()))]);

    static readonly double[][] grids = [[1], [0.75], [1, 0.5, 0.125], [1, 0.875, 0.25, 0.0625]];

    /// <param name="Places">The clamped ones.</param>
    sealed record Gap(RatioChain Chain, int[] Places, int[] Tokens)
    {
        public Rational[] Given => Chain.Given(Places, Tokens);

        int[] AllMasks => [.. Enumerable.Repeat(Chain.Rate.Categories - 1, Chain.Length)];

        int[] Clamped(int[] state)
        {
            int[] put = [.. state];
            foreach (var (place, token) in Places.Zip(Tokens)) put[place] = token;
            return put;
        }

        Rational[] Start(double t) => Chain.Rate is AbsorbingRate ? Chain.Only(AllMasks) : Chain.At(RatioChain.Alpha(Rational.FromDouble(t)));

        public Rational[] Law(params double[] grid) => Law(Start(grid[0]), Clamped, grid);

        public Rational[] ClampedOnce(params double[] grid) => Law(Chain.Only(Clamped(AllMasks)), state => state, grid);

        public Rational[] NeverClamped(params double[] grid) => Law(Start(grid[0]), state => state, grid);

        Rational[] Law(Rational[] start, Func<int[], int[]> put, double[] grid) => Chain.Law(RatioChain.Tweedie, RatioChain.Tweedie, start, put, [.. grid.Select(Rational.FromDouble)]);

        public torch.Tensor First(int batch, double t, torch.Generator generator) =>
            Chain.Rate is AbsorbingRate absorbing ? SamplerRuns.Masks(batch, Chain.Length, absorbing.Mask) : Chain.First(batch, t, generator);

        public RatioClamp Clamp => new(Ids(Places), Ids(Tokens));
    }

    static torch.Tensor Ids(int[] ids) => torch.tensor(Array.ConvertAll(ids, id => (long)id));

    static readonly Gap one = new(pairs, [0], [1]), ofList = new(list, [2, 0], [0, 0]), two = new(words, [1], [1]), underUniform = new(even, [1], [2]);

    [Exact]
    public ExactOutcome One_free_place() => Exact.Rows(
        from gap in Enumerable.Range(0, 6).Select(i => new Gap(pairs, [i / 3], [i % 3])).Append(ofList) from grid in grids select (Gap: gap, Grid: grid), row =>
        [
            Decide.EqualAll("law", row.Gap.Given, row.Gap.Law(row.Grid)),
            Decide.EqualAll("law, clamped before the first step alone", row.Gap.Given, row.Gap.ClampedOnce(row.Grid)),
        ], "L = 2 with 3 tokens, L = 3 with 2 of a list of 5 words, and the mask", "every place and token of L = 2, both ends of the words; four grids of times");

    [Exact]
    public ExactOutcome More_free_places() => Exact.Rows(new[] { two, new Gap(words, [0], [0]) }, gap =>
    {
        Rational Error(params double[] grid) => gap.Given.Zip(gap.Law(grid), (a, b) => Rational.Abs(a - b)).Sum() / 2;
        (Rational few, Rational more, Rational most) = (Error(1), Error(1, 0.5), Error(1, 0.75, 0.5, 0.25));
        return (Decision[])
        [
            Decide.Equal("sum", Rational.One, gap.Law(grids[2]).Sum()),
            Decide.EqualAll("clamped before the first step alone", gap.Law(grids[2]), gap.ClampedOnce(grids[2])),
            Decide.That("not the data's law", most > 0, $"{most.ToDouble():R}"),
            Decide.That("nearer by more steps", most < more && more < few, $"{most.ToDouble():R}, {more.ToDouble():R}, {few.ToDouble():R}"),
        ];
    }, "L = 3 with 2 tokens and the mask", "one place clamped; 1, 2 and 4 steps of equal length");

    [Statistical]
    public StatisticalOutcome One_free_place_drawn() => Drawn(one, one.Given, 40_000);

    [Statistical]
    public StatisticalOutcome One_free_place_of_a_list_drawn() => Drawn(ofList, ofList.Given, 40_000);

    [Statistical]
    public StatisticalOutcome Two_free_places_drawn() => Drawn(two, two.Law(grids[2]), 60_000);

    [Statistical]
    public StatisticalOutcome Under_uniform_noise_drawn() => Drawn(underUniform, underUniform.Law(grids[2]), 60_000);

    /// <summary>The first token 0, 1 and 2 in turn.</summary>
    [Statistical]
    public StatisticalOutcome Tokens_of_each_sequence_drawn()
    {
        const int Batch = 60_000;
        Rational[] mean = [.. Enumerable.Range(0, 3).Select(token => pairs.Given([0], [token])).Aggregate((a, b) => LinearAlgebra.Add([a], [b])[0]).Select(p => p / 3)];
        using var scope = torch.NewDisposeScope();
        return Drawn(one, mean, Batch, new(Ids([0]), torch.arange(3, torch.int64).repeat(Batch / 3).reshape(Batch, 1)));
    }

    static StatisticalOutcome Drawn(Gap gap, Rational[] law, int batch, RatioClamp? clamp = null)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Seeds.Generator($"infilling, {gap.Chain.Rate.GetType().Name}, {gap.Chain.Length}, {gap.Places.Length}, {clamp is null}");
        torch.Tensor drawn = gap.Chain.Sampler(torch.ScalarType.Float64).Sample(gap.First(batch, 1, generator), grids[2], RatioStep.Tweedie, generator, clamp ?? gap.Clamp);
        return SamplerRuns.Follow(drawn, gap.Chain.Rate.Categories, law, $"V = {gap.Chain.Rate.Categories}, L = {gap.Chain.Length}, {gap.Places.Length} clamped",
            "two Tweedie steps and the denoising step of the tensor code, tokens put back, against the enumerated law");
    }

    [Refutes("tokens put back before the steps and not after the last", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/blob/main/run_sample_cond.py")]
    public RefutationOutcome Not_after_the_last()
    {
        const int Batch = 1000;
        using var scope = torch.NewDisposeScope();
        using var generator = Seeds.Generator("infilling, not after the last step");
        RatioClamp clamp = underUniform.Clamp;
        torch.Tensor first = underUniform.First(Batch, 1, generator), held = clamp.Tokens.expand(Batch, 1);
        // The sampler's own tokens are changed before each score, and so before each step.
        RatioSampler before = new(even.Rate, RatioChain.Schedule, (tokens, sigma) => even.Scores(tokens.index_copy_(1, clamp.Positions, held), sigma));
        IEnumerable<Decision> Hold(torch.Tensor drawn) => [Decide.Equal($"of {Batch} sequences, those whose second token is 2", (long)Batch, drawn.select(1, 1).eq(held.select(1, 0)).sum().item<long>())];
        return Refute.AtWitness("uniform noise, the second token clamped to 2",
            () => Hold(even.Sampler(torch.ScalarType.Float64).Sample(first, grids[2], RatioStep.Tweedie, generator, clamp)),
            () => Hold(before.Sample(first, grids[2], RatioStep.Tweedie, generator)));
    }

    [Refutes("the tokens never put in")]
    public RefutationOutcome Never_put_back() => Refute.AtWitness("two tokens under absorbing noise, the first clamped to 1",
        () => [Decide.EqualAll("law", one.Given, one.Law(grids[2]))], () => [Decide.EqualAll("law", one.Given, one.NeverClamped(grids[2]))]);

    [Refutes("that clamping gives the data's law under uniform noise as well")]
    public RefutationOutcome Under_uniform_noise() => Refute.AtWitness("two places of three tokens, the second clamped to 2",
        () => [Decide.EqualAll("law", new Gap(pairs, [1], [2]).Given, new Gap(pairs, [1], [2]).Law(grids[2]))],
        () => [Decide.EqualAll("law", underUniform.Given, underUniform.Law(grids[2]))]);
}
