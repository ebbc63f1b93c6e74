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
        const int longest = 10_000_000;
        if (x.Sign == 0) return "0";
        if (Math.Abs(x.Exponent) > longest) return $"{Decimal(new(x.Mantissa, -Dyadic.Bits(x.Mantissa)), digits)} * 2^{x.Top}";

        // |x| = n 10^power with one digit more or fewer than asked for; the quotient is cut, then rounded in decimal.
        int power = (int)Math.Floor((x.Top - 1) * 0.30102999566398120) - digits + 1;
        BigInteger numerator = BigInteger.Abs(x.Mantissa), denominator = 1;
        if (x.Exponent > 0) numerator <<= (int)x.Exponent; else denominator <<= (int)-x.Exponent;
        if (power > 0) denominator *= BigInteger.Pow(10, power); else numerator *= BigInteger.Pow(10, -power);
        BigInteger n = ((2 * numerator) + denominator) / (2 * denominator);
        while (n >= BigInteger.Pow(10, digits)) (n, power) = ((n + 5) / 10, power + 1);
        string text = n.ToString(CultureInfo.InvariantCulture);
        power += text.Length - 1;
        text = text.TrimEnd('0');
        string point = text.Length > 1 ? $"{text[0]}.{text[1..]}" : text;
        return $"{(x.Sign < 0 ? "-" : "")}{point}{(power == 0 ? "" : $"e{power}")}";
    }
}
