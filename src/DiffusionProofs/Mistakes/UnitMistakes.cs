using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong units of a loss. Right: <see cref="UnitFormulas"/>.</summary>
public static class UnitMistakes
{
    /// <summary>Nats printed as bits.</summary>
    public static T NatsAsBits<T>(T nats) where T : IField<T> => nats;

    /// <summary>The mean of the batches' perplexities: never below that of their mean loss.</summary>
    /// <param name="nats">[B], per token, batches of the same number of tokens.</param>
    public static T MeanOfPerplexities<T>(T[] nats) where T : IRealField<T> => nats.Select(UnitFormulas.Perplexity).Sum() / nats.Length;
}
