using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using TorchSharp;
using Dtypes = DiffusionProofs.Runtime.Dtypes;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>K = 50257, where a matrix would be 10 GB in float32. Rows of uniform, absorbing and mixed noise take four values at most, held in fractions.</summary>
static class LargeVocabularyNoise
{
    const int K = 50257, Mask = K - 1;
    const string Shapes = "K = 50257, B = 4";
    const string Domain = "uniform, absorbing and mixed noise, three steps of dyadic rates; the token, the mask and others";

    static readonly (string Name, (double Mask, double Uniform)[] Rates)[] noises =
    [
        ("uniform", [(0, 0.25), (0, 0.125), (0, 0.375)]),
        ("absorbing", [(0.25, 0), (0.125, 0), (0.375, 0)]),
        ("mixed", [(0.25, 0.0625), (0.0625, 0.125), (0.125, 0.25)]),
    ];

    /// <summary>q(x_3 | x_0) and the law after a further step.</summary>
    public static SampledOutcome Laws(On on) => Sample.Rows(on, noises, (noise, _) =>
    {
        using ITransitionTensors first = Step(noise.Rates[0], on), next = Step(noise.Rates[1], on), two = first.Then(next), last = Step(noise.Rates[2], on), all = two.Then(last);
        RankOneStep<Rational> before = Exactly(noise.Rates[0]).Then(Exactly(noise.Rates[1])), whole = before.Then(Exactly(noise.Rates[2]));
        int[] tokens = [0, 31, 4096, Mask];
        double[] rows = [.. tokens.SelectMany(x => Each(j => whole.Entry(x, j, K, Mask).ToDouble(), x))], columns = [.. tokens.SelectMany(x => Each(j => whole.Entry(j, x, K, Mask).ToDouble(), x))];
        double few = 1.01 * 15 * Dtypes.UnitRoundoff(on.DType), sum = few + CategoricalAccuracy.RankOneAfter(K, on.DType);
        torch.Tensor ids = NoiseCase.Ids(on, tokens);
        return
        [
            Compare.Within("rows", rows, all.Rows(ids), i => few * rows[i], on),
            Compare.Within("columns", columns, all.Columns(ids), i => few * columns[i], on),
            Compare.Within("law after the third step", rows, last.After(two.Rows(ids)), i => sum * rows[i], on),
        ];
    }, "rows within 15 u: three products of doubles and the sum of an entry; a law within (K + 18) u", Shapes, Domain);

    public static SampledOutcome Posteriors(On on) => Sample.Rows(on, noises, (noise, _) =>
    {
        using ITransitionTensors first = Step(noise.Rates[0], on), next = Step(noise.Rates[1], on), before = first.Then(next), step = Step(noise.Rates[2], on);
        RankOneStep<Rational> exactBefore = Exactly(noise.Rates[0]).Then(Exactly(noise.Rates[1])), exactStep = Exactly(noise.Rates[2]), all = exactBefore.Then(exactStep);
        (int X0, int Xt)[] pairs = noise.Name == "absorbing" ? [(0, 0), (31, Mask), (4096, Mask), (Mask, Mask)] : [(0, 0), (31, Mask), (4096, 7), (Mask, 2)];
        double[] expected = [.. pairs.SelectMany(pair => Each(
            j => (exactStep.Entry(j, pair.Xt, K, Mask) * exactBefore.Entry(pair.X0, j, K, Mask) / all.Entry(pair.X0, pair.Xt, K, Mask)).ToDouble(), pair.X0, pair.Xt))];
        double error = CategoricalAccuracy.Normalised(1.01 * 20 * Dtypes.UnitRoundoff(on.DType), K, on.DType);
        torch.Tensor received = ChainTensors.Posterior(step, before, NoiseCase.Ids(on, pairs.Select(p => p.Xt)), NoiseCase.Ids(on, pairs.Select(p => p.X0)));
        return [Compare.Within("posterior", expected, received, i => error * expected[i], on)];
    }, "CategoricalAccuracy.Normalised: both factors within 10 u, their sum within K u", Shapes, Domain);

    static readonly double[] values = [-40, -9, -3.5, -1, 0, 1.25, 4, 6.75];

    /// <summary>The divergence at an x_t from logits of eight values, so that sixty digits need a logarithm for each value and each token that is named.</summary>
    public static SampledOutcome Losses(On on) => Sample.Rows(on, noises, (noise, _) =>
    {
        using ITransitionTensors first = Step(noise.Rates[0], on), next = Step(noise.Rates[1], on), before = first.Then(next), step = Step(noise.Rates[2], on);
        byte[] kinds = new byte[2 * K];
        Seeds.Random("large vocabulary of discrete noise").NextBytes(kinds);
        (int X0, int Xt)[] pairs = noise.Name == "absorbing" ? [(31, Mask), (4096, Mask)] : [(31, Mask), (4096, 7)];
        torch.Tensor logits = on.Tensor(values).index_select(0, torch.tensor(Array.ConvertAll(kinds, k => (long)(k & 7)), device: new torch.Device(on.Device))).reshape(2, K);
        (double Value, double Allowed)[] exact = [.. pairs.Select((pair, b) => Divergence(noise.Rates, pair.X0, pair.Xt, [.. kinds.Skip(b * K).Take(K).Select(k => k & 7)], on))];
        torch.Tensor received = NelboTensors.StepKl(step, before, logits, NoiseCase.Ids(on, pairs.Select(p => p.Xt)), NoiseCase.Ids(on, pairs.Select(p => p.X0)));
        return [Compare.Within("divergence", [.. exact.Select(e => e.Value)], received, i => exact[i].Allowed, on)];
    }, "CategoricalAccuracy.Divergence, the logarithms of both laws within those of a log-softmax over K", "K = 50257, B = 2", Domain + "; logits of eight values from -40 to 6.75, seeded");

