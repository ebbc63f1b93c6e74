using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>The powers B^n of one step from a table of B^(2^k): a schedule of whole numbers n_t costs one product a bit, and Q_1 ... Q_t = B^(n_t).</summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, appendix A.4.2. The table must reach the highest bit of the greatest power, 2^k itself among them.</remarks>
public static class MatrixPowers
{
    /// <summary>How many B^(2^k), k = 0, 1, ..., powers up to <paramref name="most"/> are made of, one at least.</summary>
    public static int TableSize(int most) => most < 1 ? 1 : BitOperations.Log2((uint)most) + 1;

    /// <summary>The k whose 2^k sum to n.</summary>
    public static IEnumerable<int> Bits(int n) => Enumerable.Range(0, 31).Where(k => (n >> k & 1) != 0);

    /// <summary>B, B^2, B^4, ...: <see cref="TableSize"/> matrices.</summary>
    /// <param name="step">B, [K,K].</param>
    /// <param name="most">The greatest power that is asked for.</param>
    public static T[][][] Table<T>(T[][] step, int most) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        T[][][] table = new T[TableSize(most)][][];
        for (int k = 0; k < table.Length; k++) table[k] = k == 0 ? step : LinearAlgebra.Multiply(table[k - 1], table[k - 1]);
        return table;
    }

    /// <summary>B^n, [K,K]; the identity for n = 0.</summary>
    /// <param name="table">Of <see cref="Table"/>.</param>
    /// <param name="n">At least 0, its highest bit in the table.</param>
    public static T[][] Power<T>(T[][][] table, int n) where T : IField<T>
    {
        if (n < 0 || TableSize(n) > table.Length)
            throw new ArgumentOutOfRangeException(nameof(n), $"n must be in 0..{(1L << table.Length) - 1}, which the table reaches, was {n}.");
        return Bits(n).Select(k => table[k]).Aggregate(LinearAlgebra.Identity<T>(table[0].Length), LinearAlgebra.Multiply);
    }
}
