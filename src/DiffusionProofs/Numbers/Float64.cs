using System.Globalization;
using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// IEEE 754 double precision: the reference that tensor code is held against. Rounds, and says nothing of its errors.
/// </summary>
/// <remarks>
/// Division by zero follows IEEE. exp, log, sin and cos are the platform's. Those that lose digits there, or that the
/// runtime computes naively, are own: <see cref="Expm1(Float64)"/> and <see cref="Log1p"/> within 3 ulps, <see cref="Tanh"/> and
/// <see cref="Erf"/> within 4, over the whole range; the tests hold them to this against <see cref="BigReal"/>.
/// </remarks>
public readonly partial record struct Float64(double Value) : IRealField<Float64>
{
    public static Float64 operator +(Float64 a, Float64 b) => new(a.Value + b.Value);
    public static Float64 operator -(Float64 a, Float64 b) => new(a.Value - b.Value);
    public static Float64 operator *(Float64 a, Float64 b) => new(a.Value * b.Value);
    public static Float64 operator /(Float64 a, Float64 b) => new(a.Value / b.Value);
    public static Float64 operator -(Float64 a) => new(-a.Value);

    /// <summary>The double nearest to n (ties to even): exact up to 2^53.</summary>
    public static Float64 From(BigInteger n) =>
        new(Dyadic.Bits(n) <= 53 ? (long)n : BinaryFormat.Double.Round(new(n, 0)));

    public static Float64 Zero => default;
    public static Float64 One => new(1);

    /// <inheritdoc/>
    public static Float64 FromDouble(double x) =>
        double.IsFinite(x) ? new(x) : throw new ArgumentOutOfRangeException(nameof(x), x, "A real number must be finite.");

    public static implicit operator Float64(double x) => new(x);
    public static explicit operator double(Float64 x) => x.Value;

    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}
