using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Runtime;
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

    /// <summary>Rows of transitions, and Tweedie's law from scores of eight values: both in O(V), where a matrix would take 20 GB.</summary>
    public static SampledOutcome Rows(On on) => Sample.Rows(on,
        from sigma in new[] { 1e-7f, 1, 20 } from rate in new ClosedRate[] { new UniformRate(Tokens), new AbsorbingRate(Tokens + 1, Tokens) } select (Sigma: sigma, Rate: rate), (row, _) =>
        {
            (ClosedRate rate, int v, bool absorbing, double u) = (row.Rate, row.Rate.Categories, row.Rate is AbsorbingRate, Dtypes.UnitRoundoff(on.DType));
            BigReal sigma = BigReal.FromDouble(row.Sigma), alpha = BigReal.Exp(-sigma), changed = -BigReal.Expm1(-sigma), grow = BigReal.Exp(sigma), e = BigReal.Expm1(sigma);
            int[] x = absorbing ? [7, Tokens] : [7, 0];
            double[] rows = new double[2 * v], law = new double[2 * v], score = new double[2 * v], size = new double[2];
            for (int i = 0; i < 2; i++)
            {
                bool isMask = absorbing && i == 1;
                double toMask = (double)changed;
                double other = absorbing ? 0 : (double)(changed / v), own = isMask ? 1 : (double)(absorbing ? alpha : alpha + changed / v);
                for (int y = 0; y < v; y++)
                {
                    rows[i * v + y] = y == x[i] ? own : absorbing && y == Tokens ? toMask : other;
                    score[i * v + y] = y == x[i] ? 1 : (y * 5 + i) % 8 / 4.0;
                }
                ReadOnlySpan<double> s = score.AsSpan(i * v, v);
                double sum = 0;
                // Multiples of 1/4: exact.
                foreach (double each in s[..Tokens]) sum += each;
                (double share, double growth) = ((double)e * (absorbing ? sum : sum / v), (double)grow);
                BigReal spread = absorbing ? BigReal.Zero : e * BigReal.FromDouble(sum) / v;
                double[] before = [.. Enumerable.Range(0, 8).Select(k => (double)(grow * BigReal.FromDouble(k / 4.0) - spread))];
                double mask = absorbing ? (double)(BigReal.FromDouble(s[Tokens]) - e * BigReal.FromDouble(sum)) : 0;
                for (int y = 0; y < v; y++)
                {
                    // From y to x.
                    double column = isMask ? y == Tokens ? 1 : toMask : y == x[i] ? own : other;
                    law[i * v + y] = column * (absorbing && y == Tokens ? mask : before[(int)(4 * s[y])]);
                    size[i] += column * (growth * s[y] + (absorbing && y < Tokens ? 0 : share));
                }
            }
            torch.Tensor ids = torch.tensor(Array.ConvertAll(x, id => (long)id), [1, 2], device: new torch.Device(on.Device)), noise = on.Tensor([row.Sigma]);
            return (Comparison[])
            [
                Compare.Within("row", rows, TransitionTensors.Rows(rate, ids, noise), i => 12 * u * rows[i], on),
                Compare.Within("Tweedie", law, SamplerStepTensors.Tweedie(rate, on.Tensor(score, 1, 2, v), ids, noise).Probabilities, i => u * (v + 24 + 2 * row.Sigma) * size[i / v], on),
            ];
        }, "relative 12 u; u (V + 24 + 2 d) times what a row adds up from", "50257 tokens", "scores that are multiples of 1/4, sigma = 1e-7, 1 and 20");

    /// <summary>Rates backward from a token and, under absorbing noise, from the mask.</summary>
    public static SampledOutcome Reverse(On on) => Sample.Rows(on, both, (rate, _) =>
    {
        var (x, score) = Scored(rate);
        int v = rate.Categories;
        double u = Dtypes.UnitRoundoff(on.DType);
        double[] expected = [.. Enumerable.Range(0, 2 * v).Select(at => Exactly(Backward(rate, x, score, at / v, at % v)))];
        torch.Tensor received = ReverseRateTensors.Rows(rate, on.Tensor(score, 1, 2, v), Ids(on, x));
        return (Comparison[])[Compare.Within("rate", expected, received, i => ((i % v == x[i / v] ? v + 2 : 2) * u + Math.ScaleB(1, -53)) * Math.Abs(expected[i]), on)];
    }, "relative 2 u off the diagonal, u (V + 2) on it, and the rounding of what is expected", "50257 tokens", "scores that are multiples of 1/4");

    /// <summary>Euler's law, the denoising step's, and the log-scores of a network's logits under absorbing noise.</summary>
    public static SampledOutcome Steps(On on) => Sample.Rows(on,
        from sigma in new[] { 1e-7f, 0.25, 20 } from rate in both select (Sigma: sigma, Rate: rate), (row, _) =>
        {
            var (x, score) = Scored(row.Rate);
            int v = row.Rate.Categories;
            double u = Dtypes.UnitRoundoff(on.DType), rounded = Math.ScaleB(1, -53);
            Rational noise = Rational.FromDouble(row.Sigma);
            double[] rates = [.. x.Select((own, i) => -Exactly(noise * Backward(row.Rate, x, score, i, own)))];
            double[] euler = [.. Enumerable.Range(0, 2 * v).Select(at => Exactly((at % v == x[at / v] ? Rational.One : 0) + noise * Backward(row.Rate, x, score, at / v, at % v)))];
            torch.Tensor s = on.Tensor(score, 1, 2, v), ids = Ids(on, x), sigma = on.Tensor([row.Sigma]);
            Comparison steps = Compare.Within("Euler", euler, SamplerStepTensors.Euler(row.Rate, s, ids, sigma).Probabilities,
                i => i % v == x[i / v] ? u * (v + 4) * (1 + rates[i / v]) : (3 * u + rounded) * euler[i], on);
            if (row.Rate is not AbsorbingRate absorbing) return (Comparison[])[steps];
            double sum = score.AsSpan(v, Tokens).ToArray().Sum();
            double[] denoised = [.. Enumerable.Range(0, 2 * v).Select(at => at < v ? at == x[0] ? 1 : 0 : at - v == Tokens ? 0.0 : score[at] / sum)];
            BigReal level = BigReal.FromDouble(row.Sigma);
            double[] logs = [.. values.Select(l => (double)OutputScaling.LogScore(BigReal.FromDouble(l), level, v))];
            double expm1 = Math.Abs((double)BigReal.Log(BigReal.Expm1(level))), many = Math.Log(Tokens);
            int Kind(int at) => at * 5 % 8;
            torch.Tensor logits = on.Tensor([.. Enumerable.Range(0, 2 * v).Select(at => values[Kind(at)])], 1, 2, v);
            return
            [
                steps,
                Compare.Within("denoised", denoised, SamplerStepTensors.Denoise(absorbing, s, ids, sigma).Probabilities, i => 2 * u * denoised[i], on),
                Compare.Within("log-score", [.. Enumerable.Range(0, 2 * v).Select(at => at % v == x[at / v] ? 0 : logs[Kind(at)])], OutputScalingTensors.LogScore(absorbing, logits, ids, sigma),
                    i => i % v == x[i / v] ? 0 : u * (4 + 2 * Math.Abs(values[Kind(i)]) + 6 * expm1 + 5 * many), on),
            ];
        }, "Euler: relative 3 u, for x_t itself u (V + 4) (1 + what is left of it); 2 u for s/sum s, whose sum is exact; u (4 + 2 |logit| + 6 |log expm1(sigma)| + 5 log(V - 1))", "50257 tokens",
        "scores that are multiples of 1/4, logits of eight values from -20 to 6.75; noise 1e-7, 1/4 and 20");

    static readonly ClosedRate[] both = [new UniformRate(Tokens), new AbsorbingRate(Tokens + 1, Tokens)];

    static (int[] X, double[] Score) Scored(ClosedRate rate)
    {
        int v = rate.Categories;
        int[] x = rate is AbsorbingRate ? [7, Tokens] : [7, 0];
        return (x, [.. Enumerable.Range(0, 2 * v).Select(at => at % v == x[at / v] ? 1 : at * 5 % 8 / 4.0)]);
    }

    /// <summary>Q[y][x_t] s[y], and minus their sum at x_t.</summary>
    static Rational Backward(ClosedRate rate, int[] x, double[] score, int i, int y)
    {
        int v = rate.Categories;
        if (rate is AbsorbingRate && x[i] != Tokens) return 0;
        // Sums of quarters, exact in a double.
        double quarters = 4 * (y == x[i] ? 1 - score.AsSpan(i * v, v).ToArray().Sum() : score[i * v + y]);
        return new Rational((int)quarters, rate is AbsorbingRate ? 4 : 4 * v);
    }

    static double Exactly(Rational x) => x.ToDouble();

    static torch.Tensor Ids(On on, int[] ids) => torch.tensor(Array.ConvertAll(ids, id => (long)id), [1, ids.Length], device: new torch.Device(on.Device));

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
