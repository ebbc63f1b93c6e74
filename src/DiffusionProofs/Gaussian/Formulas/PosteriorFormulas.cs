using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>The posterior q(x_s | x_t, x_0) for s before t, and its mean from a prediction of the noise or the score.</summary>
/// <remarks>
/// Source: Kingma et al., VDM, arXiv:2107.00630, eqs. 23-25 and 31-33, for any alpha and sigma. Vectors are [D]; the covariance is the variance
/// times I. sigma_t other than 0. At sigma_s = 0 the posterior is the point alpha_s x_0, whatever x_t.
/// </remarks>
public static class PosteriorFormulas
{
    /// <summary>v sigma_s^2/sigma_t^2, v the variance of <see cref="TransitionFormulas"/>.</summary>
    public static T Variance<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        TransitionFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT) * (sigmaS / sigmaT).Squared();

    /// <summary>What x_t is multiplied by in the mean: alpha_t/alpha_s sigma_s^2/sigma_t^2.</summary>
    public static T NoisyCoefficient<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        TransitionFormulas.Scale(alphaS, alphaT) * (sigmaS / sigmaT).Squared();

    /// <summary>What x_0 is multiplied by in the mean: alpha_s v/sigma_t^2.</summary>
    public static T DataCoefficient<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        alphaS * TransitionFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT) / sigmaT.Squared();

    /// <summary>The mean, from x_t and the data or a prediction of them.</summary>
    public static T[] Mean<T>(T[] xt, T[] x0, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> => Add(
        Scale(NoisyCoefficient(alphaS, sigmaS, alphaT, sigmaT), xt),
        Scale(DataCoefficient(alphaS, sigmaS, alphaT, sigmaT), x0));

    /// <summary>The same mean from the noise in x_t: (x_t - v/sigma_t eps)/a. Undefined at alpha_t = 0.</summary>
    public static T[] MeanFromEps<T>(T[] xt, T[] eps, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        Scale(1 / TransitionFormulas.Scale(alphaS, alphaT),
            Subtract(xt, Scale(TransitionFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT) / sigmaT, eps)));

    /// <summary>The same mean from the score at x_t: (x_t + v score)/a. Undefined at alpha_t = 0.</summary>
    public static T[] MeanFromScore<T>(T[] xt, T[] score, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        Scale(1 / TransitionFormulas.Scale(alphaS, alphaT),
            Add(xt, Scale(TransitionFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT), score)));

    /// <summary>
    /// The reverse variance that is best for the exact mean, E Var(x_s | x_t): posterior variance + (coefficient of x_0)^2 E Var(x_0 | x_t).
    /// Bao et al., Analytic-DPM, arXiv:2201.06503, theorem 1; DDPM's two choices are its ends.
    /// </summary>
    /// <param name="mmse">E Var(x_0 | x_t) per dimension.</param>
    public static T BestReverseVariance<T>(T mmse, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        Variance(alphaS, sigmaS, alphaT, sigmaT) + DataCoefficient(alphaS, sigmaS, alphaT, sigmaT).Squared() * mmse;
}
