using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>Checks of the tensors of discrete diffusion; each exception names the parameter, what it must be and what it was.</summary>
static class CategoricalRequire
{
    /// <summary>
    /// How far from 1 a row of K probabilities may sum: each off by (K + 3) u as after a division by a sum of K, and K u for summing them here, in any order.
    /// </summary>
    public static double RowTolerance(long categories, ScalarType type) => 1.01 * (2 * categories + 4) * Dtypes.UnitRoundoff(type);

    public static ScalarType Floating(ScalarType type, string name) => type is ScalarType.Float32 or ScalarType.Float64
        ? type
        : throw new ArgumentOutOfRangeException(name, $"{name} must be float32 or float64, was {type}.");

    public static int Categories(int categories, int least, string name) => categories >= least
        ? categories
        : throw new ArgumentOutOfRangeException(name, $"{name} must be at least {least}, was {categories}.");

    public static int Category(int id, int categories, string name) => id >= 0 && id < categories
        ? id
        : throw new ArgumentOutOfRangeException(name, $"{name} must be in 0..{categories - 1}, was {id}.");

    public static double Rate(double rate, string name) => rate is >= 0 and <= 1
        ? rate
        : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be in [0, 1], was {rate}."));

    /// <summary>[B], int64, in 0..K-1, on the step's device.</summary>
    public static void Tokens(Tensor t, ITransitionTensors step, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dtype != ScalarType.Int64) throw new ArgumentException($"{name} must be int64, was {t.dtype}.", name);
        if (t.dim() != 1 || t.numel() == 0) throw new ArgumentException($"{name} must be [B], of one token at least, was {TensorRequire.Shape(t)}.", name);
        SameDevice(t, step.Device, name);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor bad = t.lt(tensor(0L, device: t.device)) | t.ge(tensor((long)step.Categories, device: t.device));
        if (First(bad) is { } at)
            throw new ArgumentOutOfRangeException(name, $"{name} must be in 0..{step.Categories - 1}, at position {at} it was {t[at].item<long>()}.");
    }

    /// <summary>As many tokens as there are others.</summary>
    public static void SameCount(Tensor t, Tensor like, string name, string likeName)
    {
        if (t.shape[0] != like.shape[0])
            throw new ArgumentException($"{name} must have as many rows as {likeName}, {like.shape[0]}, had {t.shape[0]}.", name);
    }

    /// <summary>[B,K] of the step's dtype and device, finite, not negative.</summary>
    public static void Weights(Tensor t, ITransitionTensors step, string name)
    {
        TensorRequire.Rows(t, step.Categories, name);
        Kind(t, step, name);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        if (First(t.IsBelow(0).any(1)) is { } at)
            throw new ArgumentException(FormattableString.Invariant($"{name} must not be negative, in row {at} the least was {TensorRequire.Number(t[at].min())}."), name);
    }

    /// <summary>Weights whose rows sum to 1.</summary>
    public static void Laws(Tensor t, ITransitionTensors step, string name)
    {
        Weights(t, step, name);
        RowsSumToOne(t, name);
    }

    /// <summary>One law, [K].</summary>
    public static void Law(Tensor t, ITransitionTensors step, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dim() != 1) throw new ArgumentException($"{name} must be [{step.Categories}], was {TensorRequire.Shape(t)}.", name);
        using Tensor row = t.unsqueeze(0);
        Laws(row, step, name);
    }

    public static void RowsSumToOne(Tensor t, string name)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor sums = t.sum(1);
        if (First(sums.Minus(1).abs().IsAbove(RowTolerance(t.shape[1], t.dtype))) is { } at)
            throw new ArgumentException(FormattableString.Invariant($"{name} must have rows that sum to 1, row {at} summed to {TensorRequire.Number(sums[at])}."), name);
    }

    /// <summary>[B,K] of the step's dtype and device, no NaN, a finite largest entry in each row.</summary>
    public static void Logits(Tensor t, ITransitionTensors step, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dim() != 2 || t.shape[1] != step.Categories || t.shape[0] == 0)
            throw new ArgumentException($"{name} must be [B, {step.Categories}], of one row at least, was {TensorRequire.Shape(t)}.", name);
        Kind(t, step, name);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        // The largest of a row with a NaN is NaN.
        if (First(isfinite(t.amax([1])).logical_not()) is { } at)
            throw new ArgumentException($"{name} must have a finite largest entry and no NaN in every row, row {at} has not.", name);
    }

    /// <summary>The same K, dtype and device.</summary>
    public static void SameKind(ITransitionTensors other, ITransitionTensors step, string name)
    {
        ArgumentNullException.ThrowIfNull(other, name);
        ArgumentNullException.ThrowIfNull(step);
        if (other.Categories != step.Categories)
            throw new ArgumentException($"{name} must have {step.Categories} categories as its partner has, had {other.Categories}.", name);
        if (other.DType != step.DType) throw new ArgumentException($"{name} must be {step.DType} as its partner is, was {other.DType}.", name);
        if (other.Device.type != step.Device.type || other.Device.index != step.Device.index)
            throw new ArgumentException($"{name} must be on {step.Device} as its partner is, was on {other.Device}.", name);
    }

    /// <summary>The first position at which a condition, [B], holds.</summary>
    public static long? First(Tensor condition) => condition.any().item<bool>() ? condition.to(ScalarType.Int32).argmax().item<long>() : null;

    static void Kind(Tensor t, ITransitionTensors step, string name)
    {
        if (t.dtype != step.DType) throw new ArgumentException($"{name} must be {step.DType} as the step is, was {t.dtype}.", name);
        SameDevice(t, step.Device, name);
    }

    static void SameDevice(Tensor t, Device device, string name)
    {
        if (t.device_type != device.type || t.device_index != device.index)
            throw new ArgumentException($"{name} must be on {device} as the step is, was on {t.device}.", name);
    }
}
