using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>A step of a chain, s before t, with data, a prediction and a noisy x_t.</summary>
sealed record StepCase(Vector Xt, Vector X0, Vector X0Hat, double AlphaS, double SigmaS, double AlphaT, double SigmaT)
{
    public int Dimension => X0.Length;

    public FormalStep<Rational> Step => new(
        Rational.FromDouble(AlphaS), Rational.FromDouble(SigmaS), Rational.FromDouble(AlphaT), Rational.FromDouble(SigmaT));

    /// <summary>alpha does not rise and sigma does not fall, so that noise is added; some steps are short, where differences lose digits.</summary>
    public static Arbitrary<StepCase> Any { get; } = Arb.From(
        from d in Gen.Choose(1, 4)
        from xt in VectorOf(d)
        from x0 in VectorOf(d)
        from hat in VectorOf(d)
        from alphaT in Gen.Choose(1, 60)
        from lost in Gen.Choose(0, 63 - alphaT)
        from sigmaS in Gen.Choose(4, 120)
        from gained in Gen.Elements(1, 2, 16, 64)
        select new StepCase(xt, x0, hat, (alphaT + lost) / 64.0, sigmaS / 64.0, alphaT / 64.0, sigmaS / 64.0 + gained / 1024.0));

    public override string ToString() =>
        FormattableString.Invariant($"x_t {Xt}, x_0 {X0}, xHat_0 {X0Hat}, alpha {AlphaS} to {AlphaT}, sigma {SigmaS} to {SigmaT}");

    static Gen<Vector> VectorOf(int length) => Gen.Choose(-24, 24).Select(n => n / 8.0).ArrayOf(length).Select(v => new Vector(v));
}

/// <summary>The bound's terms on tensors, against fractions and digits that were found another way.</summary>
static class BoundsOnTensors
{
    const string Shapes = "d = 1..4";
    const string Domain = "dyadic x within 3, alpha from 1/64 to 63/64, sigma from 1/16 to 2, steps down to 1/1024";
    const string TermBound = "relative (D + 4) u + 24 2^-53, u = 2^-53 or 2^-24: squares of differences, summed, times a weight; nothing cancels";

    /// <summary>x_s given x_t, from the joint covariance given x_0: var(x_s) = sigma_s^2, cov = a sigma_s^2, var(x_t) = sigma_t^2.</summary>
    public static SampledOutcome PosteriorAgainstConditioning(On on) => Sample.Check(on, StepCase.Any, (c, _) =>
    {
        FormalStep<Rational> s = c.Step;
        Rational before = s.SigmaS.Squared(), slope = s.Scale * before / s.SigmaT.Squared(), data = s.AlphaS - slope * s.AlphaT;
        Rational[] xt = Exactly(c.Xt), x0 = Exactly(c.X0);
        double[] mean = [.. xt.Zip(x0, (x, y) => (s.AlphaS * y + slope * (x - s.AlphaT * y)).ToDouble())];
        double[] sizes = [.. xt.Zip(x0, (x, y) => (Rational.Abs(slope * x) + Rational.Abs(data * y)).ToDouble())];
        double variance = (before - slope * s.Scale * before).ToDouble(), u = Unit(on);
        return
        [
            Compare.Within("mean", mean, GaussianPosterior.Mean(Row(on, c.Xt), Row(on, c.X0), c.AlphaS, c.SigmaS, c.AlphaT, c.SigmaT),
                i => (3.01 * u + 10 * U64) * sizes[i], on),
            Compare.Within("variance", variance, GaussianPosterior.Variance(c.AlphaS, c.SigmaS, c.AlphaT, c.SigmaT), 13 * U64 * variance),
            Compare.Within("variance of the step", s.TransitionVariance.ToDouble(),
                GaussianPosterior.Transition(c.AlphaS, c.SigmaS, c.AlphaT, c.SigmaT).Variance, 13 * U64 * s.TransitionVariance.ToDouble()),
        ];
    }, "mean: (3 u + 10 2^-53)(|a x_t| + |b x_0|), two products and a sum, coefficients from doubles; variances: 13 2^-53 relative, however short the step", Shapes, Domain);

    /// <summary>|mean - meanHat|^2/(2 variance) of the two posteriors, in fractions.</summary>
    public static SampledOutcome StepAgainstPosteriors(On on) => Sample.Rows(on, Steps(), (c, _) =>
    {
        FormalStep<Rational> s = c.Step;
        Rational[] xt = Exactly(c.Xt), mean = s.Mean(xt, Exactly(c.X0)), hat = s.Mean(xt, Exactly(c.X0Hat));
        double expected = (LinearAlgebra.SquaredDistance(mean, hat) / (2 * s.Variance)).ToDouble();
        torch.Tensor received = GaussianBounds.StepBySnr(Row(on, c.X0), Row(on, c.X0Hat), c.AlphaS, c.SigmaS, c.AlphaT, c.SigmaT);
        return [Compare.Within("divergence", [expected], received, Relative(on, c.Dimension) * expected, on)];
    }, TermBound, Shapes + "; 64 for digits", Domain + "; digits against other digits");

