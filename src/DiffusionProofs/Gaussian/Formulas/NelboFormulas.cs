using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The terms of the negative evidence lower bound, in nats: prior, steps, and their continuous limit. The model's reverse step is
/// q(x_s | x_t, x_0) with a prediction in the place of x_0; the reconstruction is <see cref="DecoderFormulas"/>.
/// </summary>
/// <remarks>
/// Source: Kingma et al., VDM, arXiv:2107.00630, eqs. 11-18; DDPM, arXiv:2006.11239, eq. 5. x_0, eps and their predictions are [D]. SNR =
/// alpha^2/sigma^2 = exp(-gamma). The first step is the decoder's: at sigma_s = 0 the SNR is infinite and no step has a term.
/// </remarks>
public static class NelboFormulas
{
    /// <summary>alpha^2/sigma^2, for sigma other than 0.</summary>
    public static T Snr<T>(T alpha, T sigma) where T : IField<T> => (alpha / sigma).Squared();

    /// <summary>(SNR(s) - SNR(t))/2 |x_0 - xHat_0|^2.</summary>
    public static T StepBySnr<T>(T[] x0, T[] x0Hat, T snrS, T snrT) where T : IField<T> =>
        (snrS - snrT) / 2 * SquaredDistance(x0, x0Hat);

    /// <summary>(SNR(s)/SNR(t) - 1)/2 |eps - epsHat|^2.</summary>
    public static T StepByEps<T>(T[] eps, T[] epsHat, T snrS, T snrT) where T : IField<T> =>
        (snrS / snrT - 1) / 2 * SquaredDistance(eps, epsHat);

    /// <summary>expm1(gamma_t - gamma_s)/2, the weight of |eps - epsHat|^2 without cancellation.</summary>
    public static T EpsWeight<T>(T gammaS, T gammaT) where T : IRealField<T> => T.Expm1(gammaT - gammaS) / 2;

    /// <summary>KL(N(alpha x_0, sigma^2 I) || N(0, I)) = (alpha^2 |x_0|^2 + D (sigma^2 - log sigma^2 - 1))/2.</summary>
    public static T Prior<T>(T[] x0, T alpha, T sigma) where T : ILogField<T> =>
        (alpha.Squared() * SquaredNorm(x0) + x0.Length * (sigma.Squared() - T.Log(sigma.Squared()) - 1)) / 2;

    /// <summary>The limit of a step by its length: -SNR'/2 |x_0 - xHat_0|^2, to be integrated over t.</summary>
    public static T IntegrandBySnr<T>(T[] x0, T[] x0Hat, T dSnr) where T : IField<T> => -dSnr / 2 * SquaredDistance(x0, x0Hat);

    /// <summary>The same by the noise: gamma'/2 |eps - epsHat|^2.</summary>
    public static T IntegrandByGamma<T>(T[] eps, T[] epsHat, T dGamma) where T : IField<T> => dGamma / 2 * SquaredDistance(eps, epsHat);

    /// <summary>The same with v = SNR as the variable, from SNR_min to SNR_max: |x_0 - xHat_0|^2/2.</summary>
    public static T IntegrandOverSnr<T>(T[] x0, T[] x0Hat) where T : IField<T> => SquaredDistance(x0, x0Hat) / 2;

    /// <summary>The sum of the steps of a chain: sum_i (SNR_i - SNR_{i+1})/2 error_{i+1}.</summary>
    /// <param name="snr">[T+1], in the order of time: falling.</param>
    /// <param name="squaredErrors">[T], E|x_0 - xHat_0|^2 at each later end.</param>
    public static T Steps<T>(T[] snr, T[] squaredErrors) where T : IField<T> =>
        squaredErrors.Select((error, i) => (snr[i] - snr[i + 1]) / 2 * error).Sum();
}
