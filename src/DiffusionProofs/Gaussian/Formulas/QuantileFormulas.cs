using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The monotone map x = F^{-1}(Phi(z)) from a standard normal to a noised data set on the line, <c>F(x) = sum_i pi_i Phi((x - alpha y_i)/sigma)</c>.
/// </summary>
/// <remarks>
/// points and prior [N], the prior summing to 1; sigma &gt; 0. The inverse is no formula: <see cref="QuantileEnclosure"/> encloses it, and
/// <see cref="QuantileMap"/> computes it on tensors. Source: the flow of Karras et al., EDM, arXiv:2206.00364, eq. 3, on the line, where
/// the only maps that it can make are monotone.
/// </remarks>
public static class QuantileFormulas
{
    /// <summary>Phi(z) = (1 + erf(z/sqrt 2))/2.</summary>
    public static T StandardNormal<T>(T z) where T : IRealField<T> => (1 + T.Erf(z / T.Sqrt(T.From(2)))) / 2;

    /// <summary>F(x).</summary>
    public static T Distribution<T>(T x, T[] points, T[] prior, T alpha, T sigma) where T : IRealField<T> =>
        points.Zip(prior, (y, p) => p * StandardNormal((x - alpha * y) / sigma)).Sum();

    /// <summary>F'(x).</summary>
    public static T Density<T>(T x, T[] points, T[] prior, T alpha, T sigma) where T : IRealField<T> =>
        Kernels(x, points, prior, alpha, sigma) / (sigma * T.Sqrt(2 * T.Pi));

    /// <summary>dx/dz = sigma exp(-z^2/2) / sum_i pi_i exp(-(x - alpha y_i)^2/(2 sigma^2)) at x = F^{-1}(Phi(z)).</summary>
    public static T Slope<T>(T z, T x, T[] points, T[] prior, T alpha, T sigma) where T : IRealField<T> =>
        sigma * T.Exp(-z.Squared() / 2) / Kernels(x, points, prior, alpha, sigma);

    /// <summary>One step of Newton's method for F(x) = Phi(z); where F(x) is Phi(z) already, x with the rounding that any method leaves.</summary>
    public static T Newton<T>(T x, T z, T[] points, T[] prior, T alpha, T sigma) where T : IRealField<T> =>
        x - (Distribution(x, points, prior, alpha, sigma) - StandardNormal(z)) / Density(x, points, prior, alpha, sigma);

    static T Kernels<T>(T x, T[] points, T[] prior, T alpha, T sigma) where T : IRealField<T> =>
        points.Zip(prior, (y, p) => p * T.Exp(-((x - alpha * y) / sigma).Squared() / 2)).Sum();
}
