using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>
/// Noise that knows an order of the categories: a jump by n has a weight of its own whatever the category, and what would leave the range
/// stays on the diagonal. Symmetric, so every column sums to 1 too and the even law is stationary.
/// </summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 8 and 10.</remarks>
public static class ToeplitzKernels
{
    /// <summary>Q, [K,K], from the probabilities of a jump by 1, 2, ... in either direction: the rest of a row is on its diagonal.</summary>
    /// <param name="jumps">jumps[n - 1], for n = 1 .. at most K - 1; further jumps have probability 0.</param>
    public static T[][] FromJumps<T>(T[] jumps, int categories) where T : IField<T>
    {
        if (categories < 2) throw new ArgumentOutOfRangeException(nameof(categories), $"categories must be at least 2, was {categories}.");
        T Off(int n) => n <= jumps.Length ? jumps[n - 1] : T.Zero;
        return
        [
            .. Enumerable.Range(0, categories).Select(i =>
            {
                T[] row = [.. Enumerable.Range(0, categories).Select(j => i == j ? T.Zero : Off(Math.Abs(i - j)))];
                row[i] = 1 - row.Sum();
                return row;
            }),
        ];
    }

    /// <summary>The law after a step of a law [K] before: p Q without the matrix, O(K) a jump.</summary>
    /// <inheritdoc cref="FromJumps"/>
    public static T[] After<T>(T[] law, T[] jumps) where T : IField<T>
    {
        int categories = law.Length;
        T[] within = [T.Zero, .. jumps];
        for (int n = 1; n < within.Length; n++) within[n] += within[n - 1];
        T Leaves(int room) => within[Math.Min(room, jumps.Length)];
        return
        [
            .. Enumerable.Range(0, categories).Select(j =>
            {
                T sum = law[j] * (1 - Leaves(j) - Leaves(categories - 1 - j));
                for (int n = 1; n <= jumps.Length; n++)
                {
                    bool fromBelow = j >= n, fromAbove = j + n < categories;
                    if (!fromBelow && !fromAbove) break;
                    sum += (fromBelow && fromAbove ? law[j - n] + law[j + n] : law[fromBelow ? j - n : j + n]) * jumps[n - 1];
                }
                return sum;
            }),
        ];
    }

    /// <summary>
    /// The discretised Gaussian's jumps from its weights (eq. 8): w_n/Z, Z = w_0 + 2 sum_{n >= 1} w_n over the full window, the same in every row.
    /// </summary>
    /// <param name="weights">w_0, w_1, ...: K of them, or bands + 1.</param>
    public static T[] GaussianJumps<T>(T[] weights) where T : IField<T>
    {
        T z = weights[0] + 2 * weights[1..].Sum();
        return [.. weights[1..].Select(w => w / z)];
    }

    /// <summary>w_n = exp(-4 n^2/((K - 1)^2 beta)), n = 0..bands: a Gaussian of variance beta/2 on a grid over [-1, 1].</summary>
    /// <param name="beta">Above 0.</param>
    /// <param name="bands">1..K - 1; K - 1 for the paper's.</param>
    public static T[] GaussianWeights<T>(T beta, int categories, int bands) where T : IRealField<T>
    {
        if (categories < 2) throw new ArgumentOutOfRangeException(nameof(categories), $"categories must be at least 2, was {categories}.");
        if (bands < 1 || bands > categories - 1)
            throw new ArgumentOutOfRangeException(nameof(bands), $"bands must be from 1 to {categories - 1}, was {bands}.");
        return [.. Enumerable.Range(0, bands + 1).Select(n => T.Exp(-4 * n * n / ((categories - 1) * (categories - 1) * beta)))];
    }

    /// <summary>Q of the discretised Gaussian, [K,K] (eq. 8).</summary>
    /// <inheritdoc cref="GaussianWeights"/>
    public static T[][] Gaussian<T>(T beta, int categories, int bands) where T : IRealField<T> =>
        FromJumps(GaussianJumps(GaussianWeights(beta, categories, bands)), categories);

    /// <summary>Q of band-diagonal noise, [K,K]: beta/K for 0 &lt; |i - j| &lt;= width (eq. 10).</summary>
    /// <param name="beta">At most K/(2 width), for a diagonal that is not negative.</param>
    public static T[][] Band<T>(T beta, int categories, int width) where T : IField<T>
    {
        if (width < 1 || width > categories - 1)
            throw new ArgumentOutOfRangeException(nameof(width), $"width must be from 1 to {categories - 1}, was {width}.");
        return FromJumps([.. Enumerable.Repeat(beta / categories, width)], categories);
    }
}