    static (double Value, double Allowed) Divergence((double Mask, double Uniform)[] rates, int x0, int xt, int[] kinds, On on)
    {
        RankOneStep<BigReal> Of(int t) => RankOneStep<BigReal>.Of(BigReal.FromDouble(rates[t].Mask), BigReal.FromDouble(rates[t].Uniform));
        RankOneStep<BigReal> before = Of(0).Then(Of(1)), step = Of(2);
        BigReal[] weights = [.. values.Select(v => BigReal.Exp(BigReal.FromDouble(v)))];
        BigReal all = kinds.CountBy(k => k).Select(pair => pair.Value * weights[pair.Key]).Sum();
        int[] named = [.. new[] { x0, xt, Mask }.Distinct()];
        // One token without a name stands for all of its logit's value.
        (int Token, int Count)[] classes = [.. named.Select(j => (j, 1)), .. Enumerable.Range(0, K).Where(j => !named.Contains(j)).GroupBy(j => kinds[j]).Select(group => (group.First(), group.Count()))];
        (BigReal Row, BigReal After, BigReal Column, BigReal P)[] at = [.. classes.Select(c => (before.Entry(x0, c.Token, K, Mask),
            before.Keep * weights[kinds[c.Token]] / all + before.Uniform / K + (c.Token == Mask ? before.Mask : BigReal.Zero), step.Entry(c.Token, xt, K, Mask), weights[kinds[c.Token]] / all))];
        BigReal evidence = classes.Zip(at, (c, a) => c.Count * a.Row * a.Column).Sum(), norm = classes.Zip(at, (c, a) => c.Count * a.After * a.Column).Sum();
        BigReal value = classes.Zip(at, (c, a) => (double)(a.Row * a.Column) == 0 ? BigReal.Zero : c.Count * (a.Row * a.Column / evidence * BigReal.Log(a.Row * norm / (evidence * a.After)))).Sum();

        double u = Dtypes.UnitRoundoff(on.DType), few = 1.01 * 10 * u;
        Dictionary<int, int> classOf = classes.Select((c, i) => (c.Token, i)).ToDictionary(pair => pair.Token, pair => pair.i), ofKind = classes.Select((c, i) => (c, i)).Skip(named.Length).ToDictionary(pair => kinds[pair.c.Token], pair => pair.i);
        double[] Each(Func<(BigReal Row, BigReal After, BigReal Column, BigReal P), BigReal> of)
        {
            double[] each = [.. at.Select(a => (double)of(a))];
            return [.. Enumerable.Range(0, K).Select(j => each[classOf.TryGetValue(j, out int own) ? own : ofKind[kinds[j]]])];
        }
        double[] q = Each(a => a.Row * a.Column / evidence), p = Each(a => a.After * a.Column / norm), predicted = Each(a => a.P);
        double[] rows = Each(a => a.Row), after = Each(a => a.After), columns = Each(a => a.Column), logits = CategoricalAccuracy.LogNormalised(predicted, new double[K], on.DType);
        double mean = predicted.Zip(logits, (p, e) => p * (e - u * Math.Log(p))).Sum();
        double Joint(double factor, double column) => CategoricalAccuracy.Log(column, few, on.DType) + u * Math.Abs(Math.Log(factor * column));
        // What is kept has its own logarithm's error, what is drawn anew that of the total.
        double[] afterErrors = [.. logits.Select((e, j) => e + mean + few + u * (K + 12 + 5 * Math.Log(K) + 5 * Math.Abs(Math.Log(after[j])) - Math.Log(predicted[j])))];
        double[] ofQ = CategoricalAccuracy.LogNormalised(q, [.. rows.Select((r, j) => q[j] == 0 ? 0 : CategoricalAccuracy.Log(r, few, on.DType) + Joint(r, columns[j]))], on.DType);
        double[] ofP = CategoricalAccuracy.LogNormalised(p, [.. afterErrors.Select((e, j) => p[j] == 0 ? 0 : e + Joint(after[j], columns[j]))], on.DType);
        return ((double)value, CategoricalAccuracy.Divergence(q, p, ofQ, ofP, on.DType));
    }

    /// <summary>[K], evaluated at the tokens named, the mask, and one other.</summary>
    static double[] Each(Func<int, double> value, params int[] tokens)
    {
        double[] all = new double[K];
        Array.Fill(all, value(Enumerable.Range(0, K).First(j => j != Mask && !tokens.Contains(j))));
        foreach (int j in tokens.Append(Mask)) all[j] = value(j);
        return all;
    }

    static RankOneStep<Rational> Exactly((double Mask, double Uniform) rates) => RankOneStep<Rational>.Of(Rational.FromDouble(rates.Mask), Rational.FromDouble(rates.Uniform));

    static RankOneTensors Step((double Mask, double Uniform) rates, On on) => RankOneTensors.Of(K, Mask, rates.Mask, rates.Uniform, on.DType, new torch.Device(on.Device));
}
