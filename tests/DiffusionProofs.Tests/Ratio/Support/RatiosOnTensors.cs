using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Runtime;
using DiffusionProofs.TestVectors;
using TorchSharp;
using Comparison = DiffusionProofs.Evidence.Comparison;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>The tensor code over ratios against sixty digits, from matrices and sums over all categories.</summary>
static class RatiosOnTensors
{
    const int Cases = 40;

    public static SampledOutcome Transitions(On on) => Sample.Check(on, RatioCase.Any, (c, _) =>
    {
        BigReal[][] matrix = c.Rate.Transition(c.Noise);
        torch.Tensor x = c.Ids(on, c.Xt), sigma = on.Tensor([c.Sigma]);
        double[] rows = [.. c.Xt.SelectMany(at => matrix[at].Select(p => (double)p))], columns = [.. c.Xt.SelectMany(at => matrix.Select(row => (double)row[at]))];
        double[] rates = [.. c.Xt.SelectMany(at => c.Rate.Rate<Rational>()[at].Select(q => q.ToDouble()))];
        double u = Dtypes.UnitRoundoff(on.DType);
        double Allowed(double p) => 12 * u * p;
        return (Comparison[])
        [
            Compare.Within("rate", rates, RateTensors.Rows(c.Rate, x, on.DType), i => u * Math.Abs(rates[i]), on),
            Compare.Within("row", rows, TransitionTensors.Rows(c.Rate, x, sigma), i => Allowed(rows[i]), on),
            Compare.Within("column", columns, TransitionTensors.Columns(c.Rate, x, sigma), i => Allowed(columns[i]), on),
        ];
    }, "relative 12 u: exp or expm1, a quotient and a sum; relative u for rates", RatioCase.Shapes, RatioCase.Domain, Cases);

    public static SampledOutcome Undone(On on) => Sample.Check(on, RatioCase.Any, (c, _) =>
    {
        BigReal[][] inverse = c.Rate.Inverse(c.Noise);
        double[] expected = [.. c.Dyadic.SelectMany(row => LinearAlgebra.Combine([.. row.Select(BigReal.FromDouble)], inverse).Select(s => (double)s))];
        double[] size = [.. c.Dyadic.SelectMany(row => Size(c, row))];
        torch.Tensor received = TransitionTensors.Undo(c.Rate, c.Rows(on, c.Dyadic), on.Tensor([c.Sigma]));
        return (Comparison[])[Compare.Within("s exp(-sigma Q)", expected, received, i => (c.Categories + 14) * Dtypes.UnitRoundoff(on.DType) * size[i], on)];
    }, "u (V + 14) times e^sigma |s| + expm1(sigma) mean |s|, what the entries add up from", RatioCase.Shapes, RatioCase.Domain, Cases);

    /// <summary>|s| |exp(-sigma Q)|, the shares of the mean split.</summary>
    static IEnumerable<double> Size(RatioCase c, double[] s)
    {
        double grow = Math.Exp(c.Sigma), e = Float64.Expm1(c.Sigma).Value;
        return c.Mask is { } mask
            ? s.Select((entry, a) => a == mask ? grow * entry + e * s.Where((_, b) => b != mask).Sum() : grow * entry)
            : s.Select(entry => grow * entry + e * s.Average());
    }

    static readonly double[][][] generators =
    [
        [[-0.75, 0.75], [2, -2]],
        [[-1.5, 1.25, 0.25], [0.125, -0.625, 0.5], [3, 0.75, -3.75]],
        [[-1, 0.5, 0.25, 0.25], [0, -2, 2, 0], [1.5, 0.25, -1.75, 0], [0.375, 0, 0.5, -0.875]],
    ];

