using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.Masked;
using TorchSharp;
using Comparison = DiffusionProofs.Evidence.Comparison;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.20", "SEDD's sampler from p_T with the true ratios and Tweedie's steps, the last to the data: one token comes from the data's law on any of these grids of times; of two tokens the law is that of the chain which draws its places independently, which is not the data's and comes nearer as steps are added. By Euler's steps one token has the data's law as well, and two have that of Euler's chain. The denoising step of absorbing noise leaves no mask, whatever the scores.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, theorem 4.1, eqs. 18-20 and code, sampling",
    Refined = "uniform noise on 3 categories, absorbing noise on 3 tokens and the mask, log-linear noise with eps = 1/8; the code starts from the base law, not from p_T",
    Oracle = "the chain enumerated in fractions, with transitions as matrices; the tensor code draws from rows made without them")]
public class SamplerOfRatios
{
    static readonly Rational half = new(1, 2), third = new(1, 3), sixth = new(1, 6);
    static readonly RatioChain uniformOne = new(new UniformRate(3), 1, [half, third, sixth]), absorbingOne = new(new AbsorbingRate(4, 3), 1, [half, third, sixth, 0]);

    // Two tokens that are equal more often than not.
    static readonly RatioChain
        uniformTwo = new(new UniformRate(3), 2, [.. Pairs()]),
        absorbingTwo = new(new AbsorbingRate(4, 3), 2, [.. Pairs().Chunk(3).SelectMany(row => row.Append(0)), 0, 0, 0, 0]);

