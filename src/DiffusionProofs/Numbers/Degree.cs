using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>Upper bounds for an integer polynomial: its degrees, its total degree, and log2 of the sum of its absolute coefficients.</summary>
/// <remarks>Each bound of a product is the sum of the factors' bounds, and of a sum the larger one (and one bit more).</remarks>
public readonly struct PolynomialBound
{
    readonly long[]? degrees;

    PolynomialBound(long[]? degrees, long total, long bits) => (this.degrees, Total, Bits) = (degrees, total, bits);

    public long Total { get; }

    /// <summary>The absolute coefficients sum to at most 2^Bits.</summary>
    public long Bits { get; }

    public long this[int variable] => degrees is not null && variable < degrees.Length ? degrees[variable] : 0;

    internal static PolynomialBound Variable(int index)
    {
        long[] degrees = new long[index + 1];
        degrees[index] = 1;
        return new(degrees, 1, 0);
    }

    internal static PolynomialBound Constant(BigInteger n) =>
        new(null, 0, n.IsZero ? 0 : (long)(BigInteger.Abs(n) - 1).GetBitLength());

    public static PolynomialBound operator *(PolynomialBound a, PolynomialBound b) =>
        checked(new(Combine(a.degrees, b.degrees, static (x, y) => checked(x + y)), a.Total + b.Total, a.Bits + b.Bits));

    public static PolynomialBound operator +(PolynomialBound a, PolynomialBound b) =>
        checked(new(Combine(a.degrees, b.degrees, Math.Max), Math.Max(a.Total, b.Total), Math.Max(a.Bits, b.Bits) + 1));

    static long[]? Combine(long[]? a, long[]? b, Func<long, long, long> combine)
    {
        if (a is null) return b;
        if (b is null) return a;
        (long[] longer, long[] shorter) = a.Length >= b.Length ? (a, b) : (b, a);
        long[] result = [.. longer];
        for (int i = 0; i < shorter.Length; i++) result[i] = combine(longer[i], shorter[i]);
        return result;
    }
}

/// <summary>
/// Bounds on the numerator and denominator of a rational function as a formula builds it, nothing cancelled. Running a
/// formula in this system gives the bounds that its proof needs. Throws <see cref="OverflowException"/> beyond 2^63.
/// </summary>
/// <remarks>
/// A constant zero is known as such: it adds nothing and a product with it is zero. What is zero by cancellation is
/// not noticed, so that the bounds stay bounds.
/// </remarks>
public readonly struct Degree : IField<Degree>
{
    readonly bool isNonZero;

    Degree(PolynomialBound numerator, PolynomialBound denominator) => (Numerator, Denominator, isNonZero) = (numerator, denominator, true);

    public PolynomialBound Numerator { get; }

    public PolynomialBound Denominator { get; }

    /// <summary>The constant zero, or a product with it.</summary>
    public bool IsConstantZero => !isNonZero;

    /// <summary>The variable of this index, from 0.</summary>
    public static Degree Variable(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new(PolynomialBound.Variable(index), default);
    }

    public static Degree From(BigInteger n) => n.IsZero ? default : new(PolynomialBound.Constant(n), default);

    public static Degree operator +(Degree a, Degree b)
    {
        if (a.IsConstantZero) return b;
        if (b.IsConstantZero) return a;
        return new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);
    }

    public static Degree operator -(Degree a, Degree b) => a + b;

    public static Degree operator *(Degree a, Degree b) => a.IsConstantZero || b.IsConstantZero
        ? default
        : new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Degree operator /(Degree a, Degree b)
    {
        if (b.IsConstantZero) throw new DivideByZeroException("A formula divides by the constant zero.");
        return a.IsConstantZero ? default : new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);
    }

    public static Degree operator -(Degree a) => a;
}
