using System.Globalization;
using System.Numerics;
using static DiffusionProofs.Numbers.DirectedRounding;

namespace DiffusionProofs.Numbers;

/// <summary>
/// All real numbers from <see cref="Lower"/> to <see cref="Upper"/>. Every operation encloses the results on all numbers
/// of its operands: what holds of the interval is proven of the numbers.
/// </summary>
/// <remarks>
/// An infinite bound stands for "unbounded"; a NaN bound throws. Division by an interval that contains zero throws
/// <see cref="DivideByZeroException"/>; the logarithm or root of one partly outside the domain throws
/// <see cref="ArgumentOutOfRangeException"/>. The platform's exp, log, tanh and sin take no part.
/// </remarks>
public readonly partial record struct Interval : IRealField<Interval>
{
    /// <exception cref="ArgumentException">A bound is NaN, the bounds are in the wrong order, or no real number lies between them.</exception>
    public Interval(double lower, double upper)
    {
        if (!(lower <= upper) || double.IsPositiveInfinity(lower) || double.IsNegativeInfinity(upper))
            throw new ArgumentException($"An interval needs bounds lower <= upper with real numbers between them, but was given {lower:R} and {upper:R}.");
        Lower = lower + 0.0; // no negative zeros, for the eye
        Upper = upper + 0.0;
    }

    public double Lower { get; }
    public double Upper { get; }

    /// <summary>The interval that holds x alone.</summary>
    public static Interval Point(double x) => new(x, x);

    /// <inheritdoc/>
    public static Interval FromDouble(double x) =>
        double.IsFinite(x) ? new(x, x) : throw new ArgumentOutOfRangeException(nameof(x), x, "A real number must be finite.");

    /// <summary>The integer n, exactly up to 2^53; beyond, between neighbouring doubles.</summary>
    public static Interval From(BigInteger n) => Dyadic.Bits(n) <= 53 ? Point((long)n) : Enclosing(BigReal.From(n));

    /// <summary>The least interval of doubles that holds the ball.</summary>
    public static Interval Enclosing(BigReal ball)
    {
        var (lower, upper) = ball.EnclosingDoubles();
        return new(lower, upper);
    }

    public static Interval Zero => default;
    public static Interval One => new(1, 1);

    /// <summary>Upper - Lower, rounded up.</summary>
    public double Width => AddUp(Upper, -Lower);

    /// <summary>A double in the interval near its middle.</summary>
    public double Midpoint => Math.Clamp((Lower / 2) + (Upper / 2), Math.Max(Lower, double.MinValue), Math.Min(Upper, double.MaxValue));

    public bool Contains(double x) => Lower <= x && x <= Upper;
    public bool Contains(Interval inner) => Lower <= inner.Lower && inner.Upper <= Upper;

    /// <summary>Whether every number of the interval is greater than zero.</summary>
    public bool IsPositive => Lower > 0;

    /// <summary>Whether no number of the interval is greater than zero.</summary>
    public bool IsNotPositive => Upper <= 0;

    /// <summary>The least interval that holds both.</summary>
    public static Interval Hull(Interval a, Interval b) => new(Math.Min(a.Lower, b.Lower), Math.Max(a.Upper, b.Upper));

    /// <inheritdoc/>
    public static Interval Within(Interval centre, Interval radius) => centre + new Interval(-1, 1) * radius;

    public static Interval operator +(Interval a, Interval b) => new(AddDown(a.Lower, b.Lower), AddUp(a.Upper, b.Upper));
    public static Interval operator -(Interval a, Interval b) => new(AddDown(a.Lower, -b.Upper), AddUp(a.Upper, -b.Lower));
    public static Interval operator -(Interval a) => new(-a.Upper, -a.Lower);

    public static Interval operator *(Interval a, Interval b)
    {
        if (a.Lower >= 0) return b.TimesNotNegative(a);
        if (a.Upper <= 0) return -b.TimesNotNegative(-a);
        if (b.Lower >= 0) return a.TimesNotNegative(b);
        if (b.Upper <= 0) return -a.TimesNotNegative(-b);
        return new(
            Math.Min(MultiplyDown(a.Lower, b.Upper), MultiplyDown(a.Upper, b.Lower)),
            Math.Max(MultiplyUp(a.Lower, b.Lower), MultiplyUp(a.Upper, b.Upper)));
    }

    Interval TimesNotNegative(Interval a) => new(
        MultiplyDown(Lower >= 0 ? a.Lower : a.Upper, Lower),
        MultiplyUp(Upper >= 0 ? a.Upper : a.Lower, Upper));

    public static Interval operator /(Interval a, Interval b)
    {
        if (b.Lower <= 0 && b.Upper >= 0) throw new DivideByZeroException($"The divisor {b} contains zero.");
        if (b.Upper < 0) (a, b) = (-a, -b);
        return new(
            DivideDown(a.Lower, a.Lower >= 0 ? b.Upper : b.Lower),
            DivideUp(a.Upper, a.Upper >= 0 ? b.Lower : b.Upper));
    }

    /// <summary>x x, which is not negative even where x may have either sign.</summary>
    public static Interval Square(Interval x)
    {
        double least = x.Lower > 0 ? x.Lower : x.Upper < 0 ? x.Upper : 0, most = Math.Max(-x.Lower, x.Upper);
        return new(MultiplyDown(least, least), MultiplyUp(most, most));
    }

    public static Interval Sqrt(Interval x) => x.Lower >= 0
        ? new(SqrtDown(x.Lower), SqrtUp(x.Upper))
        : throw new ArgumentOutOfRangeException(nameof(x), $"The square root needs an interval without negative numbers, but was given {x}.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Lower:R}, {Upper:R}]");
}
