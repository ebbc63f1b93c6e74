using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong scores of Gaussians and of data sets. Arguments as in <see cref="GaussianFormulas"/> and <see cref="MixtureFormulas"/>.</summary>
public static class ScoreMistakes
{
    /// <summary>(alpha D - x)/sigma. Wrong: that is -eps. Right: divided by sigma^2, <see cref="MixtureAlgebra.ScoreFromDenoiser"/>.</summary>
    public static T[] DividedBySigma<T>(T[] x, T[] denoised, T alpha, T sigma) where T : IField<T> =>
        [.. Subtract(Scale(alpha, denoised), x).Select(r => r / sigma)];

    /// <summary>
    /// (D - x)/sigma^2 at any alpha. Wrong: the mean is alpha x_0; right only where alpha = 1. For rectified flow alpha is 1 - sigma.
    /// <see href="https://github.com/XueZeyue/DanceGRPO/issues/60">DanceGRPO#60</see>.
    /// </summary>
    public static T[] WithoutAlpha<T>(T[] x, T[] denoised, T alpha, T sigma) where T : IField<T> =>
        MixtureAlgebra.ScoreFromDenoiser(x, denoised, T.One, sigma);

    /// <summary>+(x - mean)/variance. Wrong: the sign; the score points towards the mean.</summary>
    public static T[] AwayFromTheMean<T>(T[] x, T[] mean, T variance) where T : IField<T> =>
        [.. Subtract(x, mean).Select(r => r / variance)];

    /// <summary>-(x_k - mean_k) variance_k. Wrong: a covariance used as the precision. Right: divided.</summary>
    public static T[] CovarianceAsPrecision<T>(T[] x, T[] mean, T[] variances) where T : IField<T> =>
        [.. Subtract(x, mean).Zip(variances, (r, v) => -r * v)];

    /// <summary>-Sigma (x - mean). Wrong: not inverted. Right: <see cref="GaussianFormulas.Score{T}(T[], T[], T[][])"/>.</summary>
    public static T[] CovarianceAsPrecision<T>(T[] x, T[] mean, T[][] covariance) where T : IField<T> =>
        [.. Multiply(covariance, Subtract(x, mean)).Select(r => -r)];

    /// <summary>-(x_k - mean_k)/Sigma_kk. Wrong: the correlations are lost. Right only for a diagonal Sigma.</summary>
    public static T[] DiagonalOnly<T>(T[] x, T[] mean, T[][] covariance) where T : IField<T> =>
        GaussianFormulas.Score(x, mean, [.. covariance.Select((row, i) => row[i])]);

    /// <summary>
    /// -(F^T F)^{-1} (x - mean) for Sigma = F F^T. Wrong: the factor transposed. (Sigma itself transposed is Sigma: that is no mistake.)
    /// </summary>
    /// <param name="factor">[D,D], lower triangular.</param>
    public static T[] FactorTransposed<T>(T[] x, T[] mean, T[][] factor) where T : IField<T> =>
        GaussianFormulas.Score(x, mean, Multiply(Transpose(factor), factor));
}
