using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Noise whose product of steps is exp(a R), R a generator with rows that sum to 0, a the sum of the steps' rates.</summary>
public interface IContinuousNoise
{
    /// <summary>K, the mask included where there is one.</summary>
    int Categories { get; }

    /// <summary>exp(a R), [K,K], row-stochastic.</summary>
    /// <param name="rate">a, above 0 and finite.</param>
    T[][] Cumulative<T>(double rate) where T : IRealField<T>;

    /// <summary>The categories that one can become at a rate above 0: the support of its row, which a formula without branches cannot find out.</summary>
    int[] Reached(int from);
}

/// <summary>Uniform noise: R = 1 1^T/K - I, the product of 1 - beta being exp(-a).</summary>
/// <param name="categories">K >= 2.</param>
public sealed class UniformNoise(int categories) : IContinuousNoise
{
    public int Categories { get; } = new UniformKernel(categories).Categories;

    public T[][] Cumulative<T>(double rate) where T : IRealField<T> => RankOneStep<T>.OfUniform(-T.Expm1(-T.FromDouble(rate))).Matrix(Categories, mask: 0);

    public int[] Reached(int from) => [.. Enumerable.Range(0, Categories)];
}

/// <summary>Absorbing noise: R = 1 e_m^T - I, the product of 1 - beta being exp(-a).</summary>
/// <param name="categories">K >= 2, the mask included.</param>
/// <param name="mask">Its id, 0..K-1.</param>
public sealed class AbsorbingNoise(int categories, int mask) : IContinuousNoise
{
    readonly AbsorbingKernel kernel = new(categories, mask);

    public int Categories => kernel.Categories;

    public T[][] Cumulative<T>(double rate) where T : IRealField<T> => kernel.Step(-T.Expm1(-T.FromDouble(rate)));

    public int[] Reached(int from) => from == kernel.Mask ? [from] : [from, kernel.Mask];
}

/// <summary>Noise between nearest neighbours (<see cref="NeighbourGenerator"/>).</summary>
/// <param name="neighbours">[K][k]: whom each category's k nearest are, itself not among them.</param>
public sealed class NoiseBetweenNeighbours(int[][] neighbours) : IContinuousNoise
{
    public int Categories => neighbours.Length;

    public T[][] Cumulative<T>(double rate) where T : IRealField<T> =>
        NeighbourGenerator.Step(neighbours, T.FromDouble(rate), NeighbourGenerator.Terms(neighbours, rate, BigReal.Digits));

    public int[] Reached(int from)
    {
        var reached = new SortedSet<int> { from };
        var fresh = new Queue<int>(reached);
        while (fresh.TryDequeue(out int i))
            foreach (int j in Enumerable.Range(0, Categories).Where(j => neighbours[i].Contains(j) || neighbours[j].Contains(i)))
                if (reached.Add(j)) fresh.Enqueue(j);
        return [.. reached];
    }
}
