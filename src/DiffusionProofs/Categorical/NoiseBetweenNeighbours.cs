using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Noise between nearest neighbours (<see cref="NeighbourGenerator"/>).</summary>
/// <param name="neighbours">[K][k]: whom each category's k nearest are, itself not among them.</param>
public sealed class NoiseBetweenNeighbours(int[][] neighbours) : IContinuousNoise
{
    readonly int[][] neighbours = NeighbourGenerator.Checked(neighbours);

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
