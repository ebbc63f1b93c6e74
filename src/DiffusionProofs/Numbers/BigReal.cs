using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// A ball of real numbers: a floating midpoint of many digits and a radius that bounds, rigorously, how far the true
/// value may be. Every operation encloses all values that its operands may have.
/// </summary>
/// <remarks>
/// Precision is ambient (<see cref="WithPrecision"/>, 60 digits unless told), flows with async and touches results,
/// never operands: integers and doubles enter exactly. Exponents are 64 bits wide, so nothing overflows in practice.
/// Dividing by a ball that contains zero throws <see cref="DivideByZeroException"/>; the logarithm or root of a ball
/// outside or partly outside the domain throws <see cref="ArgumentOutOfRangeException"/>. The default value is zero.
/// </remarks>
public readonly partial struct BigReal : IRealField<BigReal>
{
    public const int DefaultDigits = 60;

    static readonly AsyncLocal<int> AmbientDigits = new();

    readonly Dyadic midpoint;
    readonly Magnitude radius;

    BigReal(Dyadic midpoint, Magnitude radius) => (this.midpoint, this.radius) = (midpoint, radius);

    /// <summary>The decimal digits to which results are rounded.</summary>
    public static int Digits => AmbientDigits.Value is var digits and not 0 ? digits : DefaultDigits;

    // Some bits beyond the digits asked for, so that a handful of roundings do not reach the last digit.
    static int Bits => (int)Math.Ceiling(Digits * 3.3219280948873626) + 16;

    /// <summary>Rounds results to <paramref name="digits"/> decimal digits (10 or more) until the returned scope is disposed.</summary>
    public static IDisposable WithPrecision(int digits)
    {
        if (digits is < 10 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(digits), digits, "The precision must be 10 to 1,000,000 decimal digits.");
        var scope = new PrecisionScope(AmbientDigits.Value);
        AmbientDigits.Value = digits;
        return scope;
    }

    sealed class PrecisionScope(int outer) : IDisposable
    {
        public void Dispose() => AmbientDigits.Value = outer;
    }

    /// <summary>The integer n, exactly.</summary>
    public static BigReal From(BigInteger n) => new(new(n, 0), default);

    public static BigReal Zero => default;
    public static BigReal One { get; } = From(1);

    public static implicit operator BigReal(int n) => From(n);

    /// <inheritdoc/>
    public static BigReal FromDouble(double x)
    {
        if (!double.IsFinite(x)) throw new ArgumentOutOfRangeException(nameof(x), x, "A real number must be finite.");
        return new(Dyadic.Of(x), default);
    }

    /// <summary>The fraction, to the ambient precision.</summary>
    public static BigReal FromFraction(BigInteger numerator, BigInteger denominator) => From(numerator) / From(denominator);

    /// <summary>A ball with the given centre (its own radius is added) and radius.</summary>
    /// <param name="radius">Finite and not negative.</param>
    public static BigReal Ball(BigReal centre, double radius)
    {
        if (!(radius >= 0) || double.IsInfinity(radius))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "A radius must be finite and not negative.");
        Dyadic exact = Dyadic.Of(radius);
        return new(centre.midpoint, centre.radius + Magnitude.Above(exact.Mantissa, exact.Exponent));
    }

    /// <inheritdoc/>
    public static BigReal Within(BigReal centre, BigReal radius) => centre + Ball(Zero, 1) * radius;

    /// <summary>The midpoint, as a ball of radius 0.</summary>
    public BigReal Midpoint => new(midpoint, default);

    /// <summary>The radius, as a ball of radius 0.</summary>
    public BigReal Radius => new(radius.Exact, default);

    /// <summary>Whether the ball is a single number.</summary>
    public bool IsExact => radius.IsZero;

    /// <summary>Whether zero is in the ball.</summary>
    public bool ContainsZero => midpoint.Sign == 0 || !(radius < SizeBelow) && Lower.Sign * Upper.Sign <= 0;

    /// <summary>Whether every number of the ball is greater than zero.</summary>
    public bool IsCertainlyPositive => midpoint.Sign > 0 && !ContainsZero;

    Magnitude SizeAbove => Magnitude.Above(midpoint.Mantissa, midpoint.Exponent);
    Magnitude SizeBelow => Magnitude.Below(midpoint.Mantissa, midpoint.Exponent);

    Dyadic Upper => AddOutward(midpoint, radius);
    Dyadic Lower => -AddOutward(-midpoint, radius);

    /// <summary>An upper bound of m + r: the sum itself, unless one is so small beside the other that writing it out would be long.</summary>
    static Dyadic AddOutward(Dyadic m, Magnitude r)
    {
        const int far = 4096;
        if (r.IsZero) return m;
        Dyadic exact = r.Exact;
        if (m.Sign == 0) return exact;
        if (exact.Top < m.Exponent - far) return m + new Dyadic(1, m.Exponent - far);
        if (m.Top >= exact.Exponent - far) return m + exact;
        return m.Sign < 0 ? exact : exact + new Dyadic(1, exact.Exponent - far);
    }

    /// <summary>Whether every number of <paramref name="a"/> is less than every number of <paramref name="b"/>.</summary>
    public static bool CertainlyLess(BigReal a, BigReal b) => a.Upper.CompareTo(b.Lower) < 0;

    /// <summary>Whether the balls have a number in common.</summary>
    public bool Overlaps(BigReal other) => !CertainlyLess(this, other) && !CertainlyLess(other, this);

    /// <summary>Whether every number of <paramref name="inner"/> is in this ball.</summary>
    public bool Contains(BigReal inner) => Lower.CompareTo(inner.Lower) <= 0 && inner.Upper.CompareTo(Upper) <= 0;

    /// <summary>Whether the double is in this ball.</summary>
    public bool Contains(double x) => Contains(FromDouble(x));
}
