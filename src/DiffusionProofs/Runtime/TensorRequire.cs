using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Runtime;

/// <summary>Checks of tensor arguments; each exception names the parameter, what it must be and what it was.</summary>
static class TensorRequire
{
    public static string Shape(Tensor t) => $"[{string.Join(", ", t.shape)}]";

    /// <summary>A tensor of one entry as a double.</summary>
    public static double Number(Tensor t) => t.to(ScalarType.Float64).item<double>();

    /// <summary>Float32 or float64.</summary>
    public static void Kind(Tensor t, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"{name} must be float32 or float64, was {t.dtype}.", name);
    }

    /// <summary>Float32 or float64, and free of NaN and infinities.</summary>
    public static void Finite(Tensor t, string name)
    {
        Kind(t, name);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        if (!isfinite(t).all().item<bool>())
            throw new ArgumentException($"{name} must be finite, had a NaN or an infinity.", name);
    }

    /// <summary>Two axes, the last of the given length.</summary>
    public static void Rows(Tensor t, long dimensions, string name)
    {
        Finite(t, name);
        if (t.dim() != 2 || t.shape[1] != dimensions)
            throw new ArgumentException($"{name} must be [rows, {dimensions}], was {Shape(t)}.", name);
    }

    public static void SameShape(Tensor t, Tensor like, string name, string likeName)
    {
        Finite(t, name);
        if (!t.shape.SequenceEqual(like.shape))
            throw new ArgumentException($"{name} must have the shape of {likeName}, {Shape(like)}, was {Shape(t)}.", name);
        SameKind(t, like, name, likeName);
    }

    public static void SameKind(Tensor t, Tensor like, string name, string likeName)
    {
        if (t.dtype != like.dtype)
            throw new ArgumentException($"{name} must be {like.dtype} as {likeName} is, was {t.dtype}.", name);
        if (t.device_type != like.device_type || t.device_index != like.device_index)
            throw new ArgumentException($"{name} must be on {like.device} as {likeName} is, was on {t.device}.", name);
    }
}
