using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Mistakes;

/// <summary>
/// Wrong log-weights of a data set's points, up to a constant, to be put through <see cref="MixtureFormulas.Softmax{T}(T[])"/>.
/// Arguments as in <see cref="MixtureFormulas"/>; right: <see cref="MixtureFormulas.LogWeightsByDistance"/>.
/// </summary>
public static class WeightMistakes
{
    /// <summary>-|x - alpha y_i|^2/(2 sigma^2). Wrong: the prior is left out; right only where it is uniform.</summary>
    public static T[] WithoutPrior<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IField<T> =>
        MixtureFormulas.LogWeightsByDistance(x, points, MixtureFormulas.UniformLogPrior<T>(logPrior.Length), alpha, sigma);

    /// <summary>log pi_i - |x - alpha y_i|/(2 sigma^2). Wrong: the distance instead of its square.</summary>
    public static T[] UnsquaredDistance<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IRealField<T> =>
        [
            .. points.Zip(logPrior, (y, prior) => prior - T.Sqrt(SquaredDistance(x, Scale(alpha, y))) / (2 * sigma.Squared())),
        ];

    /// <summary>log pi_i - |x - y_i|^2/(2 sigma^2). Wrong: the mean is alpha y_i; right only where alpha = 1.</summary>
    public static T[] WithoutAlpha<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IField<T> =>
        MixtureFormulas.LogWeightsByDistance(x, points, logPrior, T.One, sigma);

    /// <summary>log pi_i - |x - alpha y_i|^2/sigma^2. Wrong: the half is left out, as if the variance were sigma^2/2.</summary>
    public static T[] WithoutHalf<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IField<T> =>
        [.. points.Zip(logPrior, (y, prior) => prior - GaussianFormulas.KernelQuadraticForm(x, y, alpha, sigma))];

    /// <summary>log pi_i + alpha x.y_i/sigma^2. Wrong: |y_i|^2 dropped with |x|^2; right only where all points have the same norm.</summary>
    public static T[] WithoutNormOfThePoint<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IField<T> =>
        [.. points.Zip(logPrior, (y, prior) => prior + alpha * Dot(x, y) / sigma.Squared())];
}
