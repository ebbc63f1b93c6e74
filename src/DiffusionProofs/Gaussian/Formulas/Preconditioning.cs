using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// EDM's preconditioning: the denoiser is <c>D(x; sigma) = c_skip x + c_out F(c_in x; c_noise)</c>, its loss weighted by lambda.
/// </summary>
/// <remarks>
/// x = y + sigma n, sigma &gt; 0, data of variance sigma_data^2 &gt; 0 in each dimension. c_skip and the squares need field operations alone.
/// Source: Karras et al., EDM, arXiv:2206.00364, table 1 and appendix B.6.
/// </remarks>
public static class Preconditioning
{
    /// <summary>sigma_data^2/(sigma^2 + sigma_data^2).</summary>
    public static T Skip<T>(T sigma, T sigmaData) where T : IField<T> => sigmaData.Squared() / (sigma.Squared() + sigmaData.Squared());

    /// <summary>sigma sigma_data/sqrt(sigma^2 + sigma_data^2).</summary>
    public static T Out<T>(T sigma, T sigmaData) where T : IRealField<T> => sigma * sigmaData / Total(sigma, sigmaData);

    /// <summary>1/sqrt(sigma^2 + sigma_data^2).</summary>
    public static T In<T>(T sigma, T sigmaData) where T : IRealField<T> => 1 / Total(sigma, sigmaData);

    /// <summary>log(sigma)/4.</summary>
    public static T Noise<T>(T sigma) where T : ILogField<T> => T.Log(sigma) / 4;

    /// <summary>lambda = (sigma^2 + sigma_data^2)/(sigma sigma_data)^2.</summary>
    public static T Weight<T>(T sigma, T sigmaData) where T : IField<T> =>
        (sigma.Squared() + sigmaData.Squared()) / (sigma * sigmaData).Squared();

    /// <summary>c_out^2.</summary>
    public static T SquaredOut<T>(T sigma, T sigmaData) where T : IField<T> =>
        (sigma * sigmaData).Squared() / (sigma.Squared() + sigmaData.Squared());

    /// <summary>c_in^2.</summary>
    public static T SquaredIn<T>(T sigma, T sigmaData) where T : IField<T> => 1 / (sigma.Squared() + sigmaData.Squared());

    /// <summary>
    /// The variance of y - c x, what a network with unit output has to be scaled to under any c in the place of c_skip:
    /// (1 - c)^2 sigma_data^2 + c^2 sigma^2 (eq. 116 there).
    /// </summary>
    public static T TargetVariance<T>(T skip, T sigma, T sigmaData) where T : IField<T> =>
        (1 - skip).Squared() * sigmaData.Squared() + skip.Squared() * sigma.Squared();

    static T Total<T>(T sigma, T sigmaData) where T : IRealField<T> => T.Sqrt(sigma.Squared() + sigmaData.Squared());
}