    public static SampledOutcome AnyGenerator(On on) => Sample.Rows(on, generators, (rates, _) =>
    {
        double[] sigmas = [1e-7f, 0.375, 4];
        GivenRate rate = new(rates);
        int v = rate.Categories;
        double[] expected = [.. sigmas.SelectMany(sigma => rate.Transition<BigReal>(sigma).SelectMany(row => row.Select(p => (double)p)))];
        torch.Tensor received = TransitionTensors.Exponential(on.Tensor([.. rates.SelectMany(row => row)], v, v), on.Tensor(sigmas));
        // Taylor's polynomial of a matrix of norm near 1, then as many squarings as the norm has doublings, each of which doubles what is there and adds V u.
        return (Comparison[])[Compare.Within("exp(sigma Q)", expected, received, i => (2 + 4 * sigmas[i / (v * v)] * rate.Fastest) * (v + 32) * Dtypes.UnitRoundoff(on.DType), on)];
    }, "u (2 + 2 |sigma Q|) (V + 32): each squaring doubles the error and adds V u", "V = 2, 3 and 4, rates of no symmetry", "sigma = 1e-7, 3/8 and 4");

    public static SampledOutcome Reverse(On on) => Sample.Check(on, RatioCase.Any, (c, _) =>
    {
        BigReal[][] rate = c.Rate.Rate<BigReal>();
        // The scores of the other rows count for nothing in the row of x_t.
        double[][] rows = [.. c.Dyadic.Select((row, i) => ReverseRates.FromScore(rate, [.. rate.Select(_ => row.Select(BigReal.FromDouble).ToArray())])[c.Xt[i]].Select(q => (double)q).ToArray())];
        torch.Tensor received = ReverseRateTensors.Rows(c.Rate, c.Rows(on, c.Dyadic), c.Ids(on, c.Xt));
        double[] expected = [.. rows.SelectMany(row => row)];
        return (Comparison[])[Compare.Within("rate", expected, received, i => (c.Categories + 2) * Dtypes.UnitRoundoff(on.DType) * Math.Abs(expected[i]), on)];
    }, "relative u (V + 2): a quotient, and a sum of V of one sign", RatioCase.Shapes, "dyadic scores up to 2", Cases);

    public static SampledOutcome Integrand(On on) => Sample.Check(on, RatioCase.Any, (c, _) =>
    {
        double[] expected = [.. Enumerable.Range(0, c.Length).Select(i => (double)BySum(c, i))], size = [.. Enumerable.Range(0, c.Length).Select(i => Size(c, i))];
        return (Comparison[])[Compare.Within("integrand", expected, Loss(c, on), i => RatioAccuracy.Dwdse(size[i], c.Categories, on.DType), on)];
    }, "RatioAccuracy.Dwdse: u (V + 24) times the sizes of the terms", RatioCase.Shapes, RatioCase.Domain, Cases);

    /// <summary>The sum over the places against the sum over all sequences, with their rates and transitions as matrices.</summary>
    public static SampledOutcome OfSequences(On on) => Sample.Check(on, RatioCase.Moderate, (any, _) =>
    {
        RatioCase c = any.Length == 2 && any.Categories <= 3 ? any : Small(any);
        int v = c.Categories;
        int[][] states = [.. SequenceRates.States(v, 2)];
        BigReal[][] rates = SequenceRates.Rate(c.Rate.Rate<BigReal>(), 2), transition = SequenceRates.Transition(c.Rate.Transition(c.Noise), 2), scores = c.Scores;
        int from = Index(c.X0), to = Index(c.Xt);
        int Index(int[] x) => x[0] * v + x[1];
        BigReal[] score = [.. states.Select(y => SequenceRates.Distance(c.Xt, y) != 1 ? BigReal.One : y[0] != c.Xt[0] ? scores[0][y[0]] : scores[1][y[1]])];
        BigReal expected = DwdseFormulas.Integrand(rates, transition[from], score, to, BigReal.FromDouble(c.Slope), y => states[y].Zip(c.X0).All(pair => c.Rate.Reaches(pair.Second, pair.First)));
        double allowed = RatioAccuracy.Dwdse(Size(c, 0) + Size(c, 1), v + 1, on.DType);
        return (Comparison[])[Compare.Within("sum over the places", [(double)expected], Loss(c, on).sum([1]), _ => allowed, on)];
    }, "RatioAccuracy.Dwdse, and one addition", "L = 2, V = 2 and 3", RatioCase.Domain + " but for the ends", 20);

