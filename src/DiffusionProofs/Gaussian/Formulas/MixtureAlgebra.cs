using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// What follows from the posterior weights of a data set by field operations alone, so that it can be proven with the
/// weights as free variables that sum to 1.
/// </summary>
/// <remarks>weights [N], points [N,D], x [D]. Source: EDM, arXiv:2206.00364, appendix B.3; the Jacobian is its derivative.</remarks>
public static class MixtureAlgebra
{
    /// <summary>sum_i w_i y_i, [D].</summary>
    public static T[] Denoiser<T>(T[] weights, T[][] points) where T : IField<T> => Combine(weights, points);

    /// <summary>
    /// y_r + sum_i w_i (y_i - y_r), the same as <see cref="Denoiser"/> where the weights sum to 1; it does not cancel
    /// where nearly all the weight is on the point r.
    /// </summary>
    public static T[] DenoiserAround<T>(T[] weights, T[][] points, int r) where T : IField<T> =>
        Add(points[r], Combine(weights, [.. points.Select(y => Subtract(y, points[r]))]));

    /// <summary>sum_i w_i (y_i - D)(y_i - D)^T, [D,D].</summary>
    public static T[][] Covariance<T>(T[] weights, T[][] points) where T : IField<T>
    {
        T[] mean = Denoiser(weights, points);
        return weights.Zip(points, (w, y) => Scale(w, Outer(Subtract(y, mean), Subtract(y, mean)))).Aggregate(Add);
    }

    /// <summary>(alpha D - x)/sigma^2.</summary>
    public static T[] ScoreFromDenoiser<T>(T[] x, T[] denoised, T alpha, T sigma) where T : IField<T> =>
        [.. Subtract(Scale(alpha, denoised), x).Select(r => r / sigma.Squared())];

    /// <summary>sum_i w_i s_i, with s_i = -(x - alpha y_i)/sigma^2 the score of the point's own Gaussian.</summary>
    public static T[] ScoreFromWeights<T>(T[] weights, T[] x, T[][] points, T alpha, T sigma) where T : IField<T> =>
        Combine(weights, [.. points.Select(y => GaussianFormulas.KernelScore(x, y, alpha, sigma))]);

    /// <summary>Tweedie's formula: E[x_0 | x] = (x + sigma^2 score)/alpha, for alpha other than 0.</summary>
    public static T[] DenoiserFromScore<T>(T[] x, T[] score, T alpha, T sigma) where T : IField<T> =>
        [.. x.Zip(score, (p, s) => (p + sigma.Squared() * s) / alpha)];

    /// <summary>-I/sigma^2 + alpha^2 Cov_w/sigma^4, [D,D].</summary>
    public static T[][] ScoreJacobian<T>(T[] weights, T[][] points, T alpha, T sigma) where T : IField<T> =>
        Add(
            Scale(-1 / sigma.Squared(), Identity<T>(points[0].Length)),
            Scale((alpha / sigma.Squared()).Squared(), Covariance(weights, points)));

    /// <summary>Jacobian of the denoiser: alpha Cov_w/sigma^2, [D,D].</summary>
    public static T[][] DenoiserJacobian<T>(T[] weights, T[][] points, T alpha, T sigma) where T : IField<T> =>
        Scale(alpha / sigma.Squared(), Covariance(weights, points));

    /// <summary>grad w_i = w_i alpha (y_i - D)/sigma^2 for every i, [N,D].</summary>
    public static T[][] WeightGradients<T>(T[] weights, T[][] points, T alpha, T sigma) where T : IField<T>
    {
        T[] mean = Denoiser(weights, points);
        return [.. weights.Zip(points, (w, y) => Scale(w * alpha / sigma.Squared(), Subtract(y, mean)))];
    }
}
