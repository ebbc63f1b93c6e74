using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Snapshots;

sealed class MaskedFigures : IChapterOfFigures
{
    const string Zheng = "Zheng et al., arXiv:2409.02908";

    public string Chapter => "Masked diffusion";

    public IEnumerable<Figure> Figures() => [.. Gumbel(), .. Evaluations()];

    static Figure Computed(string what, string printed, BigReal value) => new(what, printed, value, Figure.Float64);

    static IEnumerable<Figure> Gumbel()
    {
        yield return new("largest Gumbel noise of float32 uniforms", "16.6355", SamplingFormulas.LargestGumbel<BigReal>(24), $"{Zheng}, table 1");
        yield return new("largest Gumbel noise of float64 uniforms", "36.7368", SamplingFormulas.LargestGumbel<BigReal>(53), $"{Zheng}, table 1");
        BigReal[] four = [.. new[] { "0.1", "0.2", "0.3", "0.4" }.Select(BigReal.Parse)];
        foreach (var (bound, printed) in new[] { ("2", new[] { ".044396405", ".17152877", ".31712806", ".46694677" }), ("0.5", new[] { ".0026273776", ".088884216", ".31090235", ".59758606" }) })
        {
            BigReal[] law = SamplingFormulas.TruncatedGumbel(four, BigReal.Parse(bound));
            for (int i = 0; i < 4; i++) yield return Computed($"p = 0.1, 0.2, 0.3, 0.4 with Gumbel noise below {bound}: {i}", printed[i], law[i]);
        }
        yield return Computed("p = 0.2, 0.8 with Gumbel noise below 2: 0", ".1332612539", SamplingFormulas.TruncatedGumbel([BigReal.Parse("0.2"), BigReal.Parse("0.8")], 2)[0]);
        // 262144 tails 20.5 below the top.
        BigReal tails = 262144 * BigReal.Exp(-BigReal.Parse("20.5"));
        yield return new("expected draws of 262144 tails, 20.5 below the top, in 1e5", "32.76", 100_000 * tails / (1 + tails), "https://github.com/vllm-project/vllm/pull/43150");
    }

    static IEnumerable<Figure> Evaluations()
    {
        BigReal Steps(int steps, int length) => SamplingFormulas.ExpectedEvaluations<BigReal>(steps, length, 1);
        foreach (var (n, printed) in new[] { (32, "32.00"), (64, "64.00"), (128, "127.96"), (256, "251.35"), (512, "442.84"), (1024, "647.48"), (2048, "805.98"), (4096, "906.13") })
            yield return Computed($"expected evaluations, L = 1024, {n} steps", printed, Steps(n, 1024));
        yield return new("expected evaluations, L = 1024, 10000 steps", "973", Steps(10000, 1024), $"{Zheng}, appendix J.3");
        yield return new("expected evaluations, L = 265, 100 steps", "93", Steps(100, 265), $"{Zheng}, appendix J.3");
        // One over the other: calls at their cost and every step at its own, and the same calls with one step.
        yield return new("sampling time over that of first hitting, L = 1024, 10000 steps, 1 : 1.56", "17", TimeRatio(Steps(10000, 1024), 10000, 1, BigReal.Parse("1.56")), $"{Zheng}, appendix J.3");
        yield return Computed("the same for 2048 steps", "4.95", TimeRatio(Steps(2048, 1024), 2048, 1, BigReal.Parse("1.56")));
        yield return Computed("the same, L = 265, 100 steps, 14.6 : 1", "1.07", TimeRatio(Steps(100, 265), 100, BigReal.Parse("14.6"), 1));
    }

    static BigReal TimeRatio(BigReal evaluations, int steps, BigReal call, BigReal step) => (evaluations * call + steps * step) / (evaluations * call + step);
}
