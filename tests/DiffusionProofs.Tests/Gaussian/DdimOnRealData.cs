using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>The deterministic sampler with the right x_0, from noised points of real data back to them.</summary>
static class DdimOnRealData
{
    const int Batch = 16, Count = 13;

    public static SampledOutcome Visits(On on) => Sample.Rows(on, RealData.Queries(1), (at, _) =>
    {
        using BetaTable betas = BetaTable.Linear(1000);
        double[] table = Compare.Values(betas.AlphaBar);
        int[] visited = StepSpacing.Trailing(1000, Count);
        double[] after = [.. DdimFormulas.AlphaBarAfter<Float64>([.. table.Select(a => (Float64)a)], visited).Select(a => a.Value)];
        double[][] points = [.. at.Points.Take(Batch)];
        int d = points[0].Length;
        double[] data = on.Round([.. points.SelectMany(p => p)]), noise = [.. data.Select((_, i) => on.Round(2 * Math.Sin(7 * i + 1)))];
        double[] Noised(double alphaBar) => [.. data.Zip(noise, (y, e) => Math.Sqrt(alphaBar) * y + Math.Sqrt(1 - alphaBar) * e)];
        torch.Tensor x0 = on.Tensor(data, points.Length, d), x = on.Tensor(Noised(table[visited[^1]]), points.Length, d);
        var found = new List<Comparison>();
        for (int k = visited.Length - 1; k >= 0; k--)
        {
            x = DdimStep.Mean(x, x0, after[k], table[visited[k]], 0);
            int steps = visited.Length - k;
            found.Add(Compare.Within($"x after step {steps}", Noised(after[k]), x, i => 40 * (steps + 1) * on.Ulp(Math.Abs(data[i]) + Math.Abs(noise[i])), on));
        }
        return found;
    },
    "40 (k + 1) ulps of |x_0| + |eps| after k steps: 14 of 3 |x_0| + |eps| in each, the first state and the reference a few, and an error shrinks by sigma_s/sigma_t",
    "n and d those of the data", RealData.Domain + "; linear betas, 13 trailing steps of 1000");
}