    /// <summary>The first place twice, its categories cut to three.</summary>
    static RatioCase Small(RatioCase c)
    {
        int v = Math.Min(3, c.Categories), mask = c.Mask is null ? -1 : v - 1;
        double[] logs = c.LogScore[0][..v];
        ClosedRate rate = mask < 0 ? new UniformRate(v) : new AbsorbingRate(v, mask);
        return new(rate, [logs, [.. logs.Reverse()]], [0, 0], mask < 0 ? [c.Xt[0] % v, 1] : [mask, c.Xt[0] == c.X0[0] ? 0 : mask], c.Sigma, c.Slope);
    }

    /// <summary>The mean over x_t with the true ratios against the slope of KL(q(x_t | x_0) || p_t), by dual numbers.</summary>
    public static SampledOutcome Likelihood(On on) => Sample.Rows(on,
        from rate in new ClosedRate[] { new UniformRate(3), new AbsorbingRate(4, 1) } from sigma in new[] { 0.015625, 0.75, 3 } from x0 in new[] { 0, 2 } select (Rate: rate, Sigma: sigma, X0: x0), (row, _) =>
        {
            const double slope = 1.25;
            (ClosedRate rate, int v, int x0) = (row.Rate, row.Rate.Categories, row.X0);
            double[] data = rate is AbsorbingRate ? [0.5, 0, 0.375, 0.125] : [0.5, 0.375, 0.125];
            BigReal alpha = BigReal.Exp(-BigReal.FromDouble(row.Sigma));
            BigReal[] q = rate.AtAlpha(alpha)[x0], p = LinearAlgebra.Combine([.. data.Select(BigReal.FromDouble)], rate.AtAlpha(alpha));
            // d/dt = -sigma' alpha d/dalpha.
            BigReal expected = BigReal.FromDouble(slope) * alpha * Derivative.Of(at => Divergence(rate, data, x0, at), alpha);
            int[] reached = [.. Enumerable.Range(0, v).Where(x => rate.Reaches(x0, x))];
            double[][] logs = [.. reached.Select(x => p.Select(y => (double)BigReal.Log(y / p[x])).ToArray())];
            torch.Tensor Ids(IEnumerable<int> ids) => torch.tensor(ids.Select(id => (long)id).ToArray(), [1, reached.Length], device: new torch.Device(on.Device));
            double[] loss = Compare.Values(DwdseTensors.Integrand(rate, on.Tensor([.. logs.SelectMany(each => each)], 1, reached.Length, v), Ids(reached), Ids(reached.Select(_ => x0)), on.Tensor([row.Sigma]), on.Tensor([slope])));
            double received = 0, allowed = 0;
            BigReal[][] matrix = rate.Rate<BigReal>();
            for (int k = 0; k < reached.Length; k++)
            {
                (int x, double weight) = (reached[k], (double)q[reached[k]]);
                int[] others = [.. Enumerable.Range(0, v).Where(y => y != x)];
                double size = DwdseSize(rate is AbsorbingRate, v, others.Sum(y => Math.Exp(logs[k][y])), others.Sum(y => Math.Abs(logs[k][y])), logs[k][x0], x == x0, row.Sigma, slope);
                // A log-score rounded by u |log s| moves its pair by (s - r) times that.
                double rounded = slope * others.Sum(y => (double)matrix[y][x] * Math.Abs(logs[k][y]) * (Math.Exp(logs[k][y]) + (double)(q[y] / q[x])));
                received += weight * loss[k];
                allowed += weight * (RatioAccuracy.Dwdse(size, v, on.DType) + 1.01 * Dtypes.UnitRoundoff(on.DType) * rounded);
            }
            return (Comparison[])[Compare.Within("mean over x_t", (double)expected, received, allowed + 16 * Math.ScaleB(1, -53) * Math.Abs(received))];
        }, "RatioAccuracy.Dwdse and u |log s| (s + r) for rounded log-scores, averaged as the losses are; 16 roundings of the mean in double",
        "uniform noise of V = 3, absorbing noise of three tokens", "one law of the data, two tokens, sigma = 1/64, 3/4 and 3, scores that are the true ratios");

