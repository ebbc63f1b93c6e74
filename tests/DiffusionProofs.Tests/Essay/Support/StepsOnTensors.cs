using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Means and variances of reverse steps, and sums of a bound's terms, on tensors.</summary>
static class StepsOnTensors
{
    const double U64 = 1.0 / (1L << 53);

    /// <summary>The posterior's mean at the data that a noise, or a score, stands for, by conditioning in fractions.</summary>
    public static SampledOutcome MeansFromPredictions(On on) => Sample.Check(on, StepCase.Any, (c, _) =>
        {
            FormalStep<Rational> s = c.Step;
            Rational slope = s.Scale * s.SigmaS.Squared() / s.SigmaT.Squared();
            Rational[] xt = Exactly(c.Xt), given = Exactly(c.X0);
            (double[] Mean, double[] Sizes) Expected(Rational noise)
            {
                // x_0 = (x_t - noise)/alpha_t, noise being this multiple of what is given.
                Rational[] data = [.. xt.Zip(given, (x, g) => (x - noise * g) / s.AlphaT)];
                Rational first = 1 / s.Scale, second = s.TransitionVariance / s.SigmaT.Squared() * noise / s.Scale;
                return (
                    [.. xt.Zip(data, (x, y) => (s.AlphaS * y + slope * (x - s.AlphaT * y)).ToDouble())],
                    [.. xt.Zip(given, (x, g) => (Rational.Abs(first * x) + Rational.Abs(second * g)).ToDouble())]);
            }
            double allowed = 3.01 * Dtypes.UnitRoundoff(on.DType) + 18 * U64;
            torch.Tensor x = Row(on, c.Xt), prediction = Row(on, c.X0);
            (double[] byNoise, double[] noiseSizes) = Expected(s.SigmaT);
            (double[] byScore, double[] scoreSizes) = Expected(-s.SigmaT.Squared());
            return
            [
                Compare.Within("mean from the noise", byNoise, GaussianPosterior.MeanFromEps(x, prediction, c.AlphaS, c.SigmaS, c.AlphaT, c.SigmaT), i => allowed * noiseSizes[i], on),
                Compare.Within("mean from the score", byScore, GaussianPosterior.MeanFromScore(x, prediction, c.AlphaS, c.SigmaS, c.AlphaT, c.SigmaT), i => allowed * scoreSizes[i], on),
            ];
        }, "(3 u + 18 2^-53) of the sizes of both terms: two products and a sum, coefficients from doubles", "d = 1..4",
        "dyadic x, noise and score within 3, alpha from 1/64 to 63/64, sigma from 1/16 to 2, steps down to 1/1024");

    /// <summary>Var(x_s | x_t) for data N(0, c), by conditioning in fractions.</summary>
    public static SampledOutcome BestReverseVariances(On on) => Sample.Rows(on, new[] { (0.75, 0.625, 0.5, 0.875), (1, 0, 0.5, 0.25), (0.9375, 0.375, 0.9375, 0.375 + Math.ScaleB(1, -12)), (0.25, 3, 0, 4) }, (row, _) =>
        {
            FormalStep<Rational> s = new(Rational.FromDouble(row.Item1), Rational.FromDouble(row.Item2), Rational.FromDouble(row.Item3), Rational.FromDouble(row.Item4));
            double[] c = [0, 0.0625, 1, 24];
            Rational Mmse(Rational v) => v * s.SigmaT.Squared() / (s.AlphaT.Squared() * v + s.SigmaT.Squared());
            Rational Conditional(Rational v)
            {
                Rational before = s.AlphaS.Squared() * v + s.SigmaS.Squared(), after = s.AlphaT.Squared() * v + s.SigmaT.Squared();
                return before - (s.Scale * before).Squared() / after;
            }
            double[] expected = [.. c.Select(v => Conditional(Rational.FromDouble(v)).ToDouble())];
            torch.Tensor mmse = on.Tensor([.. c.Select(v => Mmse(Rational.FromDouble(v)).ToDouble())]);
            torch.Tensor received = GaussianPosterior.BestReverseVariance(mmse, row.Item1, row.Item2, row.Item3, row.Item4);
            // One roundoff more for the mmse that the tensor holds.
            double relative = 5.01 * Dtypes.UnitRoundoff(on.DType) + 32 * U64;
            return [Compare.Within("best reverse variance", expected, received, i => relative * expected[i], on)];
        }, "relative 5 u + 32 2^-53, one of the roundings that of the mmse given; no term is negative", "four variances of the data, 0 among them", "any alpha and sigma: a long step, one to the data, a step of 2^-12, one from no signal");

