using TorchSharp;

namespace DiffusionProofs.Runtime;

/// <summary>The two floating point types that every closed form is offered in.</summary>
public static class Dtypes
{
    public static IReadOnlyList<torch.ScalarType> Floating { get; } = [torch.ScalarType.Float64, torch.ScalarType.Float32];

    /// <summary>PyTorch's name: <c>float64</c>, <c>float32</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another type.</exception>
    public static string Name(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float64 => "float64",
        torch.ScalarType.Float32 => "float32",
        _ => throw NotFloating(type),
    };

    /// <summary>Bits of the significand, the implicit one included: 53 or 24. The unit roundoff is <c>2^-bits</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another type.</exception>
    public static int SignificandBits(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float64 => 53,
        torch.ScalarType.Float32 => 24,
        _ => throw NotFloating(type),
    };

    /// <summary>Largest relative error of one correctly rounded operation: 2^-53 or 2^-24.</summary>
    public static double UnitRoundoff(torch.ScalarType type) => Math.ScaleB(1, -SignificandBits(type));

    static ArgumentOutOfRangeException NotFloating(torch.ScalarType type) =>
        new(nameof(type), type, "must be float64 or float32");
}
