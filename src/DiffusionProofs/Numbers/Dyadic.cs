using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>The exact number mantissa 2^exponent.</summary>
readonly record struct Dyadic(BigInteger Mantissa, long Exponent)
{
    public int Sign => Mantissa.Sign;

    /// <summary>The least t with |x| &lt; 2^t; meaningless for zero.</summary>
    public long Top => Bits(Mantissa) + Exponent;

    /// <summary>The number of bits of |n|.</summary>
    public static long Bits(BigInteger n) => BigInteger.Abs(n).GetBitLength();

    /// <summary>The number that a finite double stands for.</summary>
    public static Dyadic Of(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int biased = (int)(bits >> 52) & 0x7FF;
        long fraction = bits & 0xF_FFFF_FFFF_FFFF;
        long mantissa = biased == 0 ? fraction : fraction | 1L << 52;
        return new(bits < 0 ? -mantissa : mantissa, Math.Max(biased, 1) - 1075);
    }

    /// <summary>a + b; takes memory in proportion to the distance of the exponents.</summary>
    public static Dyadic operator +(Dyadic a, Dyadic b)
    {
        if (a.Mantissa.IsZero) return b;
        if (b.Mantissa.IsZero) return a;
        if (a.Exponent < b.Exponent) (a, b) = (b, a);
        return new((a.Mantissa << checked((int)(a.Exponent - b.Exponent))) + b.Mantissa, b.Exponent);
    }

    public static Dyadic operator -(Dyadic a) => new(-a.Mantissa, a.Exponent);
    public static Dyadic operator -(Dyadic a, Dyadic b) => a + -b;

    /// <summary>The order of the numbers, whatever the distance of the exponents.</summary>
    public int CompareTo(Dyadic other)
    {
        if (Sign != other.Sign) return Sign.CompareTo(other.Sign);
        if (Sign == 0) return 0;
        return Top != other.Top ? Sign * Top.CompareTo(other.Top) : (this - other).Sign;
    }

    /// <summary>floor(x 2^bits).</summary>
    public BigInteger ToFixed(int bits)
    {
        long shift = Exponent + bits;
        return shift >= 0 ? Mantissa << checked((int)shift)
            : Top + bits < 0 ? (Sign < 0 ? -1 : 0)
            : Mantissa >> checked((int)-shift);
    }
}
