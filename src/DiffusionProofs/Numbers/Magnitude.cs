using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// A non-negative number of 32 significant bits and an unbounded exponent, for radii and bounds. Every operation says
/// in its name which way it rounds; none overflows or underflows.
/// </summary>
readonly struct Magnitude
{
    const int Bits = 32;

    readonly ulong mantissa;
    readonly long exponent;

    /// <summary>mantissa 2^exponent, rounded to 32 bits in the direction asked for.</summary>
    Magnitude(UInt128 mantissa, long exponent, bool up)
    {
        if (mantissa == 0) return;
        int excess = 128 - (int)UInt128.LeadingZeroCount(mantissa) - Bits;
        if (excess <= 0)
        {
            this.mantissa = (ulong)(mantissa << -excess);
        }
        else
        {
            UInt128 kept = mantissa >> excess;
            if (up && kept << excess != mantissa) kept++;
            this.mantissa = (ulong)kept;
            if (this.mantissa >> Bits != 0) (this.mantissa, excess) = (1UL << (Bits - 1), excess + 1);
        }

        this.exponent = checked(exponent + excess);
    }

    public bool IsZero => mantissa == 0;

    /// <summary>The value as an exact dyadic number.</summary>
    public Dyadic Exact => new(mantissa, exponent);

    public static Magnitude PowerOfTwo(long exponent) => new(1, exponent, up: true);

    /// <summary>|m| 2^e rounded up.</summary>
    public static Magnitude Above(BigInteger m, long e) => Of(m, e, up: true);

    /// <summary>|m| 2^e rounded down.</summary>
    public static Magnitude Below(BigInteger m, long e) => Of(m, e, up: false);

    static Magnitude Of(BigInteger m, long e, bool up)
    {
        m = BigInteger.Abs(m);
        long excess = m.GetBitLength() - 64;
        if (excess <= 0) return new((ulong)m, e, up);
        UInt128 top = (ulong)(m >> (int)excess);
        return new(up ? top + 1 : top, e + excess, up);
    }

    /// <summary>a + b rounded up.</summary>
    public static Magnitude operator +(Magnitude a, Magnitude b)
    {
        if (a.IsZero) return b;
        if (b.IsZero) return a;
        if (a.exponent < b.exponent) (a, b) = (b, a);
        long gap = a.exponent - b.exponent;
        return gap > 2 * Bits
            ? new((UInt128)a.mantissa + 1, a.exponent, up: true)
            : new(((UInt128)a.mantissa << (int)gap) + b.mantissa, b.exponent, up: true);
    }

    /// <summary>a b rounded up.</summary>
    public static Magnitude operator *(Magnitude a, Magnitude b) =>
        new((UInt128)a.mantissa * b.mantissa, checked(a.exponent + b.exponent), up: true);

    /// <summary>a / b rounded up; b is not zero.</summary>
    public static Magnitude operator /(Magnitude a, Magnitude b)
    {
        if (b.IsZero) throw new DivideByZeroException("A radius was divided by a bound that may be zero.");
        if (a.IsZero) return default;
        (UInt128 quotient, UInt128 rest) = UInt128.DivRem((UInt128)a.mantissa << (2 * Bits), b.mantissa);
        return new(rest == 0 ? quotient : quotient + 1, checked(a.exponent - b.exponent - (2 * Bits)), up: true);
    }

    /// <summary>max(a - b, 0) rounded down.</summary>
    public static Magnitude DifferenceBelow(Magnitude a, Magnitude b)
    {
        if (b.IsZero) return a;
        if (a < b) return default;
        long gap = a.exponent - b.exponent; // not negative: both are normalised and a >= b
        return gap > 2 * Bits
            ? new(((UInt128)a.mantissa << Bits) - 1, a.exponent - Bits, up: false)
            : new(((UInt128)a.mantissa << (int)gap) - b.mantissa, b.exponent, up: false);
    }

    public static bool operator <(Magnitude a, Magnitude b) =>
        a.IsZero || b.IsZero ? a.IsZero && !b.IsZero
        : a.exponent != b.exponent ? a.exponent < b.exponent
        : a.mantissa < b.mantissa;

    public static bool operator >(Magnitude a, Magnitude b) => b < a;

    public static Magnitude Min(Magnitude a, Magnitude b) => a < b ? a : b;

    /// <summary>The value times 2^-unit as a double; exact unless it leaves the range of a double.</summary>
    public double InUnitsOf(long unit) =>
        Math.ScaleB((double)mantissa, (int)Math.Clamp(exponent - unit, -5000, 5000));
}
