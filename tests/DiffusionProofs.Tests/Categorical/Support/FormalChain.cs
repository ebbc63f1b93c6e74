using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>Steps whose entries are free but for the last of a row, which is the rest: row-stochastic, not symmetric, not commuting.</summary>
static class FormalChain
{
    public static VariableNames Names(int categories, int steps)
    {
        VariableNames names = [];
        foreach (int t in Enumerable.Range(1, steps)) names.Matrix($"q{t}_", categories, categories - 1);
        return names;
    }

    public static T[][][] Steps<T>(VariableReader<T> values, int categories, int steps) where T : IField<T> =>
        [.. Enumerable.Range(0, steps).Select(_ => values.Matrix(categories, categories - 1).Select(Row).ToArray())];

    /// <summary>A law [K] from K - 1 free probabilities.</summary>
    public static T[] Row<T>(T[] free) where T : IField<T> => [.. free, 1 - free.Sum()];
}

/// <summary>The chain by all its paths x_1 ... x_T.</summary>
static class ChainPaths
{
    public static IEnumerable<int[]> All(int categories, int steps) => steps == 0
        ? [[]]
        : All(categories, steps - 1).SelectMany(path => Enumerable.Range(0, categories).Select(x => (int[])[.. path, x]));

    /// <summary>q(x_1 ... x_T | x_0).</summary>
    public static T Forward<T>(T[][][] steps, int x0, int[] path) where T : IField<T>
    {
        T product = T.One;
        for (int t = 0; t < path.Length; t++) product *= steps[t][t == 0 ? x0 : path[t - 1]][path[t]];
        return product;
    }
}