    /// <summary>By the noise, gamma rounded to doubles: against the ratio of SNRs that these stand for, in digits.</summary>
    public static SampledOutcome StepByNoise(On on) => Sample.Rows(on, Steps(), (c, _) =>
    {
        (double gammaS, double gammaT) = (2 * Math.Log(c.SigmaS / c.AlphaS), 2 * Math.Log(c.SigmaT / c.AlphaT));
        BigReal snrS = BigReal.Exp(-BigReal.FromDouble(gammaS)), snrT = BigReal.Exp(-BigReal.FromDouble(gammaT));
        // The errors of x_0 stand for errors of eps here: any vectors do.
        BigReal[] eps = InDigits(c.X0), hat = InDigits(c.X0Hat);
        double expected = (double)NelboFormulas.StepByEps(eps, hat, snrS, snrT);
        // gamma_t - gamma_s = g rounds once, and g e^g/(e^g - 1) <= 1 + g.
        double allowed = Relative(on, c.Dimension) + U64 * (gammaT - gammaS);
        torch.Tensor received = GaussianBounds.StepByEps(Row(on, c.X0), Row(on, c.X0Hat), gammaS, gammaT);
        // The integrand is the slope of a step by its length, gamma moving at the rate of this step.
        double rate = gammaT - gammaS;
        BigReal slope = Derivative.Of(h => NelboFormulas.EpsWeight(RealDual<BigReal>.FromDouble(0), RealDual<BigReal>.FromDouble(rate) * h), BigReal.Zero);
        double integrand = (double)(slope * LinearAlgebra.SquaredDistance(eps, hat));
        return
        [
            Compare.Within("divergence", [expected], received, allowed * expected, on),
            Compare.Within("integrand", [integrand], GaussianBounds.IntegrandByGamma(Row(on, c.X0), Row(on, c.X0Hat), rate), Relative(on, c.Dimension) * integrand, on),
        ];
    }, TermBound + "; and g 2^-53 for the rounded g = gamma_t - gamma_s, whose expm1 has the condition number at most 1 + g", Shapes + "; 64 for digits", Domain);

    public static SampledOutcome PriorAgainstDivergence(On on) => Sample.Rows(on,
        from c in Steps() from sigma in new[] { c.SigmaT, 1, 1 - Math.ScaleB(1, -15), 1 + Math.ScaleB(1, -20), 0.4375, 50 } select (Case: c, Sigma: sigma),
        (row, _) =>
        {
            (BigReal alpha, BigReal sigma) = (BigReal.FromDouble(row.Case.AlphaT), BigReal.FromDouble(row.Sigma));
            double expected = (double)InDigits(row.Case.X0).Select(x => TwoPoints.Divergence(alpha * x, sigma, 0, 1)).Sum();
            torch.Tensor received = GaussianBounds.Prior(Row(on, row.Case.X0), row.Case.AlphaT, row.Sigma);
            // The divergence of any two: the data about each prediction of them, with these variances.
            (double variance, double other) = (row.Sigma * row.Sigma, row.Case.SigmaT * row.Case.SigmaT);
            double two = (double)InDigits(row.Case.X0).Zip(InDigits(row.Case.X0Hat), (x, hat) =>
                TwoPoints.Divergence(x, BigReal.Sqrt(BigReal.FromDouble(variance)), hat, BigReal.FromDouble(other))).Sum();
            torch.Tensor divergence = GaussianBounds.Divergence(Row(on, row.Case.X0), variance, Row(on, row.Case.X0Hat), other);
            return
            [
                Compare.Within("prior's term", [expected], received, Relative(on, row.Case.Dimension) * expected, on),
                Compare.Within("divergence", [two], divergence, Relative(on, row.Case.Dimension) * two, on),
            ];
        }, TermBound, Shapes + "; 64 for digits", "dyadic x within 3 and digits, sigma from 7/16 to 50, some within 2^-20 of 1");

