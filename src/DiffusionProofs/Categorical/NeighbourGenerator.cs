using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Noise that moves between neighbouring embeddings: Q = exp(rate R), R the generator of the symmetrised graph of nearest neighbours.</summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 9 and 16. R is symmetric and its rows sum to 0, so Q is doubly stochastic for every rate.</remarks>
public static class NeighbourGenerator
{
    /// <summary>R, [K,K]: (G + G^T)/(2k) off the diagonal, minus the row's sum on it.</summary>
    /// <param name="neighbours">[K][k]: whom each category's k nearest are, itself not among them.</param>
    public static T[][] Generator<T>(int[][] neighbours) where T : IField<T>
    {
        int categories = neighbours.Length;
        T[][] a = [.. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Select(j =>
            T.From((neighbours[i].Contains(j) ? 1 : 0) + (neighbours[j].Contains(i) ? 1 : 0)) / (2 * neighbours[i].Length)).ToArray())];
        for (int i = 0; i < categories; i++)
        {
            a[i][i] = T.Zero;
            a[i][i] = -a[i].Sum();
        }
        return a;
    }

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
