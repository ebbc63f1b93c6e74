using DiffusionProofs.Runtime;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Comparisons of tokens, as integers.</summary>
public static class TokenSet
{
    /// <summary>Whether all tokens of all sequences are the same: no tolerance, which for ids above 100 000 would take neighbours for equal.</summary>
    public static bool Same(Tensor tokens, Tensor other)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(other);
        if (!tokens.shape.SequenceEqual(other.shape))
            throw new ArgumentException($"other must have the shape of tokens, {TensorRequire.Shape(tokens)}, was {TensorRequire.Shape(other)}.", nameof(other));
        using var scope = NewDisposeScope();
        return tokens.eq(other).all().item<bool>();
    }

    /// <summary>Where the mask stands, [B,L]. Against an int64: against a number libtorch would compare in float32, where ids above 2^24 run together.</summary>
    public static Tensor IsMask(Tensor tokens, long mask) => tokens.eq(tensor(mask, ScalarType.Int64, tokens.device));
}