    /// <summary>Both decoders against their forms in digits.</summary>
    public static SampledOutcome Decoders(On on) => Sample.Rows(on,
        from mean in new[] { -1.25, -0.5, 0.015625, 1 } from sigma in new[] { 0.125, 0.375, 2 } select (Mean: mean, Sigma: sigma), (row, _) =>
        {
            const int levels = 16;
            // Far bins have probabilities down to 1e-70, differences of numbers near 1.
            using IDisposable enough = BigReal.WithPrecision(120);
            (BigReal mean, BigReal sigma, double u) = (BigReal.FromDouble(row.Mean), BigReal.FromDouble(row.Sigma), Unit(on));
            BigReal[] bins = DecoderFormulas.Discretised(mean, sigma, levels), edges = DecoderFormulas.InnerEdges<BigReal>(levels);
            double[] expected = [.. bins.Select(p => (double)BigReal.Log(p))];
            torch.Tensor received = DiscretisedDecoder.LogProbabilities(on.Scalar(row.Mean), row.Sigma, levels);
            // The tail on the bin's own side is the larger of two numbers that are subtracted.
            double Tail(int k) => k == 0 || k == levels - 1
                ? (double)bins[k]
                : (double)(BigReal.CertainlyLess(mean, edges[k - 1])
                    ? 1 - DecoderFormulas.NormalDistribution(edges[k - 1], mean, sigma)
                    : DecoderFormulas.NormalDistribution(edges[k], mean, sigma));
            double Square(int edge) => (double)((edges[Math.Clamp(edge, 0, levels - 2)] - mean) / sigma).Squared();
            double Allowed(int k) => U64 * (16 + 8 * (Square(k - 1) + Square(k))) * Math.Max(1, Tail(k) / (double)bins[k])
                + 2 * u * Math.Abs(expected[k]) + 4 * U64;

            double[] bayes = [.. DecoderFormulas.LogReconstruction(mean, BigReal.One, sigma, levels).Select(l => (double)l)];
            torch.Tensor reconstruction = DiscretisedDecoder.LogReconstruction(on.Scalar(row.Mean), 1, row.Sigma, levels);
            // Every logit is a rounded square of (z - x_k)/sigma, x_k rounded too; the softmax passes the largest error on twice.
            double farthest = DecoderFormulas.CellCentres<Rational>(levels).Max(x => Math.Abs(row.Mean - x.ToDouble()));
            double shift = farthest / (row.Sigma * row.Sigma), largest = shift * farthest / 2;
            return
            [
                Compare.Within("bins", expected, received, Allowed, on),
                Compare.Within("sum of the bins", 1, received.to(torch.float64).exp().sum().item<double>(),
                    Enumerable.Range(0, levels).Sum(k => Allowed(k) * Math.Exp(expected[k])) + levels * U64),
                Compare.Within("reconstruction", bayes, reconstruction,
                    k => 2 * (8 * u * largest + u * shift) + u * (levels + 8 + 2 * Math.Abs(bayes[k])), on),
            ];
        }, "bins: (16 + 8 z^2) 2^-53 times tail/bin for two values of erfc at rounded z, and one rounding to the dtype; "
            + "reconstruction: twice the error of a logit, 8 u |logit| + u |z - x|/sigma^2, and u (K + 8 + 2 |log p|) of the softmax",
        "K = 16", "means within 1.25, sigma 1/8 to 2");

    /// <summary>x_t drawn given x_0, and x_s from it: the variance of x_s given x_0 must be sigma_s^2, which reused noise would double.</summary>
    public static StatisticalOutcome VarianceOfDraws()
    {
        const int draws = 20_000;
        using var scope = torch.NewDisposeScope();
        using torch.Generator generator = Seeds.Generator("posterior draws");
        torch.Tensor x0 = torch.tensor(Enumerable.Repeat(0.75, draws).ToArray(), [draws, 1]);
        torch.Tensor xt = (x0 * torch.tensor(0.5)).add(torch.randn([draws, 1], torch.float64, generator: generator) * torch.tensor(1.25));
        torch.Tensor xs = GaussianPosterior.Sample(xt, x0, 0.875, 0.625, 0.5, 1.25, generator);
        return Statistics.Mean([.. Compare.Values(xs).Select(x => Math.Pow(x - 0.875 * 0.75, 2))], 0.625 * 0.625,
            "20000 draws of a coordinate", "alpha 7/8 to 1/2, sigma 5/8 to 5/4, float64");
    }

    const double U64 = 1.0 / (1L << 53);

    static double Unit(On on) => on.DType == torch.float32 ? Math.ScaleB(1, -24) : U64;

    static double Relative(On on, int d) => ((d + 4) * Unit(on) + 24 * U64) * 1.01;

    /// <summary>Steps in all dimensions, and a digit against another as its prediction.</summary>
    static IEnumerable<StepCase> Steps()
    {
        Random random = Seeds.Random("steps of a chain");
        for (int i = 0; i < 40; i++)
        {
            int d = 1 + i % 4, alphaT = random.Next(1, 60), sigmaS = random.Next(4, 120);
            Vector Draw() => new([.. Enumerable.Range(0, d).Select(_ => random.Next(-24, 25) / 8.0)]);
            yield return new(Draw(), Draw(), Draw(), random.Next(alphaT, 64) / 64.0, sigmaS / 64.0, alphaT / 64.0,
                sigmaS / 64.0 + Math.ScaleB(1, -random.Next(1, 11)));
        }
        double[][] digits = Images.Value;
        yield return new(new(digits[5]), new(digits[0]), new(digits[10]), 0.9375, 0.34375, 0.8125, 0.578125);
    }

    static readonly Lazy<double[][]> Images = new(() => Digits.Load().Points);

    static torch.Tensor Row(On on, Vector v) => on.Tensor(v.Values, 1, v.Length);

    static Rational[] Exactly(Vector v) => [.. v.Values.Select(Rational.FromDouble)];

    static BigReal[] InDigits(Vector v) => [.. v.Values.Select(BigReal.FromDouble)];
}
