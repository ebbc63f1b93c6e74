using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>The integrand in time of SEDD's bound, for any rates.</summary>
/// <remarks>
/// -log p_0(x_0) &lt;= integral of E_{x_t} of this + KL(q(x_T | x_0) || base); with the true ratios and the true law at T as base it is an equality. K is
/// inside, and nothing else is left out. Nats per unit of time. Source: Lou et al., SEDD, arXiv:2310.16834, theorem 3.6, eq. 10.
/// </remarks>
public static class DwdseFormulas
{
    /// <summary>sigma' sum_{y != x_t} Q[y][x_t] (s_y - r_y log s_y + K(r_y)), r_y = q(y | x_0)/q(x_t | x_0). Never negative.</summary>
    /// <param name="rate">Q, [V,V]. The weight is the rate from y to x_t: SEDD prints it Q_t(x_t, y), in columns.</param>
    /// <param name="conditional">q(. | x_0), [V]; not 0 at x_t.</param>
    /// <param name="score">s_y for p(y)/p(x_t), [V], positive; that of x_t itself counts for nothing.</param>
    /// <param name="sigmaDot">sigma'(t).</param>
    /// <param name="reaches">Whether x_0 becomes y; where not, r is 0 and the pair is s alone.</param>
    public static T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) where T : ILogField<T> =>
        sigmaDot * Enumerable.Range(0, score.Length).Where(y => y != xt).Select(y => rate[y][xt] *
            (reaches(y) ? ScoreEntropyFormulas.Pair(score[y], conditional[y] / conditional[xt]) : score[y])).Sum();

    /// <summary>The mean of <see cref="Integrand"/> over x_t.</summary>
    /// <param name="score">The ratios at every x_t, [V,V].</param>
    /// <inheritdoc cref="Integrand"/>
    public static T Expected<T>(T[][] rate, T[] conditional, T[][] score, T sigmaDot, Func<int, bool> reaches) where T : ILogField<T> =>
        Enumerable.Range(0, conditional.Length).Where(reaches).Select(x => conditional[x] * Integrand(rate, conditional, score[x], x, sigmaDot, reaches)).Sum();
}
