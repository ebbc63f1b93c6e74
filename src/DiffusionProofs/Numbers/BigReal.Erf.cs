using System.Numerics;

namespace DiffusionProofs.Numbers;

public readonly partial struct BigReal
{
    /// <summary>erf(x) = 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
    public static BigReal Erf(BigReal x)
    {
        int bits = Bits;
        BigReal y = ErfExact(x.midpoint, bits);
        if (x.radius.IsZero) return y;
        // The slope is at most 2/sqrt(pi) < 1.129, and no two values are further apart than 2.
        Magnitude spread = Magnitude.Min(x.radius * Magnitude.Above(1156, -10), Magnitude.PowerOfTwo(1));
        return Widened(y, spread);
    }

    static BigReal ErfExact(Dyadic x, int bits)
    {
        if (x.Sign == 0) return Zero;
        int inner = bits + Guard;
        BigReal exact = new(x, default);
        BigReal perRoot = Divide(From(2), Sqrt(FromFixed(FixedPoint.Pi(inner), inner, 2, inner), inner), inner);
        if (x.Top < -bits) // |erf(x) - 2x/sqrt(pi)| <= |x|^3
            return Widened(Multiply(perRoot, exact, bits), Magnitude.PowerOfTwo(3 * x.Top));
        Dyadic squared = new(x.Mantissa * x.Mantissa, 2 * x.Exponent);
        if (squared.CompareTo(new(bits, 0)) > 0) return SaturatedErf(x.Sign, squared);

        // erf(x) = 2x/sqrt(pi) exp(-x^2) sum_n (2x^2)^n / (1 3 5 ... (2n+1)): positive terms, nothing cancels.
        BigReal square = Multiply(exact, exact, 2 * inner);
        BigReal sum = OddFactorialSeries(Add(square, square, 2 * inner), inner);
        BigReal factor = Multiply(Multiply(perRoot, exact, inner), Exp(-square, inner), inner);
        return Multiply(factor, sum, bits);
    }

    /// <summary>Where x^2 exceeds the bits: 1 - erf|x| &lt;= exp(-x^2) &lt; 2^-floor(x^2), and x^2 itself may be too large for exp.</summary>
    static BigReal SaturatedErf(int sign, Dyadic squared)
    {
        long exponent = squared.Top > 40 ? 1L << 39 : (long)squared.ToFixed(0);
        return new(new(sign, 0), Magnitude.PowerOfTwo(-exponent));
    }

    /// <summary>sum_n u^n / (1 3 5 ... (2n+1)), u &gt;= 0, by a lower and an upper sum.</summary>
    static BigReal OddFactorialSeries(BigReal u, int w)
    {
        BigInteger below = u.Lower.ToFixed(w);
        BigInteger above = u.Upper.ToFixed(w) + 1;
        BigInteger one = BigInteger.One << w, termBelow = one, termAbove = one, sumBelow = one, sumAbove = one;
        for (int n = 1; ; n++)
        {
            int odd = (2 * n) + 1;
            termBelow = ((termBelow * below) >> w) / odd;
            termAbove = (((termAbove * above) >> w) / odd) + 2;
            sumBelow += termBelow;
            sumAbove += termAbove;
            // From here on the ratio of terms is below 1/2, so the rest is less than the last term.
            if (termBelow.IsZero && (above >> (w - 1)) < odd) break;
        }

        sumAbove += termAbove;
        return Rounded(new(sumBelow + sumAbove, -w - 1), Magnitude.Above(sumAbove - sumBelow, -w - 1), w);
    }
}
