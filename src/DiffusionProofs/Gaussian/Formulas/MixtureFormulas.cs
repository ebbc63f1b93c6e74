using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The law of a noised finite data set, <c>p(x) = sum_i pi_i N(x; alpha y_i, sigma^2 I)</c>: the posterior weights of its points and what follows.
/// </summary>
/// <remarks>
/// <para>x is [D], points [N,D], logPrior [N]; <c>pi = softmax(logPrior)</c>, so an additive constant in logPrior changes nothing.
/// sigma &gt; 0. Source: Karras et al., EDM, arXiv:2206.00364, appendix B.3, there with alpha = 1 and equal weights.</para>
/// <para><c>pivot</c> is the index of any point: the result does not depend on it. Where the number system can overflow,
/// give the point of largest weight.</para>
/// </remarks>
public static class MixtureFormulas
{
    /// <summary>The log-prior of equally likely points, unnormalised: N zeros.</summary>
    public static T[] UniformLogPrior<T>(int n) where T : IField<T> => [.. Enumerable.Repeat(T.Zero, n)];

    /// <summary>log pi_i - |x - alpha y_i|^2/(2 sigma^2), up to a constant in i: the definition.</summary>
    public static T[] LogWeightsByDistance<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IField<T> =>
        [.. points.Zip(logPrior, (y, prior) => prior - GaussianFormulas.KernelQuadraticForm(x, y, alpha, sigma) / 2)];

    /// <summary>
    /// log pi_i + (alpha x.y_i - alpha^2 |y_i|^2/2)/sigma^2: affine in x. More than <see cref="LogWeightsByDistance"/> by
    /// |x|^2/(2 sigma^2) for every i, hence with the same softmax.
    /// </summary>
    public static T[] LogWeightsAffine<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IField<T> =>
        [.. points.Zip(logPrior, (y, prior) =>
            prior + (alpha * Dot(x, y) - alpha.Squared() * SquaredNorm(y) / 2) / sigma.Squared())];

    /// <summary>softmax(l)_i = 1 / sum_j exp(l_j - l_i): N^2 exponentials, right at any spread, and tight in intervals.</summary>
    public static T[] Softmax<T>(T[] logWeights) where T : IRealField<T> =>
        [.. logWeights.Select(l => T.One / logWeights.Select(other => T.Exp(other - l)).Sum())];

    /// <summary>softmax(l)_i = exp(l_i - l_pivot) / sum_j exp(l_j - l_pivot): N exponentials.</summary>
    public static T[] Softmax<T>(T[] logWeights, int pivot) where T : IRealField<T>
    {
        T[] terms = [.. logWeights.Select(l => T.Exp(l - logWeights[pivot]))];
        T sum = terms.Sum();
        return [.. terms.Select(term => term / sum)];
    }

    /// <summary>log sum_i exp(l_i) = l_pivot + log sum_i exp(l_i - l_pivot).</summary>
    public static T LogSumExp<T>(T[] logWeights, int pivot = 0) where T : IRealField<T> =>
        logWeights[pivot] + T.Log(logWeights.Select(l => T.Exp(l - logWeights[pivot])).Sum());

    /// <summary>The posterior weights w_i(x) = P(x_0 = y_i | x), [N].</summary>
    public static T[] Weights<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma) where T : IRealField<T> =>
        Softmax(LogWeightsByDistance(x, points, logPrior, alpha, sigma));

    /// <inheritdoc cref="Weights{T}(T[], T[][], T[], T, T)"/>
    public static T[] Weights<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma, int pivot) where T : IRealField<T> =>
        Softmax(LogWeightsByDistance(x, points, logPrior, alpha, sigma), pivot);

    /// <summary>log p(x) in nats.</summary>
    public static T LogDensity<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma, int pivot = 0) where T : IRealField<T> =>
        LogSumExp(LogWeightsByDistance(x, points, logPrior, alpha, sigma), pivot) - LogSumExp(logPrior, pivot)
        - x.Length * T.Log(2 * T.Pi * sigma.Squared()) / 2;

    /// <summary>D(x) = E[x_0 | x] = sum_i w_i y_i, [D].</summary>
    public static T[] Denoiser<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma, int pivot = 0) where T : IRealField<T> =>
        MixtureAlgebra.Denoiser(Weights(x, points, logPrior, alpha, sigma, pivot), points);

    /// <summary>grad log p(x) = (alpha D(x) - x)/sigma^2, [D].</summary>
    public static T[] Score<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma, int pivot = 0) where T : IRealField<T> =>
        MixtureAlgebra.ScoreFromDenoiser(x, Denoiser(x, points, logPrior, alpha, sigma, pivot), alpha, sigma);

    /// <summary>Jacobian of the score, the Hessian of log p: -I/sigma^2 + alpha^2 Cov_w/sigma^4, [D,D], symmetric.</summary>
    public static T[][] ScoreJacobian<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma, int pivot = 0) where T : IRealField<T> =>
        MixtureAlgebra.ScoreJacobian(Weights(x, points, logPrior, alpha, sigma, pivot), points, alpha, sigma);

    /// <summary>grad w_i(x) for every i, [N,D].</summary>
    public static T[][] WeightGradients<T>(T[] x, T[][] points, T[] logPrior, T alpha, T sigma, int pivot = 0) where T : IRealField<T> =>
        MixtureAlgebra.WeightGradients(Weights(x, points, logPrior, alpha, sigma, pivot), points, alpha, sigma);
}