    static T Divergence<T>(ClosedRate rate, double[] data, int x0, T alpha) where T : IRealField<T>
    {
        T[] q = rate.AtAlpha(alpha)[x0], p = LinearAlgebra.Combine([.. data.Select(T.FromDouble)], rate.AtAlpha(alpha));
        return Enumerable.Range(0, rate.Categories).Where(x => rate.Reaches(x0, x)).Select(x => q[x] * T.Log(q[x] / p[x])).Sum();
    }

    public static SampledOutcome Scaling(On on) => Sample.Check(on, RatioCase.Any, (any, _) =>
    {
        AbsorbingRate rate = any.Rate as AbsorbingRate ?? new(any.Categories, any.Xt[0]);
        int[] xt = [.. any.Xt.Select((x, i) => i == 0 ? rate.Mask : x)];
        double log = Math.Log(rate.Categories - 1), e = (double)BigReal.Log(BigReal.Expm1(any.Noise)), u = Dtypes.UnitRoundoff(on.DType);
        double[] expected = [.. any.Logs.SelectMany((row, i) => row.Select((l, a) => a == xt[i] ? 0 : (double)OutputScaling.LogScore(l, any.Noise, rate.Categories)))];
        double[] allowed = [.. any.LogScore.SelectMany((row, i) => row.Select((l, a) => a == xt[i] ? 0 : u * (4 + 2 * Math.Abs(l) + 6 * Math.Abs(e) + 5 * log)))];
        return (Comparison[])[Compare.Within("log-score", expected, OutputScalingTensors.LogScore(rate, any.Rows(on, any.LogScore), any.Ids(on, xt), on.Tensor([any.Sigma])), i => allowed[i], on)];
    }, "u (4 + 2 |logit| + 6 |log expm1(sigma)| + 5 log(V - 1)): expm1 of 4 u, two logarithms and two differences", RatioCase.Shapes, RatioCase.Domain, Cases);

    public static SampledOutcome Prior(On on) => Sample.Rows(on,
        from v in new[] { 2, 5, 50257 } from sigma in new[] { 1e-7f, 0.0009765625, 0.75, 6.90625, 20 } select (V: v, Sigma: sigma), (row, _) =>
        {
            const double leak = 0.0001220703125;
            BigReal alpha = BigReal.Exp(-BigReal.FromDouble(row.Sigma));
            double uniform = (double)PriorDivergences.Uniform(alpha, row.V), absorbing = (double)PriorDivergences.Absorbing(alpha, BigReal.FromDouble(leak), row.V);
            torch.Tensor x0 = torch.tensor([0L], [1, 1], device: new torch.Device(on.Device)), sigma = on.Tensor([row.Sigma]);
            AbsorbingRate masked = new(row.V, row.V - 1);
            return (Comparison[])
            [
                Compare.Within("uniform", [uniform], PriorDivergenceTensors.Of(new UniformRate(row.V), x0, sigma), RatioAccuracy.UniformPrior(uniform, on.DType), on),
                Compare.Within("absorbing", [absorbing], PriorDivergenceTensors.Of(masked, x0, sigma, leak), RatioAccuracy.AbsorbingPrior(row.Sigma, leak, row.V, on.DType), on),
                Compare.Within("absorbing without a leak", [double.PositiveInfinity], PriorDivergenceTensors.Of(masked, x0, sigma), 0, on),
            ];
        }, "relative 128 u for uniform noise; 12 u times the sizes of the terms for absorbing noise", "V = 2, 5 and 50257", "sigma = 1e-7, 2^-10, 0.75, 6.90625 and 20; a leak of 2^-13");

