using System.Globalization;
using System.Numerics;

namespace DiffusionProofs.Numbers;

public readonly partial struct Rational
{
    const int Precision = 53;
    const int LeastExponent = -1074;

    /// <summary>The rational number that the double stands for, exactly.</summary>
    public static Rational FromDouble(double x)
    {
        if (!double.IsFinite(x)) throw new ArgumentOutOfRangeException(nameof(x), $"x must be finite; it was {x}.");
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger significand = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0) exponent = 1;
        else significand += BigInteger.One << 52;
        if (bits < 0) significand = -significand;
        int power = exponent - 1 + LeastExponent;
        return power >= 0 ? new(significand << power) : new(significand, BigInteger.One << -power);
    }

    /// <summary>The same number in another system: numerator over denominator.</summary>
    public T In<T>() where T : IField<T> => T.From(Numerator) / T.From(Denominator);

    /// <summary>
    /// The nearest double, ties to even, at any size: subnormal numbers, a signed zero for what underflows, and the infinities
    /// for what passes the largest double by half a unit in its last place or more.
    /// </summary>
    public double ToDouble()
    {
        if (IsZero) return 0;
        BigInteger n = BigInteger.Abs(Numerator), d = Denominator;

        // n / d lies strictly between 2^(magnitude - 1) and 2^(magnitude + 1).
        long magnitude = n.GetBitLength() - d.GetBitLength();
        if (magnitude > 1025) return Sign < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        if (magnitude < LeastExponent - 2) return Sign < 0 ? -0.0 : 0.0;

        int unit = Math.Max((int)magnitude - Precision, LeastExponent);
        BigInteger significand = Scaled(n, d, unit, out BigInteger remainder, out BigInteger divisor);
        if (significand.GetBitLength() > Precision) significand = Scaled(n, d, ++unit, out remainder, out divisor);
        int half = (remainder << 1).CompareTo(divisor);
        if (half > 0 || (half == 0 && !significand.IsEven)) significand += 1;

        // Exact: the significand has at most 53 bits (or is 2^53) and the unit is at least that of subnormals.
        double rounded = Math.ScaleB((double)(long)significand, unit);
        return Sign < 0 ? -rounded : rounded;
    }

    static BigInteger Scaled(BigInteger n, BigInteger d, int unit, out BigInteger remainder, out BigInteger divisor)
    {
        BigInteger dividend = unit < 0 ? n << -unit : n;
        divisor = unit > 0 ? d << unit : d;
        return BigInteger.DivRem(dividend, divisor, out remainder);
    }

    /// <summary>Reads <c>-3</c>, <c>3/4</c> or <c>0.125</c>, exactly.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Rational Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int slash = text.IndexOf('/');
        if (slash >= 0) return new(ParseInteger(text[..slash], text), ParseInteger(text[(slash + 1)..], text));
        int point = text.IndexOf('.');
        if (point < 0) return ParseInteger(text, text);
        string decimals = text[(point + 1)..];
        if (decimals.Length == 0 || !decimals.All(char.IsAsciiDigit)) throw Unreadable(text);
        return new(ParseInteger(text[..point] + decimals, text), BigInteger.Pow(10, decimals.Length));
    }

    static BigInteger ParseInteger(string part, string text) =>
        BigInteger.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger n) ? n : throw Unreadable(text);

    static FormatException Unreadable(string text) =>
        new($"A rational number is written like -3, 3/4 or 0.125; the text was \"{text}\".");

    public override string ToString() => IsInteger ? $"{Numerator}" : $"{Numerator}/{Denominator}";
}
