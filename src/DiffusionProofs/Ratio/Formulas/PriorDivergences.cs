using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>KL(q(x_T | x_0) || base), the bound's term at the last time. Nats per token.</summary>
/// <remarks>Source: Lou et al., SEDD, arXiv:2310.16834, theorem 3.6 and appendix C.1.</remarks>
public static class PriorDivergences
{
    /// <summary>Uniform noise, the even law as base: p log(V p) + (V - 1) r log(V r) with p = alpha + (1 - alpha)/V, r = (1 - alpha)/V; the same for every x_0.</summary>
    /// <param name="alpha">e^-sigma(T), in (0, 1).</param>
    /// <param name="categories">V.</param>
    public static T Uniform<T>(T alpha, int categories) where T : ILogField<T>
    {
        T other = (1 - alpha) / categories, stay = alpha + other;
        return stay * T.Log(categories * stay) + (categories - 1) * other * T.Log(categories * other);
    }

    /// <summary>
    /// Absorbing noise, as base the mask with a leak spread evenly over the V - 1 tokens: alpha log(alpha (V - 1)/leak) + (1 - alpha) log((1 - alpha)/(1 - leak)),
    /// for every token x_0. Without a leak it is infinite at any alpha above 0.
    /// </summary>
    /// <param name="alpha">e^-sigma(T), in (0, 1).</param>
    /// <param name="leak">In (0, 1).</param>
    /// <param name="categories">V, the mask included.</param>
    public static T Absorbing<T>(T alpha, T leak, int categories) where T : ILogField<T> =>
        alpha * T.Log(alpha * (categories - 1) / leak) + (1 - alpha) * T.Log((1 - alpha) / (1 - leak));
}
