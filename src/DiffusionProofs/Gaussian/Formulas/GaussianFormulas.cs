using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>The forward kernel <c>q(x | x_0) = N(alpha x_0, sigma^2 I)</c>, and Gaussians with any covariance: densities and scores.</summary>
/// <remarks>
/// Sources: Ho et al., DDPM, arXiv:2006.11239, eq. 4, and Kingma et al., VDM, arXiv:2107.00630, eq. 1 (x = alpha x_0 + sigma eps).
/// Vectors are [D]; log-densities in nats. Undefined, and division by zero in every exact system, at sigma = 0 or a singular covariance.
/// </remarks>
public static class GaussianFormulas
{
    /// <summary>|x - alpha x_0|^2 / sigma^2.</summary>
    public static T KernelQuadraticForm<T>(T[] x, T[] x0, T alpha, T sigma) where T : IField<T> =>
        SquaredDistance(x, Scale(alpha, x0)) / sigma.Squared();

    /// <summary>log q(x | x_0) = -(|x - alpha x_0|^2/sigma^2 + D log(2 pi sigma^2))/2, for sigma &gt; 0.</summary>
    public static T KernelLogDensity<T>(T[] x, T[] x0, T alpha, T sigma) where T : IRealField<T> =>
        -(KernelQuadraticForm(x, x0, alpha, sigma) + x.Length * T.Log(2 * T.Pi * sigma.Squared())) / 2;

    /// <summary>grad_x log q(x | x_0) = -(x - alpha x_0)/sigma^2.</summary>
    public static T[] KernelScore<T>(T[] x, T[] x0, T alpha, T sigma) where T : IField<T> =>
        Score(x, Scale(alpha, x0), sigma.Squared());

    /// <summary>Score of N(mean, variance I): -(x - mean)/variance.</summary>
    public static T[] Score<T>(T[] x, T[] mean, T variance) where T : IField<T> =>
        [.. Subtract(x, mean).Select(r => -r / variance)];

    /// <summary>Score of N(mean, diag(variances)): -(x_k - mean_k)/variance_k.</summary>
    public static T[] Score<T>(T[] x, T[] mean, T[] variances) where T : IField<T> =>
        [.. Subtract(x, mean).Zip(variances, (r, v) => -r / v)];

    /// <summary>Score of N(mean, Sigma): -Sigma^{-1} (x - mean), by elimination.</summary>
    /// <param name="covariance">[D,D], symmetric and positive definite (so that no pivot is 0).</param>
    public static T[] Score<T>(T[] x, T[] mean, T[][] covariance) where T : IField<T> =>
        [.. Solve(covariance, Subtract(x, mean)).Select(r => -r)];

    /// <summary>(x - mean)^T Sigma^{-1} (x - mean).</summary>
    /// <param name="covariance">[D,D], symmetric and positive definite.</param>
    public static T QuadraticForm<T>(T[] x, T[] mean, T[][] covariance) where T : IField<T> =>
        Dot(Subtract(x, mean), Solve(covariance, Subtract(x, mean)));

    /// <summary>log N(x; mean, Sigma) = -(quadratic form + log det Sigma + D log(2 pi))/2.</summary>
    /// <param name="covariance">[D,D], symmetric and positive definite.</param>
    public static T LogDensity<T>(T[] x, T[] mean, T[][] covariance) where T : IRealField<T> =>
        -(QuadraticForm(x, mean, covariance) + T.Log(Determinant(covariance)) + x.Length * T.Log(2 * T.Pi)) / 2;
}
