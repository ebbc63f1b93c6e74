namespace DiffusionProofs.TestVectors;

/// <summary>A binary floating point format, as far as error bounds speak of it.</summary>
/// <param name="UnitRoundoff">Largest relative error of one rounding.</param>
/// <param name="LeastNormal">What underflow may take away, where subnormal numbers are flushed to zero.</param>
public sealed record Arithmetic(string Name, double UnitRoundoff, double LeastNormal)
{
    public static Arithmetic Float64 { get; } = new("float64", Math.ScaleB(1, -53), Math.ScaleB(1, -1022));
    public static Arithmetic Float32 { get; } = new("float32", Math.ScaleB(1, -24), Math.ScaleB(1, -126));

    public static IReadOnlyList<Arithmetic> All { get; } = [Float64, Float32];
}
