using System.Globalization;
using System.Numerics;

namespace DiffusionProofs.Numbers;

public readonly partial struct BigReal
{
    /// <summary>The number written as <c>[-]digits[.digits][e[-]digits]</c>, to the ambient precision.</summary>
    /// <exception cref="FormatException">The text is not such a number.</exception>
    public static BigReal Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int e = text.IndexOfAny(['e', 'E']);
        string significand = e < 0 ? text : text[..e];
        int point = significand.IndexOf('.');
        string digits = point < 0 ? significand : significand.Remove(point, 1);
        int exponent = 0;
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger n)
            || (e >= 0 && !int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)))
            throw new FormatException($"A decimal number such as -12.5e-3 was expected, but was '{text}'.");
        if (point >= 0) exponent -= significand.Length - point - 1;
        return exponent >= 0 ? Rounded(new(n * BigInteger.Pow(10, exponent), 0), default, Bits) : FromFraction(n, BigInteger.Pow(10, -exponent));
    }

    /// <summary>The midpoint in scientific notation to the ambient digits, and the radius if there is one.</summary>
    public override string ToString() => IsExact ? Decimal(midpoint, Digits) : $"{Decimal(midpoint, Digits)} ± {Decimal(radius.Exact, 3)}";

    static string Decimal(Dyadic x, int digits)
    {
        const long longest = 1L << 40;
        const int writtenOut = 5000;
        if (x.Sign == 0) return "0";
        if (Math.Abs(x.Exponent) > longest) return $"{Decimal(new(x.Mantissa, -Dyadic.Bits(x.Mantissa)), digits)} * 2^{x.Top}";

        // |x| = n 10^power with one digit more or fewer than asked for, n rounded to the nearest; the powers of ten of
        // numbers far beyond doubles are rounded themselves, 20 digits further down.
        long power = (long)Math.Floor((x.Top - 1) * 0.30102999566398120) - digits + 1;
        int bits = Math.Abs(x.Exponent) > writtenOut ? (digits + 20) * 4 : int.MaxValue;
        BigReal size = new(new(BigInteger.Abs(x.Mantissa), x.Exponent), default), ten = PowerOfTen(Math.Abs(power), bits);
        Dyadic twice = power > 0 ? Divide(size, ten, Math.Min(bits, (digits + 20) * 4)).midpoint : Multiply(size, ten, bits).midpoint;
        BigInteger n = (new Dyadic(twice.Mantissa, twice.Exponent + 1).ToFixed(0) + 1) >> 1;
        while (n >= BigInteger.Pow(10, digits)) (n, power) = ((n + 5) / 10, power + 1);
        string text = n.ToString(CultureInfo.InvariantCulture);
        power += text.Length - 1;
        text = text.TrimEnd('0');
        string point = text.Length > 1 ? $"{text[0]}.{text[1..]}" : text;
        return $"{(x.Sign < 0 ? "-" : "")}{point}{(power == 0 ? "" : $"e{power}")}";
    }

    static BigReal PowerOfTen(long n, int bits)
    {
        BigReal power = One, square = From(10);
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) != 0) power = Multiply(power, square, bits);
            if (n > 1) square = Multiply(square, square, bits);
        }

        return power;
    }
}
