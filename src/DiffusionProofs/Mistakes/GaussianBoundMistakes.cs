using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong terms of the Gaussian bound. Right: <see cref="NelboFormulas"/>, whose arguments these have.</summary>
public static class GaussianBoundMistakes
{
    /// <summary>(SNR(s) - SNR(t)) |x_0 - xHat_0|^2. Wrong: the half is lost.</summary>
    public static T StepWithoutHalf<T>(T[] x0, T[] x0Hat, T snrS, T snrT) where T : IField<T> => 2 * NelboFormulas.StepBySnr(x0, x0Hat, snrS, snrT);

    /// <summary>(SNR(t) - SNR(s))/2 |x_0 - xHat_0|^2. Wrong: the two times exchanged, and the divergence negative.</summary>
    public static T StepReversed<T>(T[] x0, T[] x0Hat, T snrS, T snrT) where T : IField<T> => NelboFormulas.StepBySnr(x0, x0Hat, snrT, snrS);

    /// <summary>(SNR(s)/SNR(t) - 1)/2 |x_0 - xHat_0|^2. Wrong: the noise's weight with the data's error.</summary>
    public static T EpsWeightOfTheData<T>(T[] x0, T[] x0Hat, T snrS, T snrT) where T : IField<T> => NelboFormulas.StepByEps(x0, x0Hat, snrS, snrT);

    /// <summary>(SNR(s) - SNR(t))/2 |eps - epsHat|^2. Wrong: the data's weight with the noise's error.</summary>
    public static T SnrWeightOfTheNoise<T>(T[] eps, T[] epsHat, T snrS, T snrT) where T : IField<T> => NelboFormulas.StepBySnr(eps, epsHat, snrS, snrT);

    /// <summary>|mean - meanHat|^2/(2 v), v the variance of q(x_t | x_s). Wrong: that is beta; the divergence of the posterior has beta~.</summary>
    public static T StepByTransitionVariance<T>(T[] x0, T[] x0Hat, T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        SquaredDistance(x0, x0Hat) * PosteriorFormulas.DataCoefficient(alphaS, sigmaS, alphaT, sigmaT).Squared()
            / (2 * TransitionFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT));

    /// <summary>
    /// The prior's term with 1 - abar as the log-variance. Wrong: log(1 - abar). The variance is then exp(1 - abar).
    /// <see href="https://github.com/tqch/ddpm-torch/issues/9">ddpm-torch#9</see>.
    /// </summary>
    public static T PriorWithoutLog<T>(T[] x0, T alpha, T sigma) where T : IRealField<T> =>
        (alpha.Squared() * SquaredNorm(x0) + x0.Length * (T.Exp(ScheduleMistakes.LogVarianceWithoutLog(1 - sigma.Squared()))
            - ScheduleMistakes.LogVarianceWithoutLog(1 - sigma.Squared()) - 1)) / 2;

    /// <summary>(alpha^2 |x_0|^2 + D (sigma^2 + log sigma^2 - 1))/2. Wrong: the sign of the logarithm.</summary>
    public static T PriorWithLogAdded<T>(T[] x0, T alpha, T sigma) where T : ILogField<T> =>
        NelboFormulas.Prior(x0, alpha, sigma) + x0.Length * T.Log(sigma.Squared());

    /// <summary>alpha^2 |x_0|^2 + D (sigma^2 - log sigma^2 - 1). Wrong: the half is lost.</summary>
    public static T PriorWithoutHalf<T>(T[] x0, T alpha, T sigma) where T : ILogField<T> => 2 * NelboFormulas.Prior(x0, alpha, sigma);

    /// <summary>The prior's term without alpha: x_0 itself for the mean of x_T.</summary>
    public static T PriorWithoutAlpha<T>(T[] x0, T sigma) where T : ILogField<T> => NelboFormulas.Prior(x0, T.One, sigma);

    /// <summary>The prior's term with x_0 as the mean of the prior. Wrong: the prior knows no x_0, or nothing could be drawn from it.</summary>
    public static T PriorCentredAtTheData<T>(T[] x0, T sigma) where T : ILogField<T> =>
        GaussianDivergence.Isotropic(x0, sigma.Squared(), x0, sigma.Squared());

    /// <summary>
    /// The first step's term as |x_0 - xHat_0|^2/(2 r), r its reverse variance. Wrong: that is a step's formula; the decoder's
    /// -log p(x_0 | x_1) has log(2 pi r)/2 besides.
    /// </summary>
    public static T DecoderAsAStep<T>(T[] x0, T[] x0Hat, T reverseVariance) where T : IField<T> =>
        GaussianDivergence.EqualVariances(x0, x0Hat, reverseVariance);

    /// <summary>DDPM's bins without the tails: the edge bins as wide as the others. Wrong: the sum is below 1.</summary>
    public static T[] BinsWithoutTails<T>(T[] distributionAtAllEdges) where T : IField<T> =>
        [.. distributionAtAllEdges.Skip(1).Zip(distributionAtAllEdges, (upper, lower) => upper - lower)];
}
