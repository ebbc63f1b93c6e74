using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong preconditionings. Right: <see cref="Preconditioning"/>.</summary>
public static class PreconditioningMistakes
{
    /// <summary>(sigma^2 + sigma_data^2)/(sigma sigma_data). Wrong: the product without its square.</summary>
    public static T WeightWithoutSquare<T>(T sigma, T sigmaData) where T : IField<T> =>
        (sigma.Squared() + sigmaData.Squared()) / (sigma * sigmaData);

    /// <summary>(sigma^2 + sigma_data^2)/(sigma + sigma_data)^2. Wrong: a sum where the paper has a product.</summary>
    public static T WeightWithSum<T>(T sigma, T sigmaData) where T : IField<T> =>
        (sigma.Squared() + sigmaData.Squared()) / (sigma + sigmaData).Squared();

    /// <summary>sigma^2/(sigma^2 + sigma_data^2). Wrong: the shares exchanged; noise would be passed on and data not.</summary>
    public static T SkipExchanged<T>(T sigma, T sigmaData) where T : IField<T> =>
        sigma.Squared() / (sigma.Squared() + sigmaData.Squared());

    /// <summary>c_skip = 1 at any sigma, as VP and VE have it. Wrong here: errors are then amplified by sigma where the noise is large.</summary>
    public static T SkipOfVarianceExploding<T>(T sigma, T sigmaData) where T : IField<T> => T.One;

    /// <summary>sigma sigma_data/(sigma^2 + sigma_data^2). Wrong: the root is missing.</summary>
    public static T OutWithoutRoot<T>(T sigma, T sigmaData) where T : IField<T> =>
        sigma * sigmaData / (sigma.Squared() + sigmaData.Squared());

    /// <summary>1/(sigma^2 + sigma_data^2). Wrong: the root is missing.</summary>
    public static T InWithoutRoot<T>(T sigma, T sigmaData) where T : IField<T> => 1 / (sigma.Squared() + sigmaData.Squared());

    /// <summary>log(sigma/2), VE's. Wrong here: log(sigma)/4.</summary>
    public static T NoiseOfVarianceExploding<T>(T sigma) where T : ILogField<T> => T.Log(sigma / 2);
}
