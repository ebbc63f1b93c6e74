using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Absorbing noise: <c>Q = (1 - beta) I + beta 1 e_m^T</c>: a token stays or becomes the mask m, which stays.</summary>
/// <remarks>beta = 0 is the identity, beta = 1 masks everything. Source: D3PM, arXiv:2107.03006, eq. 7.</remarks>
public sealed class AbsorbingKernel : ITransitionKernel
{
    /// <param name="categories">K >= 2, the mask included.</param>
    /// <param name="mask">The mask's id, 0..K-1.</param>
    public AbsorbingKernel(int categories, int mask)
    {
        if (categories < 2) throw new ArgumentOutOfRangeException(nameof(categories), $"categories must be at least 2, the mask included; was {categories}.");
        if (mask < 0 || mask >= categories) throw new ArgumentOutOfRangeException(nameof(mask), $"mask must be in 0..{categories - 1}; was {mask}.");
        (Categories, Mask) = (categories, mask);
    }

    public int Categories { get; }

    public int Mask { get; }

    public T[][] Step<T>(T beta) where T : IField<T> => Kept(1 - beta);

    /// <summary>Q_1 ... Q_t = alpha I + (1 - alpha) 1 e_m^T, [K,K], with alpha the product of the (1 - beta).</summary>
    public T[][] Cumulative<T>(T alpha) where T : IField<T> => Kept(alpha);

    public bool Reaches(int from, int to) => to == from || to == Mask;

    T[][] Kept<T>(T keep) where T : IField<T> =>
        [.. Enumerable.Range(0, Categories).Select(i => Enumerable.Range(0, Categories).Select(j =>
            (i == j, j == Mask) switch
            {
                (true, true) => T.One,
                (true, false) => keep,
                (false, true) => 1 - keep,
                _ => T.Zero,
            }).ToArray())];
}
