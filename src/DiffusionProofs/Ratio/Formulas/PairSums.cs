using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Sums over a state x and each other state y, which losses over ratios are made of.</summary>
static class PairSums
{
    /// <summary>sum_x p(x) sum_{y != x} pair(x, y).</summary>
    /// <param name="p">[V].</param>
    /// <param name="support">The x that count.</param>
    public static T Mean<T>(T[] p, IEnumerable<int> support, Func<int, int, T> pair) where T : IField<T> =>
        support.Select(x => p[x] * Others(p.Length, x).Select(y => pair(x, y)).Sum()).Sum();

    /// <summary>The same with every x counting.</summary>
    public static T Mean<T>(T[] p, Func<int, int, T> pair) where T : IField<T> => Mean(p, Enumerable.Range(0, p.Length), pair);

    /// <summary>Every state but one.</summary>
    public static IEnumerable<int> Others(int categories, int x) => Enumerable.Range(0, categories).Where(y => y != x);
}
