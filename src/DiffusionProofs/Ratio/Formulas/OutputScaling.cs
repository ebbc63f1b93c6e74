using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>What SEDD's network adds to its logits under absorbing noise, so that a network that answers 0 starts at the right size.</summary>
/// <remarks>At zero logits the scores sum to alpha/(1 - alpha), as the true ratios at the mask do. Source: Lou et al., SEDD, arXiv:2310.16834, code, transformer.</remarks>
public static class OutputScaling
{
    /// <summary>log s = logit - log expm1(sigma) - log(V - 1), for one token.</summary>
    /// <param name="sigma">The noise so far, above 0.</param>
    /// <param name="categories">V, the mask included.</param>
    public static T LogScore<T>(T logit, T sigma, int categories) where T : IRealField<T> => logit - T.Log(T.Expm1(sigma)) - T.Log(T.From(categories - 1));

    /// <summary>s = e^logit alpha/(1 - alpha)/(V - 1).</summary>
    /// <param name="alpha">e^-sigma, in (0, 1).</param>
    /// <param name="categories">V, the mask included.</param>
    public static T Score<T>(T expLogit, T alpha, int categories) where T : IField<T> => expLogit * Md4Formulas.Odds(alpha) / (categories - 1);
}
