using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Equality of tokens.</summary>
public static class TokenSet
{
    /// <summary>Whether all tokens of all sequences are the same, as integers: no tolerance, which for ids above 100 000 would take neighbours for equal.</summary>
    public static bool Same(Tensor tokens, Tensor other)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(other);
        if (!tokens.shape.SequenceEqual(other.shape))
            throw new ArgumentException($"other must have the shape of tokens, {TokenRequire.Shape(tokens)}, was {TokenRequire.Shape(other)}.", nameof(other));
        using var scope = NewDisposeScope();
        return tokens.eq(other).all().item<bool>();
    }
}
