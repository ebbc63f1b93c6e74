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

    /// <summary>c_out = +sigma for VP. Wrong: its network predicts the noise, which is taken away; VE's predicts minus the noise.</summary>
    public static T VpOutWithoutSign<T>(T sigma) where T : IField<T> => sigma;

    /// <summary>c_in = 1 for VP, VE's. Wrong: its network was shown x/sqrt(1 + sigma^2), of variance 1.</summary>
    public static T VpInOfVarianceExploding<T>(T sigma) where T : IField<T> => T.One;

    /// <summary>M t for VP. Wrong: steps are counted from 0 to M - 1.</summary>
    public static T VpNoiseWithAllSteps<T>(VpPreconditioning model, T sigma) where T : IRealField<T> =>
        T.FromDouble(model.Steps) * model.Rate.TimeOf(T.Log1p(sigma.Squared()));

    /// <summary>log sigma for VE. Wrong: its data lay in [0, 1], half as wide as here.</summary>
    public static T VeNoiseWithoutHalf<T>(T sigma) where T : ILogField<T> => T.Log(sigma);

    /// <summary>lambda = 1. Wrong: the loss of x_0's error is sigma^2 times that of the noise.</summary>
    public static T WeightOfOne<T>(T sigma) where T : IField<T> => T.One;
}
