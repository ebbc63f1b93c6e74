using TorchSharp;

namespace DiffusionProofs.Evidence;

/// <summary>The spacing of floating-point numbers.</summary>
public static class Ulps
{
    /// <summary>The distance from |x| to the next number of the type upwards; at 0 its smallest positive number.</summary>
    /// <param name="x">A finite number.</param>
    /// <param name="dtype">Float64 or Float32.</param>
    public static double At(double x, torch.ScalarType dtype)
    {
        if (!double.IsFinite(x)) throw new ArgumentOutOfRangeException(nameof(x), $"x must be finite; it was {x}.");
        (int fractionBits, int leastExponent) = dtype switch
        {
            torch.ScalarType.Float64 => (52, -1022),
            torch.ScalarType.Float32 => (23, -126),
            _ => throw new ArgumentException($"dtype must be Float64 or Float32; it was {dtype}.", nameof(dtype)),
        };
        return Math.ScaleB(1, Math.Max(x == 0 ? leastExponent : Math.ILogB(x), leastExponent) - fractionBits);
    }
}
