using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>
/// The objectives of denoising on the line, integrated by the trapezoid rule in steps of sigma/8 to 12 sigma beyond the points. For an
/// integrand that is a Gaussian of width sigma times a smooth factor the rule's own error is about exp(-2 pi^2 64), and the tails
/// hold exp(-72): both far below an ulp.
/// </summary>
static class ObjectiveOnTheLine
{
    public static SampledOutcome OfTheDenoiser(On on) => Excess(on, "denoiser",
        (mixture, x, c) => mixture.Denoiser(x, c.Alpha, c.Sigma), (c, _, y) => x => y);

    public static SampledOutcome OfTheScore(On on) => Excess(on, "score",
        (mixture, x, c) => mixture.Score(x, c.Alpha, c.Sigma), (c, _, y) => x => (c.Alpha * y - x) / (c.Sigma * c.Sigma));

    /// <param name="optimum">The tensor code's minimiser at nodes [m, 1].</param>
    /// <param name="target">The regression's target at x, for the point y.</param>
    static SampledOutcome Excess(On on, string what, Func<DataMixture, torch.Tensor, MixtureCase, torch.Tensor> optimum,
        Func<MixtureCase, int, double, Func<double, double>> target) =>
        Sample.Check(on, PointSets.Of(mostDimension: 1), (c, _) =>
        {
            MixtureCase at = MixtureCase.Of(c);
            using DataMixture mixture = at.Mixture(on);
            double[] nodes = Nodes(at);
            double[] best = Compare.Values(optimum(mixture, on.Tensor(nodes, nodes.Length, 1), at));
            double step = at.Sigma / 8, excess = 0, square = 0, sizes = 0, moved = 0;
            MixtureAccuracy accuracy = mixture.Accuracy(on.Tensor(nodes, nodes.Length, 1), at.Alpha, at.Sigma);
            for (int k = 0; k < nodes.Length; k++)
            {
                double x = nodes[k], h = Math.Sin(3 * x) + 0.5;
                double error = what == "denoiser" ? accuracy.Denoiser : accuracy.ScoreAbsolute + accuracy.ScoreRelative * Math.Abs(best[k]);
                for (int i = 0; i < at.Points.Length; i++)
                {
                    double mass = step * at.Prior[i] * Density(x - at.Alpha * at.Points[i][0], at.Sigma), goal = target(at, i, at.Points[i][0])(x);
                    double with = best[k] + h - goal, without = best[k] - goal;
                    excess += mass * (with * with - without * without);
                    square += mass * h * h;
                    sizes += mass * (with * with + without * without + h * h);
                    // 2 h (best - E[goal | x]) is what an error of the optimum adds.
                    moved += mass * 2 * Math.Abs(h) * error;
                }
            }
            return [Compare.Within($"excess of the {what}", square, excess, (nodes.Length * at.Points.Length + 16) * Math.ScaleB(sizes, -53) + moved)];
        },
        "E 2|h| times MixtureAccuracy's error of the minimiser, and as many u = 2^-53 of the sum of magnitudes as the sum has terms",
        "n = 2..5 points with unequal priors, d = 1", "dyadic points within 3, alpha in (0, 1), sigma in [1/16, 4]; h(x) = sin(3 x) + 1/2", cases: 40);

    static double[] Nodes(MixtureCase at)
    {
        // Multiples of sigma/8 from a multiple of 1/512 on: sigma is a multiple of 1/64, so float32 holds every node and the steps are equal.
        double step = at.Sigma / 8, low = Math.Floor((at.Points.Min(p => at.Alpha * p[0]) - 12 * at.Sigma) * 512) / 512;
        double high = at.Points.Max(p => at.Alpha * p[0]) + 12 * at.Sigma;
        return [.. Enumerable.Range(0, (int)Math.Ceiling((high - low) / step) + 1).Select(k => low + k * step)];
    }

    static double Density(double r, double sigma) => Math.Exp(-r * r / (2 * sigma * sigma)) / (sigma * Math.Sqrt(2 * Math.PI));
}
