using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong forms of block diffusion. Arguments as in <see cref="BlockFormulas"/>.</summary>
public static class BlockMistakes
{
    /// <summary>Blocks that see the tokens after them too: a loss that is too small, and no bound.</summary>
    public static T SeesLaterBlocks<T>(int length, int block, Func<int, int, T> logP) where T : IField<T> =>
        Enumerable.Range(0, length / block)
            .Select(b => SubsetBounds.Continuous(SubsetBounds.Losses(block, (set, i) => logP(set << b * block, b * block + i))))
            .Sum();
}
