using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The noise added between two times s before t: <c>q(x_t | x_s) = N(a x_s, v I)</c>, for <c>q(x_t | x_0) = N(alpha_t x_0, sigma_t^2 I)</c>.
/// </summary>
/// <remarks>
/// Source: Kingma et al., VDM, arXiv:2107.00630, eqs. 20-22. alpha_s other than 0. A chain has v &gt;= 0, that is an SNR that does not
/// rise; at s = 0, alpha_s = 1 and sigma_s = 0 give back the kernel.
/// </remarks>
public static class TransitionFormulas
{
    /// <summary>a = alpha_t/alpha_s.</summary>
    public static T Scale<T>(T alphaS, T alphaT) where T : IField<T> => alphaT / alphaS;

    /// <summary>v = sigma_t^2 - (alpha_t/alpha_s)^2 sigma_s^2.</summary>
    public static T Variance<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        sigmaT.Squared() - Scale(alphaS, alphaT).Squared() * sigmaS.Squared();
}
