using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>
/// The objectives at one observation x of real data: the excess of the tensor code's minimiser m moved by h,
/// sum_i w_i (|m + h - target_i|^2 - |m - target_i|^2), with Bayes' weights in float64 from the densities themselves.
/// </summary>
static class ObjectiveOnRealData
{
    public static SampledOutcome OfTheDenoiser(On on) => Excess(on, "denoiser",
        (mixture, at) => mixture.Denoiser(at.Query(on), at.Alpha, at.Sigma),
        (mixture, at, _) => mixture.Accuracy(at.Query(on), at.Alpha, at.Sigma).Denoiser,
        (_, _, y) => y);

    public static SampledOutcome OfTheScore(On on) => Excess(on, "score",
        (mixture, at) => mixture.Score(at.Query(on), at.Alpha, at.Sigma),
        (mixture, at, best) => MixtureOnTensors.ScoreError(mixture, at, on, best),
        (at, x, y) => (at.Alpha * y - x) / (at.Sigma * at.Sigma));

    static SampledOutcome Excess(On on, string what, Func<DataMixture, MixtureCase, torch.Tensor> optimum,
        Func<DataMixture, MixtureCase, double[], double> error, Func<MixtureCase, double, double, double> target) =>
        Sample.Rows(on, RealData.Queries(0.5, 3, 20), (at, _) =>
        {
            using DataMixture mixture = at.Mixture(on);
            double[] best = Compare.Values(optimum(mixture, at)), weights = Weights(at);
            double[] h = [.. best.Select((_, k) => Math.Sin(3 * k) + 0.5)];
            double excess = 0, sizes = 0, square = h.Sum(v => v * v);
            for (int i = 0; i < weights.Length; i++)
                for (int k = 0; k < h.Length; k++)
                {
                    double goal = target(at, at.X[k], at.Points[i][k]), without = best[k] - goal, with = without + h[k];
                    excess += weights[i] * (with * with - without * without);
                    sizes += weights[i] * (with * with + without * without);
                }
            // The weights' exponents are right to a few ulps of the distances over 2 sigma^2, and so is their mean of the targets.
            double exponent = at.FarthestDistance() * at.FarthestDistance() / (2 * at.Sigma * at.Sigma) + 8;
            double rounding = Math.ScaleB(sizes, -53) * (weights.Length * h.Length + 2 * (h.Length + 8) * exponent);
            return [Compare.Within($"excess of the {what}", square, excess, rounding + 2 * Math.Sqrt(square) * error(mixture, at, best))];
        },
        "2 |h| times MixtureAccuracy's error of the minimiser, and u = 2^-53 of the sum of magnitudes for each term and for the reference's exponents",
        "n and d those of the data", RealData.Domain);

    static double[] Weights(MixtureCase at)
    {
        double[] exponents = [.. at.Points.Select(p => -p.Zip(at.X, (y, x) => (x - at.Alpha * y) * (x - at.Alpha * y)).Sum() / (2 * at.Sigma * at.Sigma))];
        double[] mass = [.. exponents.Select((e, i) => at.Prior[i] * Math.Exp(e - exponents.Max()))];
        return [.. mass.Select(m => m / mass.Sum())];
    }
}
