using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong forward laws of masked diffusion. Arguments as in <see cref="MaskedFormulas"/>.</summary>
public static class MaskedLawMistakes
{
    /// <summary>The mask with probability alpha. Wrong: alpha is the probability to be visible.</summary>
    public static T[] KeepAndMaskExchanged<T>(int x0, int vocabulary, int mask, T alpha) where T : IField<T> =>
        MaskedFormulas.Marginal(x0, vocabulary, mask, 1 - alpha);

    /// <summary>The mask taken to be the last id, whatever the vocabulary says.</summary>
    public static T[] MaskIsTheLastId<T>(int x0, int vocabulary, int mask, T alpha) where T : IField<T> =>
        MaskedFormulas.Marginal(x0, vocabulary, vocabulary - 1, alpha);

    /// <summary>1 - alpha spread evenly over all ids. Wrong: uniform noise instead of the mask.</summary>
    public static T[] SpreadEvenly<T>(int x0, int vocabulary, int mask, T alpha) where T : IField<T> =>
        [.. Enumerable.Range(0, vocabulary).Select(j => (1 - alpha) / vocabulary + (j == x0 ? alpha : T.Zero))];

    /// <summary>
    /// A visible token too is masked again with probability 1 - reveal. Wrong: what is visible stays.
    /// </summary>
    public static T[] VisibleIsMaskedAgain<T>(int zt, int x0, int vocabulary, int mask, T alphaS, T alphaT) where T : IField<T> =>
        MaskedFormulas.Posterior(mask, x0, vocabulary, mask, alphaS, alphaT);
}
