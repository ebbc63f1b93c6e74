using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>Ancestral steps and churn on tensors, against Bayes and sums of variances in fractions.</summary>
static class FreshNoiseOnTensors
{
    const int Draws = 20_000;
    const double U64 = 1.0 / (1L << 53);

    public static SampledOutcome MeansAndVariances(On on) => Sample.Rows(on, [(80.0, 57.5), (1, 1 - Math.ScaleB(1, -12)), (3, 0.0625), (0.75, 0.75), (0.5, 0)], (row, _) =>
        {
            (double from, double to) = row;
            double[] x = [0.375, -1.25, 96, 3], denoised = [0.25, 1.5, -0.75, 3];
            Rational f = Rational.FromDouble(from), t = Rational.FromDouble(to);
            // x at the level to, then noised to the level from: the precisions of both sides add up.
            Rational cut = f.Squared() - t.Squared(), variance = to == from || to == 0 ? 0 : 1 / (1 / t.Squared() + 1 / cut), share = t.Squared() / f.Squared();
            double[] mean = [.. x.Zip(denoised, (a, d) => (share * Rational.FromDouble(a) + (1 - share) * Rational.FromDouble(d)).ToDouble())];
            double u = Dtypes.UnitRoundoff(on.DType), r2 = share.ToDouble();
            Rational rate = new(3, 16), level = (1 + rate) * f;
            return
            [
                Compare.Within("mean", mean, FreshNoise.AncestralMean(on.Tensor(x, 2, 2), on.Tensor(denoised, 2, 2), from, to),
                    i => 1.01 * (3 * u + 4 * U64) * (Math.Abs(denoised[i]) + r2 * (Math.Abs(x[i]) + Math.Abs(denoised[i]))), on),
                Compare.Within("variance", variance.ToDouble(), FreshNoise.AncestralVariance(from, to), 8 * U64 * variance.ToDouble()),
                Compare.Within("churn", (level.Squared() - f.Squared()).ToDouble(), FreshNoise.ChurnVariance(from, 0.1875), 8 * U64 * f.Squared().ToDouble()),
            ];
        }, "mean: (3 u + 4 2^-53)(|D| + r^2 (|x| + |D|)), a difference, a product and a sum; variances: 8 2^-53 relative, however short the step",
        "B = 2, D = 2", "levels 80 to 0, a step of 2^-12, none, and one to 0; gamma = 3/16");

    /// <summary>t = 1/2, lifted by a quarter: deviation 5/8 about 3/4.</summary>
    public static StatisticalOutcome LevelAfterChurn()
    {
        using var scope = torch.NewDisposeScope();
        using torch.Generator generator = Seeds.Generator("churn");
        (torch.Tensor x, double level) = FreshNoise.Churned(Noised(0.5, generator), 0.5, 0.25, generator);
        return Statistics.Mean(SquaresAbout(x), level * level, "20000 draws of a coordinate", "t = 1/2, gamma = 1/4, float64");
    }

    /// <summary>From 5/4 to 5/8 about 3/4, the denoiser knowing the point.</summary>
    public static StatisticalOutcome LevelAfterAnAncestralStep()
    {
        using var scope = torch.NewDisposeScope();
        using torch.Generator generator = Seeds.Generator("ancestral step");
        torch.Tensor x = Noised(1.25, generator);
        return Statistics.Mean(SquaresAbout(FreshNoise.Ancestral(x, torch.full_like(x, 0.75), 1.25, 0.625, generator)), 0.625 * 0.625,
            "20000 draws of a coordinate", "from 5/4 to 5/8, float64");
    }

    static torch.Tensor Noised(double level, torch.Generator generator) =>
        torch.randn([Draws, 1], torch.float64, generator: generator).Times(level).Plus(0.75);

    static double[] SquaresAbout(torch.Tensor x) => [.. Compare.Values(x).Select(v => (v - 0.75) * (v - 0.75))];
}
