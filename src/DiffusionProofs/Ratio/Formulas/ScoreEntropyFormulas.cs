using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Score entropy: how far ratios s of a model are from the true ratios r, and the absorbing bound made of it.</summary>
/// <remarks>
/// Nats. Ratios are above 0; where a true ratio is 0 the pair's score entropy is s itself. Source: Lou et al., SEDD, arXiv:2310.16834.
/// </remarks>
public static class ScoreEntropyFormulas
{
    /// <summary>K(a) = a (log a - 1), which makes the score entropy 0 where s = r (definition 3.1).</summary>
    public static T Constant<T>(T a) where T : ILogField<T> => a * (T.Log(a) - 1);

    /// <summary>s - r log s + K(r), never negative (eq. 5).</summary>
    public static T Pair<T>(T score, T ratio) where T : ILogField<T> => score - ratio * T.Log(score) + Constant(ratio);

    /// <summary>
    /// The integrand of the bound at a masked position (eq. 10 for the absorbing rate of eq. 16):
    /// rate [sum_j s_j - y log s_x + K(y)], y = alpha/(1 - alpha). At a visible position it is 0.
    /// </summary>
    /// <param name="scores">s [N] over the tokens, the mask left out: the model's p(z_i = j)/p(z_i = mask).</param>
    /// <param name="x0">The true token.</param>
    /// <param name="rate">sigma' = -alpha'/alpha.</param>
    public static T AbsorbingIntegrand<T>(T[] scores, int x0, T alpha, T rate) where T : ILogField<T> =>
        rate * TokenScoreEntropy.AtMask(scores, T.Log(scores[x0]), NoiseAmount.Expm1(alpha));

    /// <summary>s = alpha/(1 - alpha) mu, [N]: the scores at a masked position from the predicted law of x_0 (Shi et al., MD4, arXiv:2406.04329, eqs. 9-10).</summary>
    public static T[] FromMean<T>(T[] predicted, T alpha) where T : IField<T> => LinearAlgebra.Scale(Md4Formulas.Odds(alpha), predicted);
}
