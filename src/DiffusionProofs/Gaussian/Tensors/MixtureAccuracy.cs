namespace DiffusionProofs.Gaussian;

/// <summary>
/// Bounds of the rounding error of <see cref="DataMixture"/>, derived and not measured. u is 2^-24 or 2^-53, the precision that the pass runs
/// in; X the largest |x - alpha c| of the queries, r the radius of the points about their centre c.
/// </summary>
/// <remarks>
/// Worst cases of Higham, Accuracy and Stability of Numerical Algorithms, section 3.1: a sum of products of n terms, in any order, is off by
/// at most n u times the sum of their magnitudes. Terms in u^2 are covered by counting one more u in each place, as
/// are the weights below e^-87 that the pass takes as that: N of them are less than N 2^-125.
/// </remarks>
public sealed class MixtureAccuracy
{
    internal MixtureAccuracy(DataMixture data, double largestNorm, double alpha, double sigma, bool inDouble)
    {
        InDouble = inDouble;
        double u = Math.ScaleB(1, inDouble ? -53 : -24), variance = sigma * sigma;
        double output = Math.ScaleB(1, data.Points.dtype == TorchSharp.torch.ScalarType.Float64 ? -53 : -24);
        double x = largestNorm, r = data.Radius, c = data.CentreNorm, d = data.Dimensions, n = data.Count;
        double prior = Math.Max(Math.Abs(data.LogPrior.min().item<double>()), Math.Abs(data.LogPrior.max().item<double>()));
        double shift = u * (x + 2 * alpha * c);
        double products = alpha * x * r, squares = alpha * alpha * r * r / 2;

        LogWeight = (u * ((d + 6) * products + 6 * squares + alpha * (x + alpha * r) * r) + alpha * shift * r) / variance
            + u * (3 * prior + 1);
        WeightRelative = Math.Exp(2 * LogWeight + (n + 6) * u) - 1 + output;
        // Weights off by factors within exp(+-E) move at most tanh(E/2) of the mass, over at most the diameter.
        double aboutCentre = 2 * r * Math.Tanh(LogWeight / 2) + (2 * n + 8) * u * r;
        Denoiser = aboutCentre + (u + output) * (r + c);
        ScoreAbsolute = (alpha * aboutCentre + shift + 3 * u * alpha * r) / variance;
        ScoreRelative = 4 * u + output;
        LogDensityAt = distance =>
        {
            double shifted = shift + 3 * u * alpha * r + u * distance, quadratic = distance * distance / (2 * variance);
            double terms = Math.Log(n) + prior + quadratic + Math.Abs(d / 2 * Math.Log(2 * Math.PI * variance));
            return (distance * shifted + shifted * shifted / 2) / variance + (d + 3) * u * quadratic
                + 2 * LogWeight + (n + 4) * u + (4 * u + output) * terms;
        };
    }

    /// <summary>Whether the pass runs in float64.</summary>
    public bool InDouble { get; }

    /// <summary>Of every log-weight, up to a constant: E = u ((D + 4) alpha X r + ...)/sigma^2, in nats.</summary>
    public double LogWeight { get; }

    /// <summary>Of every posterior weight, relative: exp(2 E + (N + 6) u) - 1.</summary>
    public double WeightRelative { get; }

    /// <summary>Of the denoiser, in the Euclidean norm: 2 r tanh(E/2) + (2 N + 8) u r + 2 u (r + |c|).</summary>
    public double Denoiser { get; }

    /// <summary>Of the score, in the Euclidean norm; beside it <see cref="ScoreRelative"/> of the score's own norm.</summary>
    public double ScoreAbsolute { get; }

    /// <inheritdoc cref="ScoreAbsolute"/>
    public double ScoreRelative { get; }

    /// <summary>Of the log-density, in nats, for queries at most that far from alpha times their point of largest weight.</summary>
    public double LogDensity(double distance) => LogDensityAt(distance);

    Func<double, double> LogDensityAt { get; }
}
