using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>Block diffusion: autoregression over blocks, masked diffusion within one.</summary>
/// <remarks>Source: Arriola et al., BD3-LM, arXiv:2503.09573, sections 3.1 and 4.1. Nats per sequence.</remarks>
public static class BlockFormulas
{
    /// <summary>
    /// sum over blocks of the continuous bound of the block given all before it, alpha from 1 to 0. Blocks of one token: the autoregressive
    /// loss; one block: masked diffusion.
    /// </summary>
    /// <param name="length">L, a multiple of <paramref name="block"/>.</param>
    /// <param name="logP">logP(S, i) = log p(x_i | x_{not S}) for i in S; asked only for sets that hold every position after i's block.</param>
    public static T Bound<T>(int length, int block, Func<int, int, T> logP) where T : IField<T>
    {
        if (block < 1 || block > length || length % block != 0)
            throw new ArgumentOutOfRangeException(nameof(block), $"block must divide length = {length}, was {block}.");
        return Enumerable.Range(0, length / block).Select(b =>
        {
            int start = b * block, later = ((1 << length) - 1) & ~((1 << start + block) - 1);
            return SubsetBounds.Continuous(SubsetBounds.Losses(block, (set, i) => logP(set << start | later, start + i)));
        }).Sum();
    }

    /// <summary>The weight at a mask rate m drawn evenly from [lowest, highest]: (highest - lowest)/m.</summary>
    public static T ClippedWeight<T>(T maskRate, T lowest, T highest) where T : IField<T> => (highest - lowest) / maskRate;

    /// <summary>
    /// The weight 1/m of a block of one token, whose expected loss is m times its own: right at every mask rate, however that is drawn. At m = 1
    /// it is 1, and nothing is left to chance.
    /// </summary>
    public static T OneTokenWeight<T>(T maskRate) where T : IField<T> => 1 / maskRate;
}
