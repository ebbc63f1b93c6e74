using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Tests.Snapshots;

sealed class RatioFigures : IChapterOfFigures
{
    public string Chapter => "Ratios and continuous time";

    public IEnumerable<Figure> Figures() => [.. Losses(), .. Schedules(), .. Priors()];

    static Figure Computed(string what, string printed, BigReal value) => new(what, printed, value, Figure.Float64);

    static IEnumerable<Figure> Losses()
    {
        (BigReal s, BigReal r) = (BigReal.Parse("0.3"), BigReal.Parse("1.7"));
        yield return Computed("score entropy of a pair, s = 0.3, r = 1.7", "1.5488", ScoreEntropyFormulas.Pair(s, r));
        yield return Computed("score entropy of a pair, s = 1.7, r = 0.3", ".8796", ScoreEntropyFormulas.Pair(r, s));
        BigReal first = BigReal.Parse("0.000999"), last = BigReal.Parse("0.999");
        yield return Computed("H_b(0.999)", ".0079073", CrossEntropyBounds.BinaryEntropy(last));
        yield return Computed("gap of the cross-entropy over time, three tokens, eps = 0.05", ".5955", CrossEntropyBounds.TimeGap(3, BigReal.Parse("0.95")));
        yield return Computed("gap of a token from t = 1e-3 to 1, eps = 1e-3", "6.9e-6", CrossEntropyBounds.BinaryEntropy(last) - CrossEntropyBounds.BinaryEntropy(first));
    }

    static IEnumerable<Figure> Schedules()
    {
        const string campbell = "Campbell et al., arXiv:2205.14987";
        yield return Computed("sigma at t = 1, log-linear, eps = 1e-3", "6.9078", NoiseAmount.Total(new LogLinear(), BigReal.One));
        yield return Computed("sigma' at t = 1, log-linear, eps = 1e-3", "999", NoiseAmount.Slope(new LogLinear(), BigReal.One));
        foreach (var (a, b, printed) in new[] { ("3", "100", "297"), ("5", "5", "20"), ("0.5", "10000", "4999.5") })
            yield return new($"integral of beta = a b^t log b to t = 1, a = {a}, b = {b}", printed, ExponentialRate.Total(BigReal.Parse(a), BigReal.Parse(b), BigReal.One), campbell);
        BigReal[] row = new UnscaledUniformRate(129).Transition(BigReal.Parse("0.03"))[0];
        yield return Computed("what uniform rates of 0.03 keep of 129 states by t = 1", ".02086", row[0] - row[1]);
    }

    static IEnumerable<Figure> Priors()
    {
        BigReal alpha = BigReal.Parse("0.001");
        yield return Computed("prior's term of uniform noise, V = 50257, alpha = 1e-3", "3.0156e-3", PriorDivergences.Uniform(alpha, 50257));
        yield return Computed("prior's term of uniform noise, V = 27, alpha = 1e-3", "1.289e-5", PriorDivergences.Uniform(alpha, 27));
        yield return Computed("prior's term of absorbing noise, 50257 tokens, alpha = 1e-3, leak 1e-4", ".012228", PriorDivergences.Absorbing(alpha, BigReal.Parse("0.0001"), 50258));
        // At t = 1/2 of the log-linear schedule: the probability of a mask, times the rate, times the loss at it.
        LogLinear schedule = new();
        BigReal half = BigReal.FromFraction(1, 2), sigma = NoiseAmount.Total(schedule, half);
        BigReal score = OutputScaling.Score(1, schedule.Alpha(half), 50258);
        BigReal loss = schedule.MaskRate(half) * NoiseAmount.Slope(schedule, half)
            * TokenScoreEntropy.AtMask(Enumerable.Repeat(score, 50257), OutputScaling.LogScore(BigReal.Zero, sigma, 50258), BigReal.Expm1(sigma));
        yield return Computed("expected loss of a token at zero logits, 50257 tokens, eps = 1e-3", "10.81408", loss);
        yield return Computed("the same of 1024 tokens", "11073.618", 1024 * loss);
    }
}