    public static SampledOutcome Schedules(On on) => Sample.Rows(on,
        new IMaskedSchedule[] { new LogLinear(), new LogLinear(0.125), new Geometric(1e-4, 20), new Geometric(0.5, 20), new LinearSigma(0, 3), new Cosine(), new Polynomial(2) }, (schedule, _) =>
        {
            double[] times = [Math.ScaleB(1, -20), 0.03125, 0.3125, 0.6875, 0.96875];
            Arithmetic arithmetic = Arithmetic.All.First(each => each.Name == on.DTypeName);
            double Exactly(Func<IMaskedSchedule, BigReal, BigReal> form, double t) => (double)form(schedule, BigReal.FromDouble(t));
            double Allowed(Func<IMaskedSchedule, RoundedReal, RoundedReal> form, double t) => 4 * form(schedule, RoundedReal.FromDouble(t)).Deviation(arithmetic.UnitRoundoff, arithmetic.LeastNormal);
            torch.Tensor t = on.Tensor(times);
            return (Comparison[])
            [
                Compare.Within("sigma", [.. times.Select(at => Exactly(NoiseAmount.Total, at))], schedule.Noise(t), i => Allowed(NoiseAmount.Total, times[i]), on),
                Compare.Within("sigma'", [.. times.Select(at => Exactly(NoiseAmount.Slope, at))], schedule.NoiseSlope(t), i => Allowed(NoiseAmount.Slope, times[i]), on),
            ];
        }, "four times the first-order rounding error of the formula as written", "log-linear, geometric, linear-sigma, cosine and polynomial schedules", "t from 2^-20 to 31/32");

    static torch.Tensor Loss(RatioCase c, On on) => DwdseTensors.Integrand(
        c.Rate, c.Rows(on, c.LogScore), c.Ids(on, c.Xt), c.Ids(on, c.X0), on.Tensor([c.Sigma]), on.Tensor([c.Slope]));

    static BigReal BySum(RatioCase c, int i) => DwdseFormulas.Integrand(
        c.Rate.Rate<BigReal>(), c.Rate.Transition(c.Noise)[c.X0[i]], c.Scores[i], c.Xt[i], BigReal.FromDouble(c.Slope), y => c.Rate.Reaches(c.X0[i], y));

    static double Size(RatioCase c, int i)
    {
        int v = c.Categories;
        double[] others = [.. c.LogScore[i].Where((_, a) => a != c.Xt[i])];
        return DwdseSize(c.Mask is not null, v, others.Sum(Math.Exp), others.Sum(Math.Abs), c.LogScore[i][c.X0[i]], c.Xt[i] == c.X0[i], c.Sigma, c.Slope);
    }

    /// <summary>The sizes of the terms of the closed forms, which <see cref="RatioAccuracy.Dwdse"/> is made of.</summary>
    public static double DwdseSize(bool absorbing, int v, double scores, double logs, double logTrue, bool same, double sigma, double slope)
    {
        double e = Float64.Expm1(sigma).Value;
        double Constant(double r) => r * (Math.Abs(Math.Log(r)) + 1);
        if (absorbing) return same ? 0 : slope * (scores + Math.Abs(logTrue) / e + Constant(1 / e));
        double ratio = e / (e + v);
        return slope * (same
            ? scores / v + ratio * logs / v + Constant(ratio)
            : scores / v + logs / v + Math.Abs(logTrue) / e + (Constant(1 / ratio) + v - 2) / v);
    }
}
