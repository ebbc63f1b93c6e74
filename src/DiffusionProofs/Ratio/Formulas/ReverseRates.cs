using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>The rates of the chain that runs backward in time.</summary>
/// <remarks>
/// Row convention. SEDD's eq. 3 in columns, Qbar(y, x) = p(y)/p(x) Q(x, y), is entry [x][y] here: the rate from y to x forward, times p(y)/p(x).
/// Source: Lou et al., SEDD, arXiv:2310.16834, eq. 3; Ou et al., RADD, arXiv:2406.03736, eq. 2.10; Campbell et al., arXiv:2205.14987, eqs. 11 and 40.
/// </remarks>
public static class ReverseRates
{
    /// <summary>Qbar[x][y] = Q[y][x] s[x][y], [V,V], and minus the rest of the row on the diagonal: p Qbar = -p Q for the true ratios.</summary>
    /// <param name="rate">Q, [V,V].</param>
    /// <param name="score">s[x][y], for p(y)/p(x), [V,V]; its diagonal counts for nothing.</param>
    public static T[][] FromScore<T>(T[][] rate, T[][] score) where T : IField<T> => WithDiagonal(rate.Length, (x, y) => rate[y][x] * score[x][y]);

    /// <summary>The same with the true ratios of a law.</summary>
    /// <param name="p">[V], positive.</param>
    public static T[][] Of<T>(T[][] rate, T[] p) where T : IField<T> => FromScore(rate, ConcreteScores.Of(p));

    /// <summary>Qbar[x][y] = Q[y][x] sum over x_0 of q(y | x_0)/q(x | x_0) p(x_0 | x), by a denoiser instead of ratios (Campbell et al., eq. 11).</summary>
    /// <param name="transition">q(x_t | x_0), [V,V].</param>
    /// <param name="denoiser">p(x_0 | x_t = x) in row x, [V,V].</param>
    /// <param name="reaches">Whether x_0 becomes x: the denoiser has no mass elsewhere.</param>
    public static T[][] FromDenoiser<T>(T[][] rate, T[][] transition, T[][] denoiser, Func<int, int, bool> reaches) where T : IField<T> =>
        WithDiagonal(rate.Length, (x, y) => rate[y][x] * Enumerable.Range(0, rate.Length).Where(x0 => reaches(x0, x))
            .Select(x0 => transition[x0][y] / transition[x0][x] * denoiser[x][x0]).Sum());

    /// <summary>R + Rbar, [V,V]: the corrector, which leaves p as it is (Campbell et al., proposition 4).</summary>
    public static T[][] Corrector<T>(T[][] rate, T[][] reverse) where T : IField<T> => LinearAlgebra.Add(rate, reverse);

    /// <summary>Rates off the diagonal, completed so that rows sum to 0.</summary>
    public static T[][] WithDiagonal<T>(int categories, Func<int, int, T> rate) where T : IField<T> => [.. Enumerable.Range(0, categories).Select(x =>
    {
        T[] row = [.. Enumerable.Range(0, categories).Select(y => x == y ? T.Zero : rate(x, y))];
        row[x] = -row.Where((_, y) => y != x).Sum();
        return row;
    })];
}
