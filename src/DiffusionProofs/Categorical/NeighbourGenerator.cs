using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Noise that moves between neighbouring embeddings: Q = exp(rate R), R the generator of the symmetrised graph of nearest neighbours.</summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 9 and 16. R is symmetric and its rows sum to 0, so Q is doubly stochastic for every rate.</remarks>
public static class NeighbourGenerator
{
    /// <summary>R, [K,K]: (G + G^T)/(2k) off the diagonal, minus the row's sum on it.</summary>
    /// <param name="neighbours">[K][k]: whom each category's k nearest are, itself not among them.</param>
    /// <exception cref="ArgumentException">A row has none, another number than the first, a repeated id, its own or one outside 0..K-1.</exception>
    public static T[][] Generator<T>(int[][] neighbours) where T : IField<T> => LinearAlgebra.Add(Off<T>(Checked(neighbours)),
        Diagonal([.. neighbours.Select((nearest, i) => -T.From(Degree(neighbours, i)) / (2 * nearest.Length))]));

    /// <summary>The same lists, if they are lists of neighbours.</summary>
    internal static int[][] Checked(int[][] neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        for (int i = 0; i < neighbours.Length; i++)
            if (neighbours[i].Length == 0 || neighbours[i].Length != neighbours[0].Length || neighbours[i].Distinct().Count() != neighbours[i].Length
                || neighbours[i].Any(j => j == i || j < 0 || j >= neighbours.Length))
                throw new ArgumentException(
                    $"neighbours must have {neighbours.Length} rows of one number of distinct ids in 0..{neighbours.Length - 1}, at least one and none the row's own; "
                    + $"row {i} was [{string.Join(", ", neighbours[i])}], row 0 has {neighbours[0].Length}.", nameof(neighbours));
        return neighbours;
    }

    /// <summary>How many directed edges end or begin at a category.</summary>
    static int Degree(int[][] neighbours, int i) => neighbours[i].Length + neighbours.Count(nearest => nearest.Contains(i));

    static int Largest(int[][] neighbours) => Enumerable.Range(0, neighbours.Length).Max(i => Degree(neighbours, i));

    static T[][] Off<T>(int[][] neighbours) where T : IField<T> =>
        [.. neighbours.Select((nearest, i) => neighbours.Select((others, j) => T.From((nearest.Contains(j) ? 1 : 0) + (others.Contains(i) ? 1 : 0)) / (2 * nearest.Length)).ToArray())];

    static T[][] Diagonal<T>(T[] entries) where T : IField<T> =>
        [.. entries.Select((entry, i) => entries.Select((_, j) => i == j ? entry : T.Zero).ToArray())];

    /// <summary>Q = exp(rate R), [K,K], as the mean over a Poisson number n of events of the n-th power of one event's step: nothing cancels.</summary>
    /// <param name="neighbours">As for <see cref="Generator"/>.</param>
    /// <param name="terms">n up to this; what is left out is enclosed by its geometric bound, for which it must be above the mean number of events.</param>
    public static T[][] Step<T>(int[][] neighbours, T rate, int terms) where T : IRealField<T> =>
        Uniformisation.Exponential(Events(neighbours, rate), rate * Largest(neighbours) / (2 * neighbours[0].Length), terms);

    /// <summary>rate R + mean I, [K,K], the mean number of events of a step: no entry is negative, and the rows sum to the mean.</summary>
    /// <param name="neighbours">As for <see cref="Generator"/>.</param>
    public static T[][] Events<T>(int[][] neighbours, T rate) where T : IField<T> =>
        LinearAlgebra.Add(LinearAlgebra.Scale(rate, Off<T>(Checked(neighbours))), Diagonal([.. neighbours.Select((_, i) => rate * (Largest(neighbours) - Degree(neighbours, i)) / (2 * neighbours[0].Length))]));

    /// <summary>Enough terms of <see cref="Step"/> for an error below 10^-digits.</summary>
    public static int Terms(int[][] neighbours, double rate, int digits) => Uniformisation.Terms(Mean(neighbours, rate), digits);

    /// <summary>The mean number of events of a step: rate times the largest rate at which a category is left.</summary>
    public static double Mean(int[][] neighbours, double rate) => rate * Largest(neighbours) / (2 * neighbours[0].Length);

    /// <summary>The k nearest of each embedding by the angle between them, the lower id first where two are equally near.</summary>
    /// <param name="embeddings">[K][d], none of them 0.</param>
    /// <exception cref="ArgumentException">k is not from 1 to K - 1, or an embedding is 0.</exception>
    public static int[][] Nearest(double[][] embeddings, int k)
    {
        int categories = embeddings.Length;
        if (k < 1 || k > categories - 1) throw new ArgumentOutOfRangeException(nameof(k), $"k must be from 1 to {categories - 1}, was {k}.");
        // Compared without roots: the sign of the product, then its square over the squared lengths.
        Rational[][] exact = [.. embeddings.Select(e => e.Select(Rational.FromDouble).ToArray())];
        if (Array.FindIndex(exact, e => LinearAlgebra.SquaredNorm(e).IsZero) is >= 0 and var zero)
            throw new ArgumentException($"embeddings must not be 0, number {zero} was.", nameof(embeddings));
        Rational Nearness(int i, int j)
        {
            Rational product = LinearAlgebra.Dot(exact[i], exact[j]), square = product * product / LinearAlgebra.SquaredNorm(exact[j]);
            return product < 0 ? -square : square;
        }
        return
        [
            .. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Where(j => j != i)
                .OrderByDescending(j => Nearness(i, j)).ThenBy(j => j).Take(k).ToArray()),
        ];
    }
}
