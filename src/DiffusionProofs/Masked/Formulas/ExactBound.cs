using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>
/// The expected bound of a finite law of sequences with the exact conditionals, over all 2^L masks. Cost: sequences times masks.
/// </summary>
/// <remarks>
/// The expected loss of a masked set S is sum_{i in S} H(X_i | X_{not S}). Nats per sequence. In a system of exact logarithms the result is
/// decided, not rounded.
/// </remarks>
public sealed class ExactBound<T> where T : ILogField<T>
{
    readonly T[] entropies;
    readonly T[] losses;

    /// <param name="sequences">[N][L] token ids, equally likely, repeats allowed; L from 1 to 20.</param>
    /// <exception cref="ArgumentException">No sequence, an empty one, one of another length, or more than 20 positions.</exception>
    public ExactBound(IReadOnlyList<int[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0) throw new ArgumentException("sequences must hold at least one, was empty.", nameof(sequences));
        Length = sequences[0].Length;
        if (Length is < 1 or > 20) throw new ArgumentException($"sequences must have 1 to 20 positions, had {Length}.", nameof(sequences));
        if (sequences.FirstOrDefault(s => s.Length != Length) is { } other)
            throw new ArgumentException($"sequences must have one length, had {Length} and {other.Length}.", nameof(sequences));
        entropies = SubsetEntropies.BySize<T>(sequences);
        losses = SubsetEntropies.LossSums(entropies);
    }

    /// <summary>L.</summary>
    public int Length { get; }

    /// <summary>The entropy of the law, repeats counted.</summary>
    public T Entropy => entropies[^1];

    /// <summary>The continuous bound, alpha from 1 to 0.</summary>
    public T Continuous => LinearAlgebra.Dot(CountWeights.Continuous(Length, T.Zero, T.One), losses);

    /// <summary>The discrete bound with T equal steps of alpha = 1 - t.</summary>
    public T Discrete(int steps) => LinearAlgebra.Dot(CountWeights.DiscreteLinear<T>(Length, steps), losses);
}
