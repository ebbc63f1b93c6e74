using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>RADD's forms of the absorbing bound from a prediction q of x_0 that sums to 1 over the tokens.</summary>
/// <remarks>
/// Nats. Source: Ou et al., RADD, arXiv:2406.03736, eqs. 3.5, 3.6 and appendix C. The form over the mask rate is the masked bound
/// (<see cref="SubsetBounds"/>), that over orders <see cref="SubsetBounds.AnyOrder"/>.
/// </remarks>
public static class CrossEntropyBounds
{
    /// <summary>-(rate r) log(r q), r = alpha/(1 - alpha): the cross-entropy over time (t-DCE) at a masked position (eq. 3.5).</summary>
    /// <param name="predicted">q of the true token, in (0, 1].</param>
    /// <param name="rate">sigma = -alpha'/alpha.</param>
    /// <remarks>Below the denoising score entropy by rate r log r, which over all of time adds up to nothing and up to a time T to <see cref="TimeGap"/>.</remarks>
    public static T TimeIntegrand<T>(T predicted, T alpha, T rate) where T : ILogField<T>
    {
        T odds = Md4Formulas.Odds(alpha);
        return -(rate * odds * T.Log(odds * predicted));
    }

    /// <summary>The bound of a sequence up to the time of a mask rate as the cross-entropy over time gives it: what it is less the <see cref="TimeGap"/>.</summary>
    /// <param name="loss">[2^L], as for <see cref="SubsetBounds"/>.</param>
    /// <param name="lastMaskRate">1 - alpha(T), in (0, 1).</param>
    public static T OverTime<T>(T[] loss, T lastMaskRate) where T : ILogField<T> =>
        SubsetBounds.Continuous(loss, T.Zero, lastMaskRate) - TimeGap(SubsetBounds.Length(loss.Length), lastMaskRate);

    /// <summary>By how much the cross-entropy over time up to T is below the bound of L tokens: L H_b(1 - alpha(T)).</summary>
    /// <param name="length">L.</param>
    /// <param name="lastMaskRate">1 - alpha(T), in (0, 1).</param>
    public static T TimeGap<T>(int length, T lastMaskRate) where T : ILogField<T> => length * BinaryEntropy(lastMaskRate);

    /// <summary>H_b(p) = -p log p - (1 - p) log(1 - p).</summary>
    /// <param name="p">In (0, 1).</param>
    public static T BinaryEntropy<T>(T p) where T : ILogField<T> => -(p * T.Log(p) + (1 - p) * T.Log(1 - p));
}
