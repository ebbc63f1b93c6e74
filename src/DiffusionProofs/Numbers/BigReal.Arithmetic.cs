using System.Numerics;

namespace DiffusionProofs.Numbers;

public readonly partial struct BigReal
{
    public static BigReal operator +(BigReal a, BigReal b) => Add(a, b, Bits);
    public static BigReal operator -(BigReal a, BigReal b) => Add(a, -b, Bits);
    public static BigReal operator *(BigReal a, BigReal b) => Multiply(a, b, Bits);
    public static BigReal operator /(BigReal a, BigReal b) => Divide(a, b, Bits);
    public static BigReal operator -(BigReal a) => new(-a.midpoint, a.radius);

    /// <summary>x x; the ball is as wide as the product's, though a square is never negative.</summary>
    public static BigReal Square(BigReal x) => Multiply(x, x, Bits);

    /// <summary>The ball of radius <paramref name="radius"/> with its midpoint rounded to so many bits.</summary>
    static BigReal Rounded(Dyadic x, Magnitude radius, int bits)
    {
        long excess = Dyadic.Bits(x.Mantissa) - bits;
        if (excess <= 0) return new(x, radius);
        int shift = checked((int)excess);
        BigInteger kept = (x.Mantissa + (BigInteger.One << (shift - 1))) >> shift;
        long exponent = checked(x.Exponent + excess);
        if (!radius.IsZero || kept << shift != x.Mantissa) radius += Magnitude.PowerOfTwo(exponent - 1);
        return new(new(kept, exponent), radius);
    }

    static BigReal Add(BigReal a, BigReal b, int bits)
    {
        Magnitude radius = a.radius + b.radius;
        if (a.midpoint.Sign == 0) return Rounded(b.midpoint, radius, bits);
        if (b.midpoint.Sign == 0) return Rounded(a.midpoint, radius, bits);
        if (a.midpoint.Top < b.midpoint.Top) (a, b) = (b, a);
        // A summand below the last bit kept goes into the radius: exp(1e6) + exp(-1e6) must not take 2.9 million bits.
        return a.midpoint.Top - b.midpoint.Top > bits + 8 + Math.Max(0, Dyadic.Bits(a.midpoint.Mantissa) - bits)
            ? Rounded(a.midpoint, radius + b.SizeAbove, bits)
            : Rounded(a.midpoint + b.midpoint, radius, bits);
    }

    static BigReal Multiply(BigReal a, BigReal b, int bits)
    {
        Dyadic product = new(a.midpoint.Mantissa * b.midpoint.Mantissa, checked(a.midpoint.Exponent + b.midpoint.Exponent));
        Magnitude radius = default;
        if (!a.radius.IsZero) radius = a.radius * (b.SizeAbove + b.radius);
        if (!b.radius.IsZero) radius += b.radius * a.SizeAbove;
        return Rounded(product, radius, bits);
    }

    static BigReal Divide(BigReal a, BigReal b, int bits)
    {
        // x/y - q = ((x - a) - q (y - b)) / y with q = a/b, hence at most (r_a + |q| r_b) / (|b| - r_b).
        Magnitude least = Magnitude.DifferenceBelow(b.SizeBelow, b.radius);
        if (b.midpoint.Sign == 0 || least.IsZero)
            throw new DivideByZeroException($"The divisor {b} may be zero.");
        if (a.midpoint.Sign == 0) return new(default, a.radius.IsZero ? default : a.radius / least);

        Dyadic n = a.midpoint, d = b.midpoint;
        int shift = checked((int)Math.Max(0, bits + 2 - (Dyadic.Bits(n.Mantissa) - Dyadic.Bits(d.Mantissa))));
        BigInteger quotient = BigInteger.DivRem(n.Mantissa << shift, d.Mantissa, out BigInteger rest);
        long exponent = checked(n.Exponent - d.Exponent - shift);
        Magnitude radius = rest.IsZero ? default : Magnitude.PowerOfTwo(exponent);
        if (!a.radius.IsZero) radius += a.radius / least;
        if (!b.radius.IsZero) radius += b.radius * (Magnitude.Above(quotient, exponent) + Magnitude.PowerOfTwo(exponent)) / least;
        return Rounded(new(quotient, exponent), radius, bits);
    }

    /// <summary>The square root of a ball without negative numbers; exact for exact squares.</summary>
    public static BigReal Sqrt(BigReal x) => Sqrt(x, Bits);

    static BigReal Sqrt(BigReal x, int bits)
    {
        if (x.Lower.Sign < 0)
            throw new ArgumentOutOfRangeException(nameof(x), $"The square root needs a number that is certainly not negative, but was given {x}.");
        if (x.midpoint.Sign == 0) return default;

        // |sqrt(y) - sqrt(m)| = |y - m| / (sqrt(y) + sqrt(m)) <= r / sqrt(m).
        Dyadic m = x.midpoint;
        long shift = Math.Max(0, (2L * (bits + 2)) - Dyadic.Bits(m.Mantissa));
        if (((m.Exponent - shift) & 1) != 0) shift++;
        BigInteger scaled = m.Mantissa << checked((int)shift), root = FixedPoint.Sqrt(scaled);
        long exponent = (m.Exponent - shift) / 2;
        Magnitude radius = root * root == scaled ? default : Magnitude.PowerOfTwo(exponent);
        if (!x.radius.IsZero) radius += x.radius / Magnitude.Below(root, exponent);
        return Rounded(new(root, exponent), radius, bits);
    }
}
