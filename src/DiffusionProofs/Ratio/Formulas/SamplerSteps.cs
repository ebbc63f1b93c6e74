using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>The law of one token after a step back in time, by SEDD's two samplers; tokens of a sequence are drawn independently.</summary>
/// <remarks>
/// Scores are rows s[a], for p_t(x_t with a in this place)/p_t(x_t), [V], s[x_t] = 1. Row convention; SEDD prints columns. Neither row need be a law: with scores
/// that are not the true ratios, or too large a step, entries may be negative; to refuse such a row is the caller's. Source: Lou et al., SEDD, arXiv:2310.16834,
/// eqs. 17-20.
/// </remarks>
public static class SamplerSteps
{
    /// <summary>noise Q[a][x_t] s[a] for a other than x_t, and 1 less these for x_t, [V]: the step to first order in the noise.</summary>
    /// <param name="rate">Q, [V,V].</param>
    /// <param name="noise">sigma'(t) dt, above 0.</param>
    /// <remarks>The diagonal is the rest of the row. Eq. 17 read literally, with Q[x_t][x_t] there, sums to 1 + noise (p Q)[x_t]/p[x_t].</remarks>
    public static T[] Euler<T>(T[][] rate, T[] score, int xt, T noise) where T : IField<T>
    {
        T[] row = [.. score.Select((s, a) => a == xt ? T.Zero : noise * rate[a][xt] * s)];
        row[xt] = 1 - row.Sum();
        return row;
    }

    /// <summary>(s exp(-d Q))[a] exp(d Q)[a][x_t], d = sigma(t) - sigma(s), [V]: the reverse step's marginal where the scores are the true ratios (theorem 4.1).</summary>
    /// <param name="inverse">exp(-d Q), [V,V].</param>
    /// <param name="transition">exp(d Q), [V,V].</param>
    /// <remarks>Sums to s[x_t], so to 1, for every score. With d = sigma(t) it is the last step, to the data.</remarks>
    public static T[] Tweedie<T>(T[][] inverse, T[][] transition, T[] score, int xt) where T : IField<T> =>
        [.. LinearAlgebra.Combine(score, inverse).Select((before, a) => before * transition[a][xt])];

    /// <summary>The same for rates with a closed exponential.</summary>
    /// <param name="ratio">e^-d = alpha_t/alpha_s, in (0, 1).</param>
    public static T[] Tweedie<T>(ClosedRate rate, T[] score, int xt, T ratio) where T : IField<T> =>
        Tweedie(rate.AtAlpha(1 / ratio), rate.AtAlpha(ratio), score, xt);

    /// <summary>sigma'(t) (t - s) alpha_t/(1 - alpha_t): the probability with which Euler's step reveals a masked token, for scores alpha_t/(1 - alpha_t) q with q summing to 1.</summary>
    /// <remarks>Tweedie's is (alpha_s - alpha_t)/(1 - alpha_t) (<see cref="Masked.MaskedFormulas.RevealProbability"/>). Source: RADD, arXiv:2406.03736, eqs. D.14 and D.15.</remarks>
    public static T EulerReveal<T>(T alphaT, T noise) where T : IField<T> => noise * Masked.Md4Formulas.Odds(alphaT);
}