    static IEnumerable<Rational> Pairs() => from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) select new Rational(a == b ? 4 + a : 1 + b, 27);

    static readonly double[] times = [1, 0.5, 0.125];

    // Short enough that no probability of Euler's is below 0.
    static readonly double[] shorter = [1, 0.875, 0.75, 0.5, 0.125];

    static Rational[] Exactly(double[] t) => [.. t.Select(Rational.FromDouble)];

    [Exact]
    public ExactOutcome One_token() => Exact.Rows(
        from chain in new[] { uniformOne, absorbingOne } from grid in new double[][] { [1], [0.75], times, [1, 0.875, 0.25, 0.0625] } select (Chain: chain, Grid: grid), row =>
        [
            Decide.EqualAll("law", row.Chain.Data, row.Chain.Law(RatioChain.Tweedie, Exactly(row.Grid))),
        ], "V = 3 and V = 4 with the mask, L = 1", "four grids of times");

    [Exact]
    public ExactOutcome Two_tokens() => Exact.Rows(new[] { uniformTwo, absorbingTwo }, chain =>
    {
        Rational Error(params double[] grid) => Distance(chain.Data, chain.Law(RatioChain.Tweedie, Exactly(grid)));
        (Rational one, Rational two, Rational four) = (Error(1), Error(1, 0.5), Error(1, 0.75, 0.5, 0.25));
        return (Decision[])
        [
            Decide.Equal("sum", Rational.One, chain.Law(RatioChain.Tweedie, Exactly(times)).Sum()),
            Decide.That("not the data's law", four > 0, $"{four.ToDouble():R}"),
            Decide.That("nearer by more steps", four < two && two < one, $"{four.ToDouble():R}, {two.ToDouble():R}, {one.ToDouble():R}"),
        ];
    }, "V = 3 and V = 4 with the mask, L = 2", "1, 2 and 4 steps of equal length");

    /// <summary>Euler's steps and then the step to the data, which is Tweedie's for the true ratios.</summary>
    static Rational[] Eulers(RatioChain chain, params double[] grid) =>
        chain.Law(RatioChain.Euler, RatioChain.Tweedie, chain.At(RatioChain.Alpha(Rational.FromDouble(grid[0]))), state => state, Exactly(grid));

    [Exact]
    public ExactOutcome By_Eulers_steps() => Exact.Rows(new[] { uniformOne, uniformTwo, absorbingOne, absorbingTwo }, chain =>
    {
        Rational[] law = Eulers(chain, shorter), tweedies = chain.Law(RatioChain.Tweedie, Exactly(shorter));
        Rational apart = Distance(law, tweedies);
        return (Decision[])
        [
            Decide.Equal("sum", Rational.One, law.Sum()),
            Decide.That("no entry below 0", law.All(p => p >= 0), $"{law.Min().ToDouble():R}"),
            // sigma' (t - s) is e^d - 1 here, and exp(-d Q) = I - (e^d - 1) Q for either noise: the laws of one token move alike.
            .. chain.Length == 1 ? [Decide.EqualAll("law", chain.Data, law)] : Array.Empty<Decision>(),
            // The steps themselves are equal under absorbing noise alone (SEDD.14).
            Decide.That("apart from Tweedie's", (chain.Length == 1 || chain.Rate is AbsorbingRate) == apart.IsZero, $"{apart.ToDouble():R}"),
        ];
    }, "V = 3 and V = 4 with the mask, L = 1 and 2", "four steps");

    [Exact]
    public ExactOutcome No_mask_is_left() => Exact.Rows(
        from mask in new[] { 0, 1, 3 } from sum in new[] { 1, 3, 4 } select (Mask: mask, Sum: sum), row =>
        {
            // alpha = 1/5, so that the true ratios sum to 1/4.
            AbsorbingRate rate = new(4, row.Mask);
            List<Rational> tokens = [new(row.Sum, 48), new(row.Sum, 24), new(row.Sum, 48)];
            Rational[] score = [.. tokens[..row.Mask], Rational.One, .. tokens[row.Mask..]], law = SamplerSteps.Denoise(score, row.Mask, row.Mask);
            Rational[] tweedies = RatioStepMistakes.DenoiseWithMask(rate, score, row.Mask, new Rational(1, 5));
            return (Decision[])
            [
                Decide.Equal("on the mask", Rational.Zero, law[row.Mask]),
                Decide.Equal("sum", Rational.One, law.Sum()),
                Decide.Equal("on the mask by Tweedie's step", 1 - new Rational(row.Sum, 3), tweedies[row.Mask]),
                .. row.Sum == 3 ? [Decide.EqualAll("Tweedie's for ratios that sum to alpha/(1 - alpha)", tweedies, law)] : Array.Empty<Decision>(),
            ];
        }, "three tokens and the mask in three places", "alpha = 1/5, scores that sum to 1/12, 1/4 and 1/3");

    [Sampled]
    public SampledOutcome Laws_on_tensors(On on) => Sample.Check(on, RatioCase.Moderate, (c, _) =>
    {
        BigReal[][] rate = c.Rate.Rate<BigReal>();
        BigReal ratio = BigReal.Exp(-c.Noise);
        BigReal[][] scores = [.. c.Dyadic.Select(row => row.Select(BigReal.FromDouble).ToArray())], column = c.Rate.AtAlpha(ratio);
        double[] Flat(Func<int, BigReal[]> row) => [.. Enumerable.Range(0, c.Length).SelectMany(i => row(i).Select(p => (double)p))];
        double[] tweedie = Flat(i => SamplerSteps.Tweedie(c.Rate, scores[i], c.Xt[i], ratio)), euler = Flat(i => SamplerSteps.Euler(rate, scores[i], c.Xt[i], c.Noise));
        double[] denoised = c.Mask is { } mask ? Flat(i => SamplerSteps.Denoise(scores[i], c.Xt[i], mask)) : tweedie;
        double e = Math.Exp(c.Sigma), u = Dtypes.UnitRoundoff(on.DType);
        // e^d (|s| + the sum of all |s|) is above what each entry adds up from.
        double[] sizes = [.. c.Dyadic.Select((row, i) => column.Select((line, a) => e * (row[a] + row.Sum()) * (double)line[c.Xt[i]]).Sum())];
        double Allowed(int i) => u * (c.Categories + 24 + 2 * c.Sigma) * sizes[i / c.Categories];
        torch.Tensor s = c.Rows(on, c.Dyadic), xt = c.Ids(on, c.Xt), noise = on.Tensor([c.Sigma]);
        double size = euler.Sum(Math.Abs);
        return (Comparison[])
        [
            Compare.Within("Tweedie", tweedie, SamplerStepTensors.Tweedie(c.Rate, s, xt, noise).Probabilities, Allowed, on),
            Compare.Within("Euler", euler, SamplerStepTensors.Euler(c.Rate, s, xt, noise).Probabilities, _ => u * (c.Categories + 24) * (1 + size), on),
            Compare.Within("denoised", denoised, SamplerStepTensors.Denoise(c.Rate, s, xt, noise).Probabilities, i => c.Mask is null ? Allowed(i) : u * (c.Categories + 8) * denoised[i], on),
        ];
    }, "u (V + 24 + 2 d) times what a row adds up from; u (V + 8) for s/sum s", RatioCase.Shapes, "dyadic scores up to 2, noise from 1/32 to 4", 40);

    [Sampled]
    public SampledOutcome Large_vocabulary_on_tensors(On on) => LargeVocabularyRatios.Rows(on);

    [Sampled]
    public SampledOutcome Large_vocabulary_steps_on_tensors(On on) => LargeVocabularyRatios.Steps(on);

    [Statistical]
    public StatisticalOutcome One_token_under_uniform_noise() => Drawn(uniformOne, 40_000);

    [Statistical]
    public StatisticalOutcome One_token_under_absorbing_noise() => Drawn(absorbingOne, 40_000);

    [Statistical]
    public StatisticalOutcome Two_tokens_under_uniform_noise() => Drawn(uniformTwo, 60_000);

    [Statistical]
    public StatisticalOutcome Two_tokens_under_absorbing_noise() => Drawn(absorbingTwo, 60_000);

    [Statistical]
    public StatisticalOutcome One_token_by_Eulers_steps_under_uniform_noise() => DrawnByEuler(uniformOne, 40_000);

    [Statistical]
    public StatisticalOutcome One_token_by_Eulers_steps_under_absorbing_noise() => DrawnByEuler(absorbingOne, 40_000);

    [Statistical]
    public StatisticalOutcome Two_tokens_by_Eulers_steps_under_uniform_noise() => DrawnByEuler(uniformTwo, 60_000);

    [Statistical]
    public StatisticalOutcome Two_tokens_by_Eulers_steps_under_absorbing_noise() => DrawnByEuler(absorbingTwo, 60_000);

    static StatisticalOutcome DrawnByEuler(RatioChain chain, int batch)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Seeds.Generator($"ratios by Euler, {chain.Rate.GetType().Name}, {chain.Length}");
        return SamplerRuns.Follow(chain.Sample(batch, RatioStep.Euler, generator, torch.ScalarType.Float64, shorter), chain.Rate.Categories, Eulers(chain, shorter),
            $"V = {chain.Rate.Categories}, L = {chain.Length}", "four Euler steps and the denoising step of the tensor code against the enumerated law");
    }

    static StatisticalOutcome Drawn(RatioChain chain, int batch)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Seeds.Generator($"ratios, {chain.Rate.GetType().Name}, {chain.Length}");
        return SamplerRuns.Follow(chain.Sample(batch, RatioStep.Tweedie, generator, torch.ScalarType.Float64, times), chain.Rate.Categories, chain.Law(RatioChain.Tweedie, Exactly(times)),
            $"V = {chain.Rate.Categories}, L = {chain.Length}", "two Tweedie steps and the denoising step of the tensor code against the enumerated law");
    }

    [Refutes("the row x_t of exp(d Q) in the place of its column")]
    public RefutationOutcome Transposed() => Wrong(absorbingOne, (rate, score, xt, ratio) => RatioStepMistakes.TweedieOfTheRow(rate.AtAlpha(1 / ratio), rate.AtAlpha(ratio), score, xt));

    [Refutes("noise added to the scores, exp(d Q) in the place of its inverse")]
    public RefutationOutcome Not_undone() => Wrong(uniformOne, (rate, score, xt, ratio) => RatioStepMistakes.TweedieWithoutInverse(rate.AtAlpha(ratio), score, xt));

    [Refutes("x_t's own score left as the network gives it", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/blob/main/model/transformer.py")]
    public RefutationOutcome Own_score_kept() => Wrong(uniformOne, (rate, score, xt, ratio) => RatioChain.Tweedie(rate, RatioStepMistakes.OwnScoreKept(score, xt, half), xt, ratio));

    [Refutes("the mask's column kept in the denoising step", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/blob/main/sampling.py")]
    public RefutationOutcome Mask_kept()
    {
        // alpha = 1/2: the true ratios sum to 1.
        Rational[] score = [half, new(1, 4), 1];
        AbsorbingRate rate = new(3, 2);
        return Refute.AtWitness("alpha = 1/2 and scores 1/2 and 1/4 at the mask, 1/4 short of the true sum",
            () => [Decide.Equal("probability of the mask", Rational.Zero, SamplerSteps.Denoise(score, 2, 2)[2])],
            () => [Decide.Equal("probability of the mask", Rational.Zero, RatioStepMistakes.DenoiseWithMask(rate, score, 2, half)[2])]);
    }

    static RefutationOutcome Wrong(RatioChain chain, RatioChain.Step step) => Refute.AtWitness("p = (1/2, 1/3, 1/6), times 1, 1/2, 1/8 and 0",
        () => [Decide.EqualAll("law", chain.Data, chain.Law(RatioChain.Tweedie, Exactly(times)))],
        () => [Decide.EqualAll("law", chain.Data, chain.Law(step, Exactly(times)))]);

    static Rational Distance(Rational[] p, Rational[] q) => p.Zip(q, (a, b) => a > b ? a - b : b - a).Sum() / 2;
}
