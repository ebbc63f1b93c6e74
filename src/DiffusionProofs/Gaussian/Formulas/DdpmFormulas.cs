using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>DDPM's own writing of a step, in which alpha^2 + sigma^2 = 1.</summary>
/// <remarks>
/// Source: Ho et al., DDPM, arXiv:2006.11239, eqs. 6, 7, 11, 12. Roots are given, so that everything is rational: <c>scale = sqrt(1 - beta_t)</c>,
/// <c>previous = sqrt(abar_{t-1})</c>, <c>sigma = sqrt(1 - abar_t)</c>. Per coordinate.
/// </remarks>
public static class DdpmFormulas
{
    /// <summary>beta~_t = (1 - abar_{t-1})/(1 - abar_t) beta_t; 0 at t = 1, where previous = 1.</summary>
    public static T BetaTilde<T>(T scale, T previous) where T : IField<T> => NoisePrevious(previous) / Noise(scale, previous) * Beta(scale);

    /// <summary>sqrt(abar_{t-1}) beta_t/(1 - abar_t) x_0 + sqrt(1 - beta_t) (1 - abar_{t-1})/(1 - abar_t) x_t.</summary>
    public static T PosteriorMean<T>(T xt, T x0, T scale, T previous) where T : IField<T> =>
        previous * Beta(scale) / Noise(scale, previous) * x0 + scale * NoisePrevious(previous) / Noise(scale, previous) * xt;

    /// <summary>Eq. 11: (x_t - beta_t/sqrt(1 - abar_t) eps)/sqrt(1 - beta_t).</summary>
    public static T MeanFromEps<T>(T xt, T eps, T scale, T sigma) where T : IField<T> => (xt - Beta(scale) / sigma * eps) / scale;

    /// <summary>Eq. 12: the weight beta_t^2/(2 r (1 - beta_t)(1 - abar_t)) of |eps - epsHat|^2, r the reverse variance; for t &gt;= 2.</summary>
    public static T EpsWeight<T>(T reverseVariance, T scale, T previous) where T : IField<T> =>
        Beta(scale).Squared() / (2 * reverseVariance * scale.Squared() * Noise(scale, previous));

    /// <summary>beta_t = 1 - scale^2.</summary>
    public static T Beta<T>(T scale) where T : IField<T> => 1 - scale.Squared();

    /// <summary>1 - abar_t.</summary>
    public static T Noise<T>(T scale, T previous) where T : IField<T> => 1 - (scale * previous).Squared();

    static T NoisePrevious<T>(T previous) where T : IField<T> => 1 - previous.Squared();
}
