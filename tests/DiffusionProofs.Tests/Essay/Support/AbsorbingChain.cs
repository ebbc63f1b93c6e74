using DiffusionProofs.Categorical;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>D3PM's absorbing chain and its bound by matrices and enumeration: what the masked closed forms are held against.</summary>
/// <param name="betas">[T], the noise of every step.</param>
sealed class AbsorbingChain<T>(int categories, int mask, T[] betas) where T : IField<T>
{
    readonly T[][][] steps = [.. betas.Select(new AbsorbingKernel(categories, mask).Step)];
    readonly T[][][] cumulative = CategoricalFormulas.Cumulative([.. betas.Select(new AbsorbingKernel(categories, mask).Step)], categories);

    public AbsorbingKernel Kernel { get; } = new(categories, mask);

    /// <summary>Q_t, t from 1.</summary>
    public T[][] Step(int t) => steps[t - 1];

    /// <summary>Q_1 ... Q_t, t from 0.</summary>
    public T[][] Cumulative(int t) => cumulative[t];

    /// <summary>alpha at times 0..T: the probability that a token is itself.</summary>
    public T[] Alpha => [.. cumulative.Select(q => q[mask == 0 ? 1 : 0][mask == 0 ? 1 : 0])];

    /// <summary>q(x_t | x_0) of the sequence with exactly the positions of a set masked.</summary>
    public T Probability(int t, int set, int[] x0)
    {
        T product = T.One;
        for (int i = 0; i < x0.Length; i++) product *= cumulative[t][x0[i]][(set >> i & 1) != 0 ? mask : x0[i]];
        return product;
    }
}

static class AbsorbingBounds
{
    /// <summary>
    /// A time's part of D3PM's bound: the sum over every x_t that x_0 can become of q(x_t | x_0) times the divergences at all positions,
    /// visible ones included.
    /// </summary>
    /// <param name="predicted">The model's row [K] at a set of masked positions and a position.</param>
    /// <param name="allMasked">Whether the chain has masked everything by this time: then x_t is all masks, with probability 1.</param>
    public static T Term<T>(AbsorbingChain<T> chain, int t, int[] x0, Func<int, int, T[]> predicted, bool allMasked = false) where T : ILogField<T> =>
        (allMasked ? [(1 << x0.Length) - 1] : Enumerable.Range(0, 1 << x0.Length)).Select(set => chain.Probability(t, set, x0) * Enumerable.Range(0, x0.Length).Select(i =>
            CategoricalFormulas.StepDivergence(
                chain.Kernel, chain.Step(t), chain.Cumulative(t - 1), predicted(set, i), x0[i],
                (set >> i & 1) != 0 ? chain.Kernel.Mask : x0[i], t == 1)).Sum()).Sum();
}

/// <summary>Rows of probabilities over tokens with the mask last; a row sums to 1 by its last token.</summary>
static class PredictedRows
{
    /// <summary>[K]: K - 2 free probabilities, the last token's the rest, nothing on the mask.</summary>
    public static T[] WithoutMask<T>(T[] free) where T : IField<T> => [.. free, 1 - free.Sum(), T.Zero];

    /// <summary>[K]: the same with a free probability of the mask.</summary>
    public static T[] WithMask<T>(T[] free, T mask) where T : IField<T> => [.. free, 1 - free.Sum() - mask, mask];
}
