using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Absorbing noise on a sequence: its law is the data's law of the visible tokens times factors of time.</summary>
/// <remarks>Source: Ou et al., RADD, arXiv:2406.03736, proposition 1, theorem 1 and lemma 2. alpha in (0, 1): the probability that a token is still visible.</remarks>
public static class AbsorbingFactorisation
{
    /// <summary>p_t(x) = (1 - alpha)^masked alpha^visible p_0(x^UM).</summary>
    /// <param name="visibleLaw">p_0(x^UM), the data's probability of the visible tokens; 1 where none is visible.</param>
    public static T Marginal<T>(T visibleLaw, int masked, int visible, T alpha) where T : IField<T> =>
        (1 - alpha).Power(masked) * alpha.Power(visible) * visibleLaw;

    /// <summary>
    /// p_t(x with a token in place of a mask)/p_t(x) = alpha/(1 - alpha) p_0(token | x^UM): time enters through the factor alone.
    /// </summary>
    /// <param name="conditional">p_0(token | x^UM).</param>
    public static T Score<T>(T conditional, T alpha) where T : IField<T> => ScoreEntropyFormulas.FromMean([conditional], alpha)[0];

    /// <summary>
    /// p(x_s | x_t) for an x_s that differs from x_t in tokens revealed alone:
    /// ((alpha_s - alpha_t)/(1 - alpha_s))^revealed ((1 - alpha_s)/(1 - alpha_t))^masked p_0(x_s^UM)/p_0(x_t^UM). For any other x_s it is 0.
    /// </summary>
    /// <param name="visibleLawS">p_0(x_s^UM).</param>
    /// <param name="visibleLawT">p_0(x_t^UM), above 0.</param>
    /// <param name="revealed">The tokens that x_s shows and x_t does not.</param>
    /// <param name="masked">The masks in x_t.</param>
    public static T Reverse<T>(T visibleLawS, T visibleLawT, int revealed, int masked, T alphaS, T alphaT) where T : IField<T> =>
        ((alphaS - alphaT) / (1 - alphaS)).Power(revealed) * MaskedFormulas.StayProbability(alphaS, alphaT).Power(masked) * visibleLawS / visibleLawT;
}
