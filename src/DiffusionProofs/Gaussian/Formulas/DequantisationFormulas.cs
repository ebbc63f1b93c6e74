using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// Likelihoods of K levels 0..K-1 from a density on the line: level k has the mass of [k, k + 1). The mean log-density over uniform noise in
/// it bounds the log of that mass from below; the density at k itself bounds nothing.
/// </summary>
/// <remarks>
/// In nats. A density given in pieces has m heights a level, each on a length of 1/m. Sources: Theis, van den Oord and Bethge,
/// arXiv:1511.01844, section 3.1 (dequantisation); Song et al., arXiv:2011.13456, section 4.3 (likelihoods by the flow).
/// </remarks>
public static class DequantisationFormulas
{
    /// <summary>P(k), the mean of the heights.</summary>
    /// <param name="heights">[m].</param>
    public static T Mass<T>(T[] heights) where T : IField<T> => heights.Sum() / heights.Length;

    /// <summary>E log p(k + u), u uniform in [0, 1): the mean of the heights' logarithms.</summary>
    /// <param name="heights">[m], above 0.</param>
    public static T MeanLogDensity<T>(T[] heights) where T : ILogField<T> => heights.Select(T.Log).Sum() / heights.Length;

    /// <summary>-sum_k P(k) E log p(k + u): at least -sum_k P(k) log p(level k), and so at least the entropy of P.</summary>
    /// <param name="data">P, [K].</param>
    /// <param name="heights">[K,m], above 0.</param>
    public static T Bound<T>(T[] data, T[][] heights) where T : ILogField<T> => -data.Zip(heights, (p, h) => p * MeanLogDensity(h)).Sum();

    /// <summary>-E log N(k + u; mean, sigma^2) = (log(2 pi sigma^2) + (1/3 - d + d^2)/sigma^2)/2, d = mean - k.</summary>
    public static T GaussianBound<T>(T level, T mean, T sigma) where T : IRealField<T>
    {
        T offset = mean - level;
        return (T.Log(2 * T.Pi * sigma.Squared()) + (T.One / 3 - offset + offset.Squared()) / sigma.Squared()) / 2;
    }

    /// <summary>
    /// What is added to the negative log-density of data scaled to [-1, 1] for that of levels 0..K-1: log(K/2) a dimension, 7 bits where K = 256.
    /// </summary>
    public static T OffsetOfScaledData<T>(int levels) where T : ILogField<T> => T.Log(T.From(levels) / 2);

    /// <summary>-log p(y)/(D log 2) + log2(K/2): bits a dimension of levels, from the log-density of y = 2 (k + u)/K - 1 in D dimensions.</summary>
    public static T BitsPerDimension<T>(T logDensity, int dimensions, int levels) where T : IRealField<T> =>
        (OffsetOfScaledData<T>(levels) - logDensity / dimensions) / T.Log(T.From(2));
}
