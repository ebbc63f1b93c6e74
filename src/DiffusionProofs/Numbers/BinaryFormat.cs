using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>An IEEE 754 binary format, as far as rounding to it needs to know.</summary>
/// <param name="Precision">Significant bits, the hidden one included.</param>
/// <param name="LeastExponent">log2 of the least subnormal.</param>
/// <param name="Overflow">Numbers that round to 2^Overflow or more become infinite.</param>
sealed record BinaryFormat(int Precision, int LeastExponent, int Overflow)
{
    public static BinaryFormat Double { get; } = new(53, -1074, 1024);
    public static BinaryFormat Single { get; } = new(24, -149, 128);

    /// <summary>log2 of the distance between neighbours just below 2^top.</summary>
    public long UlpExponent(long top) => Math.Clamp(top - Precision, LeastExponent, Overflow - Precision);

    /// <summary>The nearest number of the format, ties to even, with subnormals, signed zeros and infinities.</summary>
    public double Round(Dyadic x)
    {
        if (x.Sign == 0) return 0;
        if (x.Top > Overflow + 1) return x.Sign * double.PositiveInfinity;
        if (x.Top < LeastExponent - 1) return x.Sign * 0.0;
        long ulp = UlpExponent(x.Top);
        BigInteger units = NearestEven(BigInteger.Abs(x.Mantissa), ulp - x.Exponent);
        return Dyadic.Bits(units) + ulp > Overflow
            ? x.Sign * double.PositiveInfinity
            : x.Sign * Math.ScaleB((double)(ulong)units, (int)ulp);
    }

    /// <summary>m 2^-shift to the nearest integer, ties to even.</summary>
    static BigInteger NearestEven(BigInteger m, long shift)
    {
        if (shift <= 0) return m << (int)-shift;
        BigInteger floor = m >> (int)shift;
        BigInteger twiceRest = (m - (floor << (int)shift)) << 1;
        int order = twiceRest.CompareTo(BigInteger.One << (int)shift);
        return order > 0 || (order == 0 && !floor.IsEven) ? floor + 1 : floor;
    }
}