    /// <summary>gamma'/2 |eps - epsHat|^2 with the slope on tensors, against the slope by t of alpha^2/sigma^2 by dual numbers.</summary>
    public static SampledOutcome IntegrandOnSchedules(On on) => Sample.Rows(on,
        from name in new[] { "vp", "sub-vp", "ve", "vdm-linear", "cosine" } from t in new[] { 0.125, 0.40625, 0.875 } select (Name: name, T: t), (row, _) =>
        {
            IGaussianSchedule schedule = GaussianSchedules.Create(row.Name);
            double[] eps = [0.75, -1.5, 0.25], hat = [0.5, 0.25, 0.25];
            BigReal t = BigReal.FromDouble(row.T), alpha = schedule.Alpha(t), sigma = schedule.Sigma(t);
            BigReal dSnr = Derivative.Of(at => NelboFormulas.Snr(schedule.Alpha(at), schedule.Sigma(at)), t);
            // The errors of x_0 that these errors of the noise are.
            BigReal[] InData(double[] noise) => [.. noise.Select(e => ConversionFormulas.X0FromEps(BigReal.Zero, BigReal.FromDouble(e), alpha, sigma))];
            double expected = (double)NelboFormulas.IntegrandBySnr(InData(eps), InData(hat), dSnr);
            double dGamma = -Compare.Values(schedule.DLogSnr(on.Scalar(row.T)))[0];
            torch.Tensor received = GaussianBounds.IntegrandByGamma(on.Tensor(eps, 1, 3), on.Tensor(hat, 1, 3), dGamma);
            double u = Dtypes.UnitRoundoff(on.DType);
            return [Compare.Within("integrand", [expected], received, ((60 + 3 + 4) * u + 24 * U64) * 1.01 * expected, on)];
        }, "relative (D + 64) u + 24 2^-53: 60 u of the schedule's slope, the rest as the step's", "D = 3", "vp, sub-vp, ve, vdm-linear, cosine at t = 1/8, 13/32, 7/8");

    /// <summary>The steps of a chain, means over x_0 and eps in {-1, 1}, exact for squares, against the sum in sixty digits.</summary>
    public static SampledOutcome SumOfSteps(On on) => Sample.Rows(on, [10, 100], (steps, _) =>
        {
            var schedule = new LinearLogSnr();
            double[] alpha = new double[steps + 1], sigma = new double[steps + 1];
            for (int i = 0; i <= steps; i++) (alpha[i], sigma[i]) = (schedule.Alpha<Float64>((double)i / steps).Value, schedule.Sigma<Float64>((double)i / steps).Value);
            BigReal[] snr = [.. alpha.Zip(sigma, (a, s) => NelboFormulas.Snr(BigReal.FromDouble(a), BigReal.FromDouble(s)))];
            double expected = (double)GaussianDataBounds.Discrete(1, snr), received = 0, allowed = 0, u = Dtypes.UnitRoundoff(on.DType);
            double[] data = [1, 1, -1, -1], noise = [1, -1, 1, -1];
            torch.Tensor x0 = on.Tensor(data, 4, 1), eps = on.Tensor(noise, 4, 1), zero = on.Tensor([0.0]);
            for (int i = 1; i <= steps; i++)
            {
                torch.Tensor xt = x0.Times(alpha[i]).Plus(eps.Times(sigma[i]));
                torch.Tensor score = GaussianScore.Isotropic(xt, zero, alpha[i] * alpha[i] + sigma[i] * sigma[i]);
                torch.Tensor hat = Conversions.From(PredictionKind.Score, xt, score, alpha[i], sigma[i]).X0;
                received += Compare.Values(GaussianBounds.StepBySnr(x0, hat, alpha[i - 1], sigma[i - 1], alpha[i], sigma[i])).Average();
                // x_t is off by 3 u, the score by a few more, and both are divided by alpha.
                double weight = (double)(snr[i - 1] - snr[i]) / 2, off = 16 * u * (alpha[i] + sigma[i]) / alpha[i];
                allowed += weight * data.Zip(noise, (x, e) =>
                {
                    double error = Math.Abs(x - alpha[i] * (alpha[i] * x + sigma[i] * e));
                    return 2 * error * off + off * off + (6 * u + 24 * U64) * error * error;
                }).Average();
            }
            return [Compare.Within("bound", expected, received, allowed + steps * U64 * expected)];
        }, "16 u (|x_t| + 1)/alpha of the prediction in each error, (6 u + 24 2^-53) of each step", "T = 10, 100; four points", "N(0,1) data, gamma linear from -13.3 to 5");

