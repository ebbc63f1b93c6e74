using System.Numerics;

namespace DiffusionProofs.Numbers;

// Each function is computed at the midpoint, in fixed point with a counted error, and the ball's radius is carried
// over by a bound on the derivative. Guard is what the counted errors (tens to thousands of ulps) may use up.
public readonly partial struct BigReal
{
    const int Guard = 24;

    /// <summary>Beyond 2^62 the result's own exponent would leave 64 bits.</summary>
    const int LargestExpTop = 62;

    /// <summary>sin and cos of larger arguments (above 2^65536) are enclosed by [-1, 1] and no better.</summary>
    const int LargestAngleTop = 65536;

    /// <summary>The ball around mantissa 2^-w with an error of so many units in its last place.</summary>
    static BigReal FromFixed(BigInteger mantissa, int w, int error, int bits) =>
        Rounded(new(mantissa, -w), Magnitude.Above(error, -w), bits);

    static BigReal Widened(BigReal x, Magnitude by) => new(x.midpoint, x.radius + by);

    public static BigReal Pi => FromFixed(FixedPoint.Pi(Bits + Guard), Bits + Guard, 2, Bits);

    public static BigReal Exp(BigReal x) => Exp(x, Bits);

    static BigReal Exp(BigReal x, int bits)
    {
        BigReal y = ExpExact(x.midpoint, bits);
        return x.radius.IsZero ? y : Widened(y, ExpSpread(x, y, bits));
    }

    /// <summary>A bound of |exp(t) - exp(m)| over the ball, m its midpoint and y = exp(m).</summary>
    static Magnitude ExpSpread(BigReal x, BigReal y, int bits)
    {
        Magnitude one = Magnitude.PowerOfTwo(0);
        if (x.radius > one) return UpperSize(ExpExact(x.Upper, bits));
        // exp(r) - 1 <= r + r^2 for 0 <= r <= 1.
        return UpperSize(y) * (x.radius + (x.radius * x.radius));
    }

    static Magnitude UpperSize(BigReal x) => x.SizeAbove + x.radius;

    static BigReal ExpExact(Dyadic x, int bits)
    {
        if (x.Sign == 0) return One;
        if (x.Top > LargestExpTop) throw new OverflowException("exp of a number beyond 2^62 has an exponent of more than 64 bits.");
        if (x.Top < -bits - Guard) return new(One.midpoint, Magnitude.PowerOfTwo(x.Top + 1)); // |exp(x) - 1| <= 2|x|

        // x = k log 2 + r. The excess bits keep the error of k log 2 below an ulp; r is then within 3 ulps, exp(r) within 7.
        int w = bits + Guard, excess = (int)Math.Max(0, x.Top) + 2;
        BigInteger log2 = FixedPoint.Log2(w + excess);
        BigInteger scaled = x.ToFixed(w + excess);
        BigInteger k = (scaled + (log2 >> 1)) / log2;
        if (scaled.Sign < 0) k = (scaled - (log2 >> 1)) / log2;
        BigInteger r = (scaled - (k * log2)) >> excess;
        return Rounded(new(FixedPoint.Exp(r, w), (long)k - w), Magnitude.Above(8, (long)k - w), bits);
    }

    /// <inheritdoc cref="IRealField{T}.Expm1"/>
    public static BigReal Expm1(BigReal x)
    {
        int bits = Bits;
        Dyadic m = x.midpoint;
        BigReal y = m.Sign == 0 ? Zero
            : m.Top < -bits - Guard ? new(m, Magnitude.PowerOfTwo(2 * m.Top)) // |exp(m) - 1 - m| <= m^2
            : Add(ExpExact(m, bits + (int)Math.Max(0, -m.Top) + 2), From(-1), bits);
        return x.radius.IsZero ? y : Widened(y, ExpSpread(x, Add(y, One, bits), bits));
    }

    public static BigReal Tanh(BigReal x)
    {
        // At the midpoint alone, for x stands in numerator and denominator; the slope is at most 1.
        BigReal u = Expm1(new(new(x.midpoint.Mantissa, checked(x.midpoint.Exponent + 1)), default));
        return Widened(u / (u + From(2)), Magnitude.Min(x.radius, Magnitude.PowerOfTwo(1)));
    }

    public static BigReal Log(BigReal x) => Log(x, Bits);

    static BigReal Log(BigReal x, int bits)
    {
        if (x.Lower.Sign <= 0)
            throw new ArgumentOutOfRangeException(nameof(x), $"The logarithm needs a number that is certainly positive, but was given {x}.");
        BigReal y = LogExact(x.midpoint, bits);
        return x.radius.IsZero ? y : Widened(y, x.radius / Magnitude.DifferenceBelow(x.SizeBelow, x.radius));
    }

    static BigReal LogExact(Dyadic x, int bits)
    {
        // x = z 2^k with z from 0.7 to 1.42, so that k = 0 near 1, where the result is small and needs more bits.
        int length = checked((int)Dyadic.Bits(x.Mantissa));
        bool upperHalf = new Dyadic(x.Mantissa, -length).CompareTo(new(181, -8)) >= 0;
        int scale = upperHalf ? length : length - 1;
        long k = checked(x.Exponent + scale);
        Dyadic fromOne = new Dyadic(x.Mantissa, -scale) - new Dyadic(1, 0);
        int w = bits + Guard;
        if (k == 0)
        {
            if (fromOne.Sign == 0) return Zero;
            if (fromOne.Top < -bits - Guard) return Rounded(fromOne, Magnitude.PowerOfTwo(2 * fromOne.Top), bits); // |log(1+d) - d| <= d^2
            w += (int)-Math.Min(0, fromOne.Top);
        }

        BigInteger z = new Dyadic(x.Mantissa, -scale).ToFixed(w);
        BigInteger log = FixedPoint.Log(z, w, out int error);
        if (k == 0) return FromFixed(log, w, error, bits);
        int excess = (int)Dyadic.Bits(k) + 2;
        return FromFixed(log + ((FixedPoint.Log2(w + excess) * k) >> excess), w, error + 2, bits);
    }

    /// <inheritdoc cref="IRealField{T}.Log1p"/>
    public static BigReal Log1p(BigReal x)
    {
        int bits = Bits;
        Dyadic m = x.midpoint;
        if (m.Sign != 0 && m.Top > 8) return Log(Add(One, x, bits), bits);
        Dyadic lower = x.Lower;
        if (lower.CompareTo(new(-1, 0)) <= 0)
            throw new ArgumentOutOfRangeException(nameof(x), $"log(1 + x) needs x certainly above -1, but was given {x}.");
        BigReal y = m.Sign == 0 ? Zero
            : m.Top < -bits - Guard ? new(m, Magnitude.PowerOfTwo(2 * m.Top))
            : LogExact(m + new Dyadic(1, 0), bits);
        if (x.radius.IsZero) return y;
        Dyadic least = lower.Top < -bits ? new(1, -1) : lower + new Dyadic(1, 0);
        return Widened(y, x.radius / Magnitude.Below(least.Mantissa, least.Exponent));
    }

    public static BigReal Sin(BigReal x) => Circular(x, 0, Bits);
    public static BigReal Cos(BigReal x) => Circular(x, 1, Bits);

    /// <summary>sin(x + quarters pi/2).</summary>
    static BigReal Circular(BigReal x, int quarters, int bits)
    {
        Magnitude spread = Magnitude.Min(x.radius, Magnitude.PowerOfTwo(1));
        return Widened(CircularExact(x.midpoint, quarters, bits), spread);
    }

    static BigReal CircularExact(Dyadic x, int quarters, int bits)
    {
        if (x.Sign == 0) return quarters == 0 ? Zero : One;
        if (x.Top > LargestAngleTop) return new(default, Magnitude.PowerOfTwo(0));
        if (x.Top < -bits - Guard)
            return quarters == 0 ? new(x, Magnitude.PowerOfTwo(3 * x.Top)) : new(One.midpoint, Magnitude.PowerOfTwo(2 * x.Top));

        for (int w = bits + Guard; ; w *= 2)
        {
            // x = q pi/2 + r, r within 4 ulps.
            int excess = (int)Math.Max(0, x.Top) + 2;
            BigInteger half = FixedPoint.Pi(w + excess) >> 1, scaled = x.ToFixed(w + excess);
            BigInteger q = scaled.Sign < 0 ? (scaled - (half >> 1)) / half : (scaled + (half >> 1)) / half;
            BigInteger r = (scaled - (q * half)) >> excess;
            int phase = (int)(((q + quarters) % 4 + 4) % 4);
            bool sine = phase % 2 == 0;
            // Close to a zero of the function the digits of r have cancelled: start again with more.
            if (sine && Dyadic.Bits(r) < bits + Guard - 4) continue;
            var (sin, cos) = FixedPoint.SinCos(r, w, out int error);
            BigInteger value = sine ? sin : cos;
            return FromFixed(phase >= 2 ? -value : value, w, error, bits);
        }
    }
}
