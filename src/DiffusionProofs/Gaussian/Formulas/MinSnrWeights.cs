using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The min-SNR weights of a squared error: of x_0 min(SNR, gamma), of the noise min(SNR, gamma)/SNR, of v min(SNR, gamma)/(SNR + 1). With
/// alpha^2 + sigma^2 = 1 all three are the same loss.
/// </summary>
/// <remarks>
/// By alpha and sigma, SNR = (alpha/sigma)^2, each divided by nothing that can be 0 in its own case: at SNR = 0 (zero terminal SNR) they are
/// 0, 1 and 0, at SNR = infinity gamma, 0 and 0. <c>isClipped</c> says that SNR &gt;= gamma; where they are equal both cases agree.
/// Source: Hang et al., Min-SNR, arXiv:2303.09556 (the strategy min-SNR-gamma).
/// </remarks>
public static class MinSnrWeights
{
    /// <summary>Of |x_0 - xHat_0|^2: (alpha/sigma)^2, or gamma.</summary>
    public static T OfData<T>(T alpha, T sigma, T gamma, bool isClipped) where T : IField<T> =>
        isClipped ? gamma : (alpha / sigma).Squared();

    /// <summary>Of |eps - epsHat|^2: 1, or gamma (sigma/alpha)^2.</summary>
    public static T OfNoise<T>(T alpha, T sigma, T gamma, bool isClipped) where T : IField<T> =>
        isClipped ? gamma * (sigma / alpha).Squared() : T.One;

    /// <summary>Of |v - vHat|^2: alpha^2/(alpha^2 + sigma^2), or gamma sigma^2/(alpha^2 + sigma^2).</summary>
    public static T OfVelocity<T>(T alpha, T sigma, T gamma, bool isClipped) where T : IField<T> =>
        (isClipped ? gamma * sigma.Squared() : alpha.Squared()) / (alpha.Squared() + sigma.Squared());
}