    /// <summary>The exact chain of two steps for data N(0, c), term by term, against -log p_data(x).</summary>
    public static SampledOutcome ExactSteps(On on) => Sample.Rows(on, from x in new[] { 0, 0.75, -2 } from c in new[] { 0.25, 1, 4 } select (X: x, C: c), (row, _) =>
        {
            double[] alpha = [1, 0.875, 0.5], sigma = [0, 0.375, 1.25];
            BigReal variance = BigReal.FromDouble(row.C);
            var model = LinearGaussianModel<BigReal>.Exact([.. alpha.Select(BigReal.FromDouble)], [.. sigma.Select(BigReal.FromDouble)], variance);
            double[] slope = [.. model.A.Select(a => (double)a)], spread = [.. model.V.Select(v => (double)v)];
            double u = Dtypes.UnitRoundoff(on.DType), received = 0, allowed = 0;
            void Add(torch.Tensor term, double size, double weight)
            {
                received += weight * Compare.Values(term)[0];
                allowed += weight * ((8 * u + 32 * U64) * size + 2 * u);
            }
            torch.Tensor Number(double v) => on.Tensor([v], 1, 1);
            // log of a variance is within 4 of 0 here, and its error a few roundings.
            Add(GaussianBounds.Divergence(Number(alpha[2] * row.X), sigma[2] * sigma[2], Number(0), (double)model.Prior), 4 + row.X * row.X, 1);
            foreach (int sign in new[] { -1, 1 })
            {
                double x2 = alpha[2] * row.X + sign * sigma[2], x1 = alpha[1] * row.X + sign * sigma[1];
                torch.Tensor mean = GaussianPosterior.Mean(Number(x2), Number(row.X), alpha[1], sigma[1], alpha[2], sigma[2]);
                torch.Tensor step = GaussianBounds.Divergence(mean, GaussianPosterior.Variance(alpha[1], sigma[1], alpha[2], sigma[2]), Number(x2).Times(slope[1]), spread[1]);
                Add(step, 4 + Math.Pow(Math.Abs(row.X) + Math.Abs(x2), 2) / spread[1], 0.5);
                Add(-GaussianKernel.LogDensity(Number(row.X), Number(x1), slope[0], Math.Sqrt(spread[0])), 4 + Math.Pow(Math.Abs(row.X) + Math.Abs(x1), 2) / spread[0], 0.5);
            }
            double expected = (double)(TwoPoints.MinusLogDensity(BigReal.FromDouble(row.X), BigReal.Zero, variance) + BigReal.Log(2 * BigReal.Pi) / 2);
            return [Compare.Within("bound", expected, received, allowed)];
        }, "(8 u + 32 2^-53) of each term's size, 4 + (sum of the sizes in its square)/variance", "T = 2, d = 1", "data N(0, c), c = 1/4, 1, 4; dyadic x within 2");

    static torch.Tensor Row(On on, Vector v) => on.Tensor(v.Values, 1, v.Length);

    static Rational[] Exactly(Vector v) => [.. v.Values.Select(Rational.FromDouble)];
}
