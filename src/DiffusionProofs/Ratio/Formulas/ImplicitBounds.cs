using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>The mean of the bound's integrand without the ratios of the conditional law: by logarithms of the scores at the states that are jumped to.</summary>
/// <remarks>
/// Nats per unit of time. Row convention. What each leaves out of <see cref="DwdseFormulas.Expected"/> no model changes. Sources: Lou et al., SEDD,
/// arXiv:2310.16834, eq. 30; Campbell et al., arXiv:2205.14987, proposition 2, eq. 13.
/// </remarks>
public static class ImplicitBounds
{
    /// <summary>sigma' E_x sum_{y != x} (Q[y][x] s[x][y] - Q[x][y] log s[y][x]).</summary>
    /// <param name="rate">Q, [V,V].</param>
    /// <param name="conditional">q(. | x_0), [V].</param>
    /// <param name="score">s[x][y] for p(y)/p(x), [V,V], positive.</param>
    /// <param name="sigmaDot">sigma'(t).</param>
    public static T OfScores<T>(T[][] rate, T[] conditional, T[][] score, T sigmaDot) where T : ILogField<T> =>
        sigmaDot * PairSums.Mean(conditional, (x, y) => rate[y][x] * score[x][y] - rate[x][y] * T.Log(score[y][x]));

    /// <summary>E_x [sum_{y != x} R^[x][y] - Z(x) E_y log R^[y][x]], Z(x) = sum_{y != x} R[x][y] and y drawn with R[x][y]/Z(x): Campbell's L_CT without its constant.</summary>
    /// <param name="rate">R = sigma' Q, [V,V], positive off the diagonal.</param>
    /// <param name="conditional">q(. | x_0), [V].</param>
    /// <param name="reverse">R^, the model's rates backward, [V,V], positive off the diagonal.</param>
    public static T OfRates<T>(T[][] rate, T[] conditional, T[][] reverse) where T : ILogField<T>
    {
        T Left(int x) => PairSums.Others(rate.Length, x).Select(y => rate[x][y]).Sum();
        return Enumerable.Range(0, rate.Length).Select(x => conditional[x] * (
            PairSums.Others(rate.Length, x).Select(y => reverse[x][y]).Sum()
            - Left(x) * PairSums.Others(rate.Length, x).Select(y => rate[x][y] / Left(x) * T.Log(reverse[y][x])).Sum())).Sum();
    }
}
