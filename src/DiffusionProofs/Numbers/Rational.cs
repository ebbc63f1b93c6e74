using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>An exact fraction of big integers in lowest terms, its denominator positive; <c>default</c> is zero.</summary>
public readonly partial struct Rational : ILogArgument<Rational>, IEquatable<Rational>, IComparable<Rational>
{
    // Zero stands for a denominator of one, so that default(Rational) is a number.
    readonly BigInteger denominator;

    /// <summary>numerator / denominator, reduced.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new DivideByZeroException($"The fraction {numerator}/0 has no value.");
        if (denominator.Sign < 0) (numerator, denominator) = (-numerator, -denominator);
        BigInteger common = denominator.IsOne ? BigInteger.One : BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = common.IsOne ? numerator : numerator / common;
        this.denominator = common.IsOne ? denominator : denominator / common;
    }

    public Rational(BigInteger integer) => Numerator = integer;

    public BigInteger Numerator { get; }

    public BigInteger Denominator => denominator.IsZero ? BigInteger.One : denominator;

    public bool IsInteger => Denominator.IsOne;

    public bool IsZero => Numerator.IsZero;

    public int Sign => Numerator.Sign;

    static Rational IField<Rational>.Zero => default;

    static Rational IField<Rational>.One => One;

    public static Rational Zero => default;

    public static Rational One { get; } = new(BigInteger.One);

    public static Rational From(BigInteger n) => new(n);

    public static implicit operator Rational(int n) => new(n);

    public static implicit operator Rational(long n) => new(n);

    public static implicit operator Rational(BigInteger n) => new(n);

    public static Rational operator +(Rational a, Rational b) => a.IsInteger && b.IsInteger
        ? new(a.Numerator + b.Numerator)
        : new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b) => a.IsInteger && b.IsInteger
        ? new(a.Numerator * b.Numerator)
        : new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static Rational operator -(Rational a) => a.IsInteger ? new(-a.Numerator) : new(-a.Numerator, a.Denominator);

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    /// <summary>x to an integer power, negative ones included; 0 to the power 0 is 1.</summary>
    /// <exception cref="DivideByZeroException">x is zero and the power negative.</exception>
    public static Rational Pow(Rational x, int power)
    {
        if (power < 0) return One / Pow(x, checked(-power));
        return new(BigInteger.Pow(x.Numerator, power), BigInteger.Pow(x.Denominator, power));
    }

    public static Rational Abs(Rational x) => x.Sign < 0 ? -x : x;

    public int CompareTo(Rational other) => IsInteger && other.IsInteger
        ? Numerator.CompareTo(other.Numerator)
        : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    static bool ILogArgument<Rational>.IsZero(Rational x) => x.IsZero;

    static IEnumerable<(IntegerPolynomial Factor, int Exponent)> ILogArgument<Rational>.PositiveFactors(Rational x)
    {
        if (x.Sign <= 0) throw new ArgumentOutOfRangeException(nameof(x), $"A logarithm's argument must be positive; it was {x}.");
        yield return (IntegerPolynomial.Constant(x.Numerator), 1);
        yield return (IntegerPolynomial.Constant(x.Denominator), -1);
    }
}
