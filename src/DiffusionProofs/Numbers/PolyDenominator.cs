using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// A denominator kept as a product: a positive integer and powers of primitive polynomials. A sum of many fractions over the
/// same divisors then stays over their least common multiple, where an expanded product would grow with every term.
/// </summary>
readonly struct PolyDenominator
{
    readonly BigInteger scale;
    readonly (IntegerPolynomial Base, int Exponent)[]? factors;

    PolyDenominator(BigInteger scale, (IntegerPolynomial, int)[]? factors) => (this.scale, this.factors) = (scale, factors);

    public static PolyDenominator One => default;

    public BigInteger Scale => scale.IsZero ? BigInteger.One : scale;

    public ReadOnlySpan<(IntegerPolynomial Base, int Exponent)> Factors => factors;

    /// <summary>Splits a non-zero polynomial into a sign and a denominator: content, powers of variables, and the primitive rest.</summary>
    public static PolyDenominator Of(IntegerPolynomial polynomial, out int sign)
    {
        sign = polynomial.FirstSign;
        List<(IntegerPolynomial, int)> factors = [];
        IntegerPolynomial rest = polynomial.PrimitivePart.WithoutMonomial(out var powers);
        foreach (var (variable, exponent) in powers) factors.Add((IntegerPolynomial.Variable(variable), exponent));
        if (!rest.IsOne) factors.Add((rest, 1));
        return new(polynomial.Content, [.. factors]);
    }

    public static PolyDenominator operator *(PolyDenominator a, PolyDenominator b) => Combine(a, b, a.Scale * b.Scale, (x, y) => x + y);

    public static PolyDenominator LeastCommonMultiple(PolyDenominator a, PolyDenominator b) =>
        Combine(a, b, a.Scale / BigInteger.GreatestCommonDivisor(a.Scale, b.Scale) * b.Scale, Math.Max);

    /// <summary>The expanded quotient of this by a divisor that divides it.</summary>
    public IntegerPolynomial Over(PolyDenominator divisor)
    {
        IntegerPolynomial product = IntegerPolynomial.Constant(Scale / divisor.Scale);
        foreach (var (q, exponent) in Factors) product *= IntegerPolynomial.Pow(q, exponent - divisor.ExponentOf(q));
        return product;
    }

    /// <summary>Takes out of both what they have in common as written.</summary>
    public static void Cancel(ref PolyDenominator a, ref PolyDenominator b)
    {
        PolyDenominator first = a, second = b;
        BigInteger common = BigInteger.GreatestCommonDivisor(a.Scale, b.Scale);
        a = new(first.Scale / common, Rest(first, second));
        b = new(second.Scale / common, Rest(second, first));

        static (IntegerPolynomial, int)[] Rest(PolyDenominator of, PolyDenominator other) =>
            [.. (of.factors ?? []).Select(f => (f.Base, f.Exponent - Math.Min(f.Exponent, other.ExponentOf(f.Base)))).Where(f => f.Item2 > 0)];
    }

    /// <summary>Divides numerator and denominator by the factors that divide both.</summary>
    public static void Cancel(ref IntegerPolynomial numerator, ref PolyDenominator denominator)
    {
        if (denominator.factors is { Length: > 0 } factors)
        {
            List<(IntegerPolynomial, int)> kept = [];
            foreach (var (q, exponent) in factors)
            {
                int left = exponent;
                while (left > 0 && numerator.DividedExactlyBy(q) is { } quotient) (numerator, left) = (quotient, left - 1);
                if (left > 0) kept.Add((q, left));
            }

            denominator = new(denominator.Scale, [.. kept]);
        }

        if (denominator.Scale.IsOne) return;
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator.Content, denominator.Scale);
        if (common.IsOne) return;
        numerator = numerator.DividedExactlyBy(IntegerPolynomial.Constant(common))!;
        denominator = new(denominator.Scale / common, denominator.factors);
    }

    int ExponentOf(IntegerPolynomial polynomial)
    {
        foreach (var (q, exponent) in Factors)
            if (q.Equals(polynomial)) return exponent;
        return 0;
    }

    static PolyDenominator Combine(PolyDenominator a, PolyDenominator b, BigInteger scale, Func<int, int, int> exponent)
    {
        if (b.factors is not { Length: > 0 }) return new(scale, a.factors);
        if (a.factors is not { Length: > 0 }) return new(scale, b.factors);
        return new(scale,
        [
            .. a.factors.Select(f => (f.Base, exponent(f.Exponent, b.ExponentOf(f.Base)))),
            .. b.factors.Where(f => a.ExponentOf(f.Base) == 0),
        ]);
    }
}
