using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>The SUBS parameterisation: no probability on the mask, and what is visible is carried over.</summary>
/// <remarks>Source: Sahoo et al., MDLM, arXiv:2406.07524, section 3.2.3.</remarks>
public static class SubsFormulas
{
    /// <summary>x_theta [V] from any probabilities: at a masked position those of the tokens renormalised, the mask's 0; else one-hot of z_t.</summary>
    public static T[] Probabilities<T>(T[] p, int zt, int mask) where T : IField<T>
    {
        if (zt != mask) return MaskedFormulas.OneHot<T>(zt, p.Length);
        T tokens = p.Where((_, j) => j != mask).Sum();
        return [.. p.Select((v, j) => j == mask ? T.Zero : v / tokens)];
    }

    /// <summary>log x_theta[token] at a masked position, in nats: logit - log sum over the tokens of exp(logit), the mask left out.</summary>
    /// <param name="logits">[V], unnormalised; the mask's is not read.</param>
    /// <exception cref="ArgumentException">The token is the mask, whose probability is 0.</exception>
    public static T LogProbability<T>(T[] logits, int token, int mask) where T : IRealField<T>
    {
        if (token == mask) throw new ArgumentException($"token must not be the mask {mask}: its log-probability is -infinity.", nameof(token));
        return LogSoftmax(logits, token, j => j != mask);
    }

    /// <summary>log softmax(logits)[category] in nats, where the mask may be predicted too: without SUBS.</summary>
    /// <param name="logits">[V], unnormalised.</param>
    public static T LogProbabilityWithMask<T>(T[] logits, int category) where T : IRealField<T> => LogSoftmax(logits, category, _ => true);

    static T LogSoftmax<T>(T[] logits, int category, Func<int, bool> takesPart) where T : IRealField<T>
    {
        // Around the category's own logit: 1 + sum of the others, so the log is never of a number below 1.
        T others = logits.Where((_, j) => takesPart(j) && j != category).Select(l => T.Exp(l - logits[category])).Sum();
        return -T.Log1p(others);
    }
}
