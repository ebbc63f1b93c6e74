using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>Checks of the tensors of ratios; each exception names the parameter, what it must be and what it was.</summary>
static class RatioRequire
{
    /// <summary>The mask of absorbing noise, null for uniform noise at 1/V; the tensor code knows no other.</summary>
    public static int? Mask(ClosedRate rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return rate switch
        {
            AbsorbingRate absorbing => absorbing.Mask,
            UniformRate => null,
            _ => throw new ArgumentException($"rate must be a UniformRate or an AbsorbingRate, was {rate.GetType().Name}; unscaled uniform rates are the UniformRate at V times the noise.", nameof(rate)),
        };
    }

    /// <summary>[...,V] of the rates' V, float32 or float64, finite.</summary>
    public static void Scores(Tensor t, ClosedRate rate, string name)
    {
        MaskedRequire.Logits(t, name);
        if (t.shape[^1] != rate.Categories)
            throw new ArgumentException($"{name} must be [..., {rate.Categories}], one for each category of the rates, was {TensorRequire.Shape(t)}.", name);
        TensorRequire.Finite(t, name);
    }

    /// <summary>Ids of categories, int64, of any shape but empty.</summary>
    public static void Categories(Tensor t, ClosedRate rate, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dtype != ScalarType.Int64) throw new ArgumentException($"{name} must be int64, was {t.dtype}.", name);
        if (t.dim() == 0 || t.numel() == 0) throw new ArgumentException($"{name} must be [B, ...] with at least one position, was {TensorRequire.Shape(t)}.", name);
        MaskedRequire.InVocabulary(t, rate.Categories, name);
    }

    /// <summary>Ids for each row of the scores.</summary>
    public static void Categories(Tensor t, ClosedRate rate, Tensor scores, string name)
    {
        MaskedRequire.Tokens(t, scores, name);
        Categories(t, rate, name);
    }

    /// <summary>Clean tokens: none is the mask of absorbing noise.</summary>
    public static void Clean(Tensor t, int? mask, string name)
    {
        if (mask is not { } id) return;
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        if (TokenSet.IsMask(t, id).any().item<bool>()) throw new ArgumentException($"{name} must not hold the mask {id}, data have none.", name);
    }

    /// <summary>An amount of noise for each sequence, [B], or for each position, [B,...]: of the positions' shape, to be read in the caller's scope.</summary>
    /// <param name="positions">The shape of the ids.</param>
    /// <param name="zeroAllowed">Whether it may be 0.</param>
    public static Tensor Noise(Tensor t, long[] positions, bool zeroAllowed, string name)
    {
        TensorRequire.Finite(t, name);
        if (!t.shape.SequenceEqual(positions[..1]) && !t.shape.SequenceEqual(positions))
            throw new ArgumentException(
                $"{name} must be [{positions[0]}], one for each sequence, or [{string.Join(", ", positions)}], one for each position, was {TensorRequire.Shape(t)}.", name);
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            double lowest = TensorRequire.Number(t.min());
            if (lowest < 0 || lowest == 0 && !zeroAllowed)
                throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be {(zeroAllowed ? "at least" : "above")} 0, the least was {lowest}."));
        }
        return t.dim() == positions.Length ? t : t.reshape([.. t.shape, .. positions.Skip(1).Select(_ => 1L)]).expand(positions);
    }

    /// <summary>The same beside scores, whose type and device it must have.</summary>
    public static Tensor Noise(Tensor t, Tensor scores, bool zeroAllowed, string name)
    {
        Tensor each = Noise(t, scores.shape[..^1], zeroAllowed, name);
        TensorRequire.SameKind(t, scores, name, "the scores");
        return each;
    }

    /// <summary>[V,V], finite, above 0 off the diagonal or at least 0 there.</summary>
    public static void Pairs(Tensor t, Tensor law, bool positive, string name)
    {
        TensorRequire.Finite(t, name);
        long v = law.shape[0];
        if (t.dim() != 2 || t.shape[0] != v || t.shape[1] != v) throw new ArgumentException($"{name} must be [{v}, {v}], was {TensorRequire.Shape(t)}.", name);
        TensorRequire.SameKind(t, law, name, "the law");
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor off = eye(v, dtype: ScalarType.Bool, device: t.device).logical_not();
        if (((positive ? t.IsAtMost(0) : t.IsBelow(0)) & off).any().item<bool>())
            throw new ArgumentOutOfRangeException(name, $"{name} must be {(positive ? "above" : "at least")} 0 off the diagonal.");
    }

    /// <summary>[V], V >= 2: probabilities, whose sum is 1 up to the rounding of each.</summary>
    public static void Law(Tensor t, string name)
    {
        TensorRequire.Finite(t, name);
        if (t.dim() != 1 || t.shape[0] < 2) throw new ArgumentException($"{name} must be [V] with V at least 2, was {TensorRequire.Shape(t)}.", name);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        (double least, double sum) = (TensorRequire.Number(t.min()), TensorRequire.Number(t.sum()));
        if (least < 0 || Math.Abs(sum - 1) > t.shape[0] * 2 * Dtypes.UnitRoundoff(t.dtype))
            throw new ArgumentException(FormattableString.Invariant($"{name} must be at least 0 and sum to 1, had the least entry {least} and the sum {sum}."), name);
    }
}
