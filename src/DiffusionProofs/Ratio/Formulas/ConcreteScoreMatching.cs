using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Squared errors of ratios: what score entropy stands in for.</summary>
/// <remarks>Source: Meng et al., CSM, arXiv:2211.00802; Lou et al., SEDD, arXiv:2310.16834, eq. 4. All other states are neighbours.</remarks>
public static class ConcreteScoreMatching
{
    /// <summary>(s - r)^2/2, one pair.</summary>
    public static T Pair<T>(T score, T ratio) where T : IField<T> => (score - ratio).Squared() / 2;

    /// <summary>E_x sum_{y != x} (s[x][y] - p(y)/p(x))^2/2 (SEDD, eq. 4); the same for c = s - 1, whose target is (p(y) - p(x))/p(x).</summary>
    /// <param name="p">[V], positive.</param>
    /// <param name="score">s, [V,V].</param>
    public static T Explicit<T>(T[] p, T[][] score) where T : IField<T> => Mean(p, (x, y) => Pair(score[x][y], p[y] / p[x]));

    /// <summary>(1/2) [E_x sum_{y != x} (c[x][y]^2 + 2 c[x][y]) - 2 sum_x sum_{y != x} p(y) c[x][y]], c = s - 1: no ratio is needed.</summary>
    /// <inheritdoc cref="Explicit"/>
    /// <param name="c">CSM's concrete score, [V,V].</param>
    public static T Implicit<T>(T[] p, T[][] c) where T : IField<T> =>
        (Mean(p, (x, y) => c[x][y].Squared() + 2 * c[x][y]) - 2 * Pairs(p.Length).Select(pair => p[pair.Y] * c[pair.X][pair.Y]).Sum()) / 2;

    static T Mean<T>(T[] p, Func<int, int, T> pair) where T : IField<T> => Pairs(p.Length).Select(each => p[each.X] * pair(each.X, each.Y)).Sum();

    static IEnumerable<(int X, int Y)> Pairs(int categories) =>
        from x in Enumerable.Range(0, categories) from y in Enumerable.Range(0, categories) where x != y select (x, y);
}
