using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>SEDD's three losses, each the mean over a law of weighted pairs; they differ by what no model changes.</summary>
/// <remarks>
/// w[x][y] weighs the pair of x and y and need not be symmetric; diagonals of score and weights count for nothing. Nats. For the bound w[x][y] is the rate
/// from y to x. Source: Lou et al., SEDD, arXiv:2310.16834, eqs. 5-7.
/// </remarks>
public static class ScoreEntropyLosses
{
    /// <summary>E_x sum_{y != x} w[x][y] (s[x][y] - r log s[x][y] + K(r)), r = p(y)/p(x): never negative, 0 at the true ratios (eq. 5).</summary>
    /// <param name="p">[V].</param>
    /// <param name="score">s, [V,V], positive.</param>
    /// <param name="weights">w, [V,V].</param>
    /// <param name="support">Where p is not 0. The ratio to a state outside is 0, and its pair s alone.</param>
    public static T Explicit<T>(T[] p, T[][] score, T[][] weights, int[] support) where T : ILogField<T> => PairSums.Mean(p, support, (x, y) =>
        weights[x][y] * (support.Contains(y) ? ScoreEntropyFormulas.Pair(score[x][y], p[y] / p[x]) : score[x][y]));

    /// <summary>E_x sum_{y != x} (w[x][y] s[x][y] - w[y][x] log s[y][x]): no ratio is needed (eq. 6). The weight of the logarithm is that of the exchanged pair.</summary>
    /// <inheritdoc cref="Explicit"/>
    public static T Implicit<T>(T[] p, T[][] score, T[][] weights, int[] support) where T : ILogField<T> => PairSums.Mean(p, support, (x, y) =>
        weights[x][y] * score[x][y] - weights[y][x] * T.Log(score[y][x]));

    /// <summary>E_{x_0, x} sum_{y != x} w[x][y] (s[x][y] - q(y | x_0)/q(x | x_0) log s[x][y]), without K (eq. 7).</summary>
    /// <param name="p0">The data's law, [V].</param>
    /// <param name="transition">q(x | x_0) in row x_0, [V,V].</param>
    /// <param name="score">s, [V,V], positive.</param>
    /// <param name="weights">w, [V,V].</param>
    /// <param name="support">Where p0 is not 0.</param>
    /// <param name="reaches">Whether x_0 becomes x.</param>
    public static T Denoising<T>(T[] p0, T[][] transition, T[][] score, T[][] weights, int[] support, Func<int, int, bool> reaches) where T : ILogField<T> =>
        support.Select(x0 => p0[x0] * PairSums.Mean(transition[x0], Enumerable.Range(0, p0.Length).Where(x => reaches(x0, x)), (x, y) => weights[x][y] *
            (reaches(x0, y) ? score[x][y] - transition[x0][y] / transition[x0][x] * T.Log(score[x][y]) : score[x][y]))).Sum();

    /// <summary>E_x sum_{y != x} w[x][y] K(p(y)/p(x)): the explicit loss less the implicit one, and less the denoising one.</summary>
    /// <param name="p">[V], positive.</param>
    /// <param name="weights">w, [V,V].</param>
    public static T Gap<T>(T[] p, T[][] weights) where T : ILogField<T> =>
        PairSums.Mean(p, (x, y) => weights[x][y] * ScoreEntropyFormulas.Constant(p[y] / p[x]));
}
