using System.Collections.Concurrent;
using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// Series in fixed point: an integer n stands for n 2^-w. Each method states how far its result may be from the truth,
/// in units of 2^-w ("ulps" here); shifts round down, quotients of integers towards zero, either within one ulp.
/// </summary>
static class FixedPoint
{
    /// <summary>Guard bits of the constants: the cut to w bits is then the floor, whatever was cached before.</summary>
    const int ConstantGuard = 64;

    static readonly ConcurrentDictionary<int, BigInteger> Log2ByBlock = new();
    static readonly ConcurrentDictionary<int, BigInteger> PiByBlock = new();

    /// <summary>log 2, within 2 ulps.</summary>
    public static BigInteger Log2(int w) => Constant(Log2ByBlock, w, v =>
        (18 * InverseSeries(26, v, 1)) - (2 * InverseSeries(4801, v, 1)) + (8 * InverseSeries(8749, v, 1)));

    /// <summary>pi, within 2 ulps.</summary>
    public static BigInteger Pi(int w) => Constant(PiByBlock, w, v =>
        (16 * InverseSeries(5, v, -1)) - (4 * InverseSeries(239, v, -1)));

    // Precisions are rounded up to blocks of 256 bits, so that few are computed; the cut is exact but for the guard bits.
    static BigInteger Constant(ConcurrentDictionary<int, BigInteger> cache, int w, Func<int, BigInteger> compute)
    {
        int v = ((w + ConstantGuard + 255) / 256) * 256;
        return cache.GetOrAdd(v, compute) >> (v - w);
    }

    /// <summary>sum sign^n / ((2n+1) q^(2n+1)): artanh(1/q) for sign 1, arctan(1/q) for sign -1; an ulp a term.</summary>
    static BigInteger InverseSeries(int q, int w, int sign)
    {
        BigInteger power = (BigInteger.One << w) / q, sum = power, square = q * q;
        for (int n = 1; !power.IsZero; n++)
        {
            power = sign * power / square;
            sum += power / ((2 * n) + 1);
        }

        return sum;
    }

    /// <summary>exp(r) for |r| &lt;= 1/2, within 2 ulps.</summary>
    public static BigInteger Exp(BigInteger r, int w)
    {
        if (r.IsZero) return BigInteger.One << w;
        // exp(r) = exp(r / 2^s)^(2^s). With N < w terms of at most 3 ulps each (the recursion e' <= (e/16 + 1)/n + 1 stays
        // below 3) and a tail of less than 5, the s squarings give at most 2^(s+1) (3N + 8 + s) ulps of the inner precision.
        int s = (int)Math.Sqrt(w) / 2 + 1;
        int v = w + s + 2 + BitOperations.Log2((uint)((3 * w) + 8 + s));
        r <<= v - w - s;
        BigInteger term = BigInteger.One << v, sum = term;
        for (int n = 1; ; n++)
        {
            term = ((term * r) >> v) / n;
            if (term.IsZero) break;
            sum += term;
        }

        for (int i = 0; i < s; i++) sum = (sum * sum) >> v;
        return sum >> (v - w);
    }

    /// <summary>log(z) for 2/3 &lt; z &lt; 3/2, given within an ulp; <paramref name="error"/> bounds the error in ulps.</summary>
    public static BigInteger Log(BigInteger z, int w, out int error)
    {
        // Any y near log z serves: log z = y + log(z exp(-y)), and the last argument is 1 + d with d known exactly.
        double guess = Math.Log((double)(z >> (w - 60)) / Math.ScaleB(1, 60));
        BigInteger y = Dyadic.Of(guess).ToFixed(w);
        BigInteger d = ((z * Exp(-y, w)) >> w) - (BigInteger.One << w);
        if (Dyadic.Bits(d) > w - 3) throw new ArithmeticException("The first guess of a logarithm was off by more than 1/8.");

        // log(1 + d) = 2 artanh(t), t = d / (2 + d). d is off by at most 1.5 + 3 + 1 ulps, each worth 8/7 here.
        BigInteger t = (d << w) / ((BigInteger.One << (w + 1)) + d), square = (t * t) >> w, power = t, sum = t;
        int n = 1;
        for (; !power.IsZero; n++)
        {
            power = (power * square) >> w;
            if (power == -1) power = 0;
            sum += power / ((2 * n) + 1);
        }

        error = 12 + (4 * n);
        return y + (sum << 1);
    }

    /// <summary>sin(r) and cos(r) for |r| &lt;= 0.8, r within an ulp of the argument; <paramref name="error"/> bounds both errors in ulps.</summary>
    public static (BigInteger Sin, BigInteger Cos) SinCos(BigInteger r, int w, out int error)
    {
        BigInteger square = (r * r) >> w;
        // A term's error obeys e' <= (0.64 e + 2)/2 + 1, so it stays below 3; the tail is less than 3.
        BigInteger Series(BigInteger first, int start, ref int terms)
        {
            BigInteger term = first, sum = first;
            for (int n = start; !term.IsZero; n += 2, terms++)
            {
                term = -((term * square) >> w) / (n * (n + 1));
                sum += term;
            }

            return sum;
        }

        int count = 0;
        BigInteger sin = Series(r, 2, ref count), cos = Series(BigInteger.One << w, 1, ref count);
        error = (3 * count) + 8;
        return (sin, cos);
    }

    /// <summary>floor(sqrt(n)).</summary>
    public static BigInteger Sqrt(BigInteger n)
    {
        long bits = Dyadic.Bits(n);
        BigInteger root;
        if (bits <= 100)
        {
            root = (BigInteger)Math.Sqrt((double)n);
        }
        else
        {
            int quarter = (int)(bits / 4);
            root = Sqrt(n >> (2 * quarter)) << quarter;
            root = (root + (n / root)) >> 1;
        }

        while (root * root > n) root--;
        while ((root + 1) * (root + 1) <= n) root++;
        return root;
    }
}
