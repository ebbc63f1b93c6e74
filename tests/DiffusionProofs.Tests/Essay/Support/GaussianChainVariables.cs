using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>A step's four free scalars, s before t: alpha^2 + sigma^2 need not be 1.</summary>
readonly record struct FormalStep<T>(T AlphaS, T SigmaS, T AlphaT, T SigmaT) where T : IField<T>
{
    public static string[] Names => ["alphaS", "sigmaS", "alphaT", "sigmaT"];

    public static FormalStep<T> Read(VariableReader<T> read) => new(read.Scalar(), read.Scalar(), read.Scalar(), read.Scalar());

    public T Scale => AlphaT / AlphaS;

    /// <summary>Of q(x_t | x_s), from what q(x_t | x_0) leaves after x_s's part.</summary>
    public T TransitionVariance => SigmaT.Squared() - (AlphaT / AlphaS * SigmaS).Squared();

    public T Variance => PosteriorFormulas.Variance(AlphaS, SigmaS, AlphaT, SigmaT);

    public T[] Mean(T[] xt, T[] x0) => PosteriorFormulas.Mean(xt, x0, AlphaS, SigmaS, AlphaT, SigmaT);
}

/// <summary>Means over N(m, s^2): two points, m - s and m + s, are exact for every quadratic.</summary>
static class TwoPoints
{
    public static T Mean<T>(T mean, T deviation, Func<T, T> quadratic) where T : IField<T> =>
        (quadratic(mean - deviation) + quadratic(mean + deviation)) / 2;

    /// <summary>KL of N(mean, s^2) from N(otherMean, otherVariance): the mean of the difference of the log-densities.</summary>
    public static T Divergence<T>(T mean, T s, T otherMean, T otherVariance) where T : ILogField<T> =>
        Mean(mean, s, x => MinusLogDensity(x, otherMean, otherVariance) - MinusLogDensity(x, mean, s.Squared()));

    /// <summary>-log N(x; mean, variance) without its log(2 pi)/2.</summary>
    public static T MinusLogDensity<T>(T x, T mean, T variance) where T : ILogField<T> =>
        ((x - mean).Squared() / variance + T.Log(variance)) / 2;
}
