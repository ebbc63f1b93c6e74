using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>A density taken for a likelihood of levels. Right: <see cref="DequantisationFormulas"/>.</summary>
public static class LikelihoodMistakes
{
    /// <summary>
    /// -sum_k P(k) log p(k), the density at the levels themselves. Wrong: no noise is added, and a density that peaks there makes it negative
    /// without bound. <see href="https://github.com/yang-song/score_sde/issues/24">score_sde#24</see>.
    /// </summary>
    /// <param name="data">P, [K].</param>
    /// <param name="heights">[K,m]; the first of a level is that at the level.</param>
    public static T WithoutNoise<T>(T[] data, T[][] heights) where T : ILogField<T> => -data.Zip(heights, (p, h) => p * T.Log(h[0])).Sum();

    /// <summary>-log N(k; mean, sigma^2), without noise.</summary>
    public static T GaussianWithoutNoise<T>(T level, T mean, T sigma) where T : IRealField<T> =>
        -GaussianFormulas.KernelLogDensity([level], [mean], T.One, sigma);

    /// <summary>log K, 8 bits of 256 levels. Wrong: [-1, 1] is two units wide.</summary>
    public static T OffsetOfUnitWidth<T>(int levels) where T : ILogField<T> => T.Log(T.From(levels));

    /// <summary>-log p(y)/(D log 2), y in [-1, 1]. Wrong: the density of y, not that of the levels; log2(K/2) bits too few.</summary>
    public static T BitsOfScaledData<T>(T logDensity, int dimensions) where T : IRealField<T> => -logDensity / (dimensions * T.Log(T.From(2)));
}
