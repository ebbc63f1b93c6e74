using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;
using Comparison = DiffusionProofs.Evidence.Comparison;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>50257 tokens. The log-scores take eight values, so that the sum over all y in sixty digits needs eight pairs a row.</summary>
static class LargeVocabularyRatios
{
    const int Batch = 2, Length = 4, Tokens = 50257;

    static readonly double[] values = [-20, -9, -3.5, -1, 0, 1.25, 4, 6.75];

    public static SampledOutcome Integrand(On on) => Sample.Rows(on,
        from sigma in new[] { 1e-7f, 9.765625e-4, 1, 6.90625, 20 } from rate in new ClosedRate[] { new UniformRate(Tokens), new AbsorbingRate(Tokens + 1, Tokens) } select (Sigma: sigma, Rate: rate), (row, _) =>
        {
            const double slope = 0.75;
            (ClosedRate rate, int v, bool absorbing) = (row.Rate, row.Rate.Categories, row.Rate is AbsorbingRate);
            Random random = Seeds.Random("ratios of a large vocabulary");
            byte[] kinds = new byte[Batch * Length * v];
            random.NextBytes(kinds);
            int[] x0 = [.. Enumerable.Range(0, Batch * Length).Select(_ => random.Next(Tokens))];
            int[] xt = [.. x0.Select((token, i) => i % 2 == 0 ? token : absorbing ? Tokens : (token + 1 + i) % Tokens)];
            BigReal alpha = BigReal.Exp(-BigReal.FromDouble(row.Sigma)), changed = -BigReal.Expm1(-BigReal.FromDouble(row.Sigma));
            double[] expected = new double[x0.Length], size = new double[x0.Length];
            for (int i = 0; i < x0.Length; i++)
            {
                int[] counts = new int[values.Length];
                for (int y = 0; y < v; y++) if (y != xt[i]) counts[kinds[i * v + y] & 7]++;
                (int own, bool same) = (kinds[i * v + x0[i]] & 7, xt[i] == x0[i]);
                expected[i] = absorbing && same ? 0 : slope * (double)Sum(absorbing, same, counts, own, alpha, changed);
                size[i] = RatiosOnTensors.DwdseSize(absorbing, v, counts.Select((n, k) => n * Math.Exp(values[k])).Sum(), counts.Select((n, k) => n * Math.Abs(values[k])).Sum(), values[own], same, row.Sigma, slope);
            }
            torch.Tensor logs = on.Tensor(values).index_select(0, torch.tensor(Array.ConvertAll(kinds, k => (long)(k & 7)), device: on.Device)).reshape(Batch, Length, v);
            torch.Tensor Ids(int[] ids) => torch.tensor(Array.ConvertAll(ids, id => (long)id), [Batch, Length], device: new torch.Device(on.Device));
            torch.Tensor received = DwdseTensors.Integrand(rate, logs, Ids(xt), Ids(x0), on.Tensor([row.Sigma, row.Sigma]), on.Tensor([slope, slope]));
            return (Comparison[])[Compare.Within("integrand", expected, received, i => RatioAccuracy.Dwdse(size[i], v, on.DType), on)];
        }, "RatioAccuracy.Dwdse: u (V + 24) times the sizes of the terms", "B = 2, L = 4, 50257 tokens", "log-scores of eight values from -20 to 6.75, seeded; sigma = 1e-7, 2^-10, 1, 6.90625 and 20");

    /// <summary>The sum over y of Q[y][x_t] times the pair's score entropy.</summary>
    static BigReal Sum(bool absorbing, bool same, int[] counts, int own, BigReal alpha, BigReal changed)
    {
        BigReal[] scores = [.. values.Select(value => BigReal.Exp(BigReal.FromDouble(value)))];
        if (absorbing)
            return counts.Select((n, k) => (n - (k == own ? 1 : 0)) * scores[k]).Sum() + ScoreEntropyFormulas.Pair(scores[own], alpha / changed);
        BigReal other = changed / Tokens, stay = alpha + other;
        return (same
            ? counts.Select((n, k) => n * ScoreEntropyFormulas.Pair(scores[k], other / stay)).Sum()
            : counts.Select((n, k) => (n - (k == own ? 1 : 0)) * ScoreEntropyFormulas.Pair(scores[k], BigReal.One)).Sum() + ScoreEntropyFormulas.Pair(scores[own], stay / other)) / Tokens;
    }
}
