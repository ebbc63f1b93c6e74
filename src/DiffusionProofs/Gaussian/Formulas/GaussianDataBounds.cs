using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>What the bound is for data N(0, c) and the exact denoiser, per dimension, by v = SNR.</summary>
/// <remarks>Source: Guo, Shamai and Verdu, 2005 (I-MMSE), with VDM, arXiv:2107.00630, eqs. 13 and 18. In nats.</remarks>
public static class GaussianDataBounds
{
    /// <summary>E Var(x_0 | x_t) = c/(1 + c v).</summary>
    public static T Mmse<T>(T c, T snr) where T : IField<T> => c / (1 + c * snr);

    /// <summary>The squared error at x_0 = x, over the noise: E(x - E[x_0 | x_t])^2 = (x^2 + c^2 v)/(1 + c v)^2.</summary>
    public static T SquaredError<T>(T x, T c, T snr) where T : IField<T> =>
        (x.Squared() + c.Squared() * snr) / (1 + c * snr).Squared();

    /// <summary>The steps of a chain: 1/2 sum_i (SNR_i - SNR_{i+1}) c/(1 + c SNR_{i+1}).</summary>
    /// <param name="snr">[T+1], falling.</param>
    public static T Discrete<T>(T c, T[] snr) where T : IField<T> => NelboFormulas.Steps(snr, [.. snr.Skip(1).Select(v => Mmse(c, v))]);

    /// <summary>The integral: 1/2 log((1 + c SNR_max)/(1 + c SNR_min)), which is the mutual information gained.</summary>
    public static T Continuous<T>(T c, T snrMax, T snrMin) where T : ILogField<T> => T.Log((1 + c * snrMax) / (1 + c * snrMin)) / 2;

    /// <summary>An antiderivative by v of <see cref="SquaredError"/>/2: (log(1 + c v) + (1 - x^2/c)/(1 + c v))/2.</summary>
    public static T Antiderivative<T>(T x, T c, T snr) where T : ILogField<T> =>
        (T.Log(1 + c * snr) + (1 - x.Squared() / c) / (1 + c * snr)) / 2;
}
