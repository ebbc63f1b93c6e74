using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Checks of the tensors of masked diffusion; each exception names the parameter, what it must be and what it was.</summary>
static class MaskedRequire
{
    /// <summary>[...,V] of float32 or float64. Values are looked at where they are read: rows of visible tokens may hold anything.</summary>
    public static void Logits(Tensor t, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"{name} must be float32 or float64, was {t.dtype}.", name);
        if (t.dim() < 2 || t.numel() == 0)
            throw new ArgumentException($"{name} must be [..., V], of at least one position, was {TensorRequire.Shape(t)}.", name);
    }

    /// <summary>Token ids for each row of the logits, int64, in the vocabulary.</summary>
    public static void Tokens(Tensor t, Tensor logits, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dtype != ScalarType.Int64) throw new ArgumentException($"{name} must be int64, was {t.dtype}.", name);
        if (!t.shape.SequenceEqual(logits.shape[..^1]))
            throw new ArgumentException($"{name} must have the shape of the logits without their last axis, [{string.Join(", ", logits.shape[..^1])}], was {TensorRequire.Shape(t)}.", name);
        SameDevice(t, logits, name);
    }

    /// <summary>A finite largest entry in each row, [M,V], and no NaN.</summary>
    public static void Normalisable(Tensor rows, string name)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        if (!isfinite(rows.amax([1])).all().item<bool>()) throw NotNormalisable(name);
    }

    public static ArgumentException NotNormalisable(string name) =>
        new($"{name} must have a finite largest entry and no NaN in the row of every masked position.", name);

    public static void InVocabulary(Tensor tokens, long vocabulary, string name)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        (long least, long most) = (tokens.min().item<long>(), tokens.max().item<long>());
        if (least < 0 || most >= vocabulary)
            throw new ArgumentException($"{name} must be in 0..{vocabulary - 1}, ranged from {least} to {most}.", name);
    }

    public static void Token(long token, long vocabulary, string name)
    {
        if (token < 0 || token >= vocabulary)
            throw new ArgumentOutOfRangeException(name, $"{name} must be in 0..{vocabulary - 1}, was {token}.");
    }

    /// <summary>One number for each sequence, [B], or for each position, [B,L]; in [lowest, highest].</summary>
    public static void Levels(Tensor t, Tensor logits, double lowest, double highest, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (!t.shape.SequenceEqual(logits.shape[..1]) && !t.shape.SequenceEqual(logits.shape[..^1]))
            throw new ArgumentException(
                $"{name} must be [{logits.shape[0]}], one for each sequence, or [{string.Join(", ", logits.shape[..^1])}], one for each position, was {TensorRequire.Shape(t)}.", name);
        TensorRequire.SameKind(t, logits, name, "logits");
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        (double least, double most) = (TensorRequire.Number(t.min()), TensorRequire.Number(t.max()));
        if (!(least >= lowest && most <= highest && double.IsFinite(least)))
        {
            string must = double.IsFinite(lowest) ? $"from {lowest} to {highest}" : $"finite and at most {highest}";
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be {must}, ranged from {least} to {most}."));
        }
    }

    /// <summary>One number for each category, [V], at least 0.</summary>
    public static void Weights(Tensor t, Tensor logits, string name)
    {
        TensorRequire.Finite(t, name);
        if (t.dim() != 1 || t.shape[0] != logits.shape[^1])
            throw new ArgumentException($"{name} must be [{logits.shape[^1]}], one for each category, was {TensorRequire.Shape(t)}.", name);
        TensorRequire.SameKind(t, logits, name, "logits");
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        if (TensorRequire.Number(t.min()) is < 0 and var least)
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be at least 0, the least was {least}."));
    }

    /// <summary>0 &lt;= alpha_t &lt;= alpha_s &lt;= 1.</summary>
    public static void Step(Tensor alphaS, Tensor alphaT, Tensor logits)
    {
        Levels(alphaS, logits, 0, 1, nameof(alphaS));
        Levels(alphaT, logits, 0, 1, nameof(alphaT));
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        if (!alphaS.shape.SequenceEqual(alphaT.shape))
            throw new ArgumentException($"alphaS must have the shape of alphaT, {TensorRequire.Shape(alphaT)}, was {TensorRequire.Shape(alphaS)}.", nameof(alphaS));
        if (alphaS.lt(alphaT).any().item<bool>())
            throw new ArgumentOutOfRangeException(
                nameof(alphaS), FormattableString.Invariant($"alphaS must be at least alphaT, was less by {TensorRequire.Number((alphaT - alphaS).max())}."));
    }

    /// <summary>The shape, type and device of the logits, contiguous.</summary>
    public static void Like(Tensor t, Tensor logits, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (!t.shape.SequenceEqual(logits.shape))
            throw new ArgumentException($"{name} must have the shape of logits, {TensorRequire.Shape(logits)}, was {TensorRequire.Shape(t)}.", name);
        TensorRequire.SameKind(t, logits, name, "logits");
        if (!t.is_contiguous()) throw new ArgumentException($"{name} must be contiguous, had the strides [{string.Join(", ", t.stride())}].", name);
    }

    static void SameDevice(Tensor t, Tensor logits, string name)
    {
        if (t.device_type != logits.device_type || t.device_index != logits.device_index)
            throw new ArgumentException($"{name} must be on {logits.device} as the logits are, was on {t.device}.", name);
    }
}
