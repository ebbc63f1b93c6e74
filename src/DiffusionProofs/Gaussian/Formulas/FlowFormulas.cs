using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The diffusion dx = f x dt + g dw with the kernels <c>x = alpha x_0 + sigma eps</c>, and the velocity of its probability flow: the
/// ordinary differential equation whose solutions have the same law at every time.
/// </summary>
/// <remarks>
/// Per coordinate; derivatives are by t. Undefined where alpha = 0. Sources: Song et al., arXiv:2011.13456, eq. 6 and 13; Karras et al.,
/// EDM, arXiv:2206.00364, eq. 3, 4 and 81.
/// </remarks>
public static class FlowFormulas
{
    /// <summary>f = alpha'/alpha. VP and sub-VP: -beta/2; VE: 0.</summary>
    public static T Drift<T>(T alpha, T dAlpha) where T : IField<T> => dAlpha / alpha;

    /// <summary>g^2 = (sigma^2)' - 2 f sigma^2. VP: beta; sub-VP: beta (1 - exp(-2 B)); VE: (sigma^2)'.</summary>
    public static T SquaredDiffusion<T>(T drift, T variance, T dVariance) where T : IField<T> => dVariance - 2 * drift * variance;

    /// <summary>f x - g^2 score/2.</summary>
    public static T Velocity<T>(T x, T score, T drift, T squaredDiffusion) where T : IField<T> =>
        drift * x - squaredDiffusion * score / 2;

    /// <summary>f x - g^2 score: the drift of the diffusion that runs backwards, whose noise needs the whole score.</summary>
    public static T ReverseDrift<T>(T x, T score, T drift, T squaredDiffusion) where T : IField<T> =>
        drift * x - squaredDiffusion * score;

    /// <summary>
    /// s'/s x - s sigma' sigma score, in EDM's terms: s is alpha, sigma the noise of x/s, and the score is that of x/s at x/s. The paper's
    /// s^2 stands before the gradient by x, which is 1/s times this score.
    /// </summary>
    public static T EdmVelocity<T>(T x, T score, T scale, T dScale, T noise, T dNoise) where T : IField<T> =>
        dScale / scale * x - scale * dNoise * noise * score;

    /// <summary>(sigma'/sigma + s'/s) x - sigma' s/sigma D, D the denoiser of x/s at x/s.</summary>
    public static T EdmVelocityFromDenoiser<T>(T x, T denoised, T scale, T dScale, T noise, T dNoise) where T : IField<T> =>
        (dNoise / noise + dScale / scale) * x - dNoise * scale / noise * denoised;

    /// <summary>dx/dsigma = (x - D)/sigma where s = 1 and sigma is the time: the noise that the denoiser predicts.</summary>
    public static T VelocityBySigma<T>(T x, T denoised, T sigma) where T : IField<T> => (x - denoised) / sigma;
}
