using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong reverse steps. Right: <see cref="PosteriorFormulas"/> and <see cref="DdpmFormulas"/>, whose arguments these have.</summary>
public static class GaussianPosteriorMistakes
{
    /// <summary>v = sigma_t^2 - (alpha_t/alpha_s)^2 sigma_s^2. Wrong as the posterior's variance: beta, not beta~.</summary>
    public static T TransitionVariance<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        TransitionFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT);

    /// <summary>sigma_t^2 - sigma_s^2 for the variance of q(x_t | x_s). Wrong wherever alpha changes: right for VE, where it is 1.</summary>
    public static T DifferenceOfVariances<T>(T sigmaS, T sigmaT) where T : IField<T> => sigmaT.Squared() - sigmaS.Squared();

    /// <summary>The mean with its two coefficients exchanged.</summary>
    public static T[] ExchangedMean<T>(T[] xt, T[] x0, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        PosteriorFormulas.Mean(x0, xt, alphaS, sigmaS, alphaT, sigmaT);

    /// <summary>The mean of x_0's part without alpha_s.</summary>
    public static T[] MeanWithoutAlpha<T>(T[] xt, T[] x0, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        PosteriorFormulas.Mean(xt, Scale(1 / alphaS, x0), alphaS, sigmaS, alphaT, sigmaT);

    /// <summary>(x_t - v eps)/a. Wrong: v divided by sigma_t is the factor of eps.</summary>
    public static T[] MeanFromEpsWithoutSigma<T>(T[] xt, T[] eps, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        PosteriorFormulas.MeanFromEps(xt, Scale(sigmaT, eps), alphaS, sigmaS, alphaT, sigmaT);

    /// <summary>The mean from the score with the sign of the noise: (x_t - v score)/a.</summary>
    public static T[] MeanAgainstTheScore<T>(T[] xt, T[] score, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        PosteriorFormulas.MeanFromScore(xt, Scale(T.From(-1), score), alphaS, sigmaS, alphaT, sigmaT);

    /// <summary>alpha_t/alpha_s (x_t - ...). Wrong: the ratio upside down; a reverse step divides by what the noise multiplied by.</summary>
    public static T[] MeanFromEpsUpsideDown<T>(T[] xt, T[] eps, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        Scale(TransitionFormulas.Scale(alphaS, alphaT).Squared(), PosteriorFormulas.MeanFromEps(xt, eps, alphaS, sigmaS, alphaT, sigmaT));

    /// <summary>
    /// The posterior's noise taken from the prediction: mean + deviation eps. Wrong: fresh noise is due, since eps is in the mean already.
    /// <see href="https://github.com/IDEALLab/EngiOpt/issues/66">EngiOpt#66</see>.
    /// </summary>
    /// <param name="deviation">The square root of the posterior's variance.</param>
    public static T[] ReusedNoise<T>(T[] mean, T[] eps, T deviation) where T : IField<T> => Add(mean, Scale(deviation, eps));

    /// <summary>
    /// A companion of x_s made as alpha_t x_0 + sigma_t eps. Wrong: x has been taken to s already, so the companion's noise is that of s.
    /// <see href="https://github.com/jychoi118/ilvr_adm/issues/13">ilvr_adm#13</see>.
    /// </summary>
    public static T[] CompanionAtTheLaterTime<T>(T[] x0, T[] eps, T alphaT, T sigmaT) where T : IField<T> =>
        Add(Scale(alphaT, x0), Scale(sigmaT, eps));
}
