using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// A rational function with rational coefficients: an integer polynomial over a denominator kept as a product. Not always in
/// lowest terms, but the test for zero is exact, and so is <see cref="Equals(Poly)"/>.
/// </summary>
/// <remarks>
/// Throws <see cref="PolynomialTooLargeException"/> beyond the <see cref="PolynomialBudget"/>, and
/// <see cref="DivideByZeroException"/> for a divisor that is the zero function. <c>default</c> is zero.
/// </remarks>
public readonly struct Poly : ILogArgument<Poly>, IEquatable<Poly>
{
    readonly IntegerPolynomial? numerator;
    readonly PolyDenominator denominator;

    Poly(IntegerPolynomial numerator, PolyDenominator denominator) => (this.numerator, this.denominator) = (numerator, denominator);

    public IntegerPolynomial Numerator => numerator ?? IntegerPolynomial.Zero;

    /// <summary>The denominator, expanded.</summary>
    public IntegerPolynomial Denominator => denominator.Over(PolyDenominator.One);

    public bool IsZero => Numerator.IsZero;

    static Poly IField<Poly>.Zero => default;

    public static Poly Variable(int index) => new(IntegerPolynomial.Variable(index), PolyDenominator.One);

    public static Poly From(BigInteger n) => new(IntegerPolynomial.Constant(n), PolyDenominator.One);

    public static Poly operator +(Poly a, Poly b)
    {
        if (a.IsZero) return b;
        if (b.IsZero) return a;
        PolyDenominator common = PolyDenominator.LeastCommonMultiple(a.denominator, b.denominator);
        return Reduced(a.Numerator * common.Over(a.denominator) + b.Numerator * common.Over(b.denominator), common);
    }

    public static Poly operator -(Poly a, Poly b) => a + -b;

    public static Poly operator *(Poly a, Poly b)
    {
        if (a.IsZero || b.IsZero) return default;
        var (n, m, c, d) = (a.Numerator, b.Numerator, a.denominator, b.denominator);
        PolyDenominator.Cancel(ref n, ref d);
        PolyDenominator.Cancel(ref m, ref c);
        return new(n * m, c * d);
    }

    public static Poly operator /(Poly a, Poly b)
    {
        if (b.IsZero) throw new DivideByZeroException("A formula divides by the zero function.");
        if (a.IsZero) return default;
        var (c, d) = (a.denominator, b.denominator);
        PolyDenominator.Cancel(ref c, ref d);
        PolyDenominator divisor = PolyDenominator.Of(b.Numerator, out int sign);
        IntegerPolynomial n = a.Numerator * sign;
        PolyDenominator.Cancel(ref n, ref divisor);
        return Reduced(n * d.Over(PolyDenominator.One), c * divisor);
    }

    public static Poly operator -(Poly a) => new(-a.Numerator, a.denominator);

    /// <summary>The factors of the numerator as far as they are apparent, primitive and not constant: where one is zero, 1/this has no value.</summary>
    public IEnumerable<IntegerPolynomial> ZeroFactors()
    {
        if (IsZero) yield break;
        foreach (IntegerPolynomial factor in PolyDenominator.Of(Numerator, out _).Factors.ToArray().Select(f => f.Base)) yield return factor;
    }

    static Poly Reduced(IntegerPolynomial numerator, PolyDenominator denominator)
    {
        if (numerator.IsZero) return default;
        PolyDenominator.Cancel(ref numerator, ref denominator);
        return new(numerator, denominator);
    }

    public bool Equals(Poly other) => (this - other).IsZero;

    public override bool Equals(object? obj) => obj is Poly other && Equals(other);

    // Equal functions may be written over different denominators, and only constants show at once that they are.
    public override int GetHashCode() => 0;

    public override string ToString() => ToString(p => p.ToString());

    /// <summary>Text with these names of the variables, such as <c>(1 - b)/(2*a)</c>.</summary>
    public string ToString(IReadOnlyList<string> names) => ToString(p => p.ToString(names));

    string ToString(Func<IntegerPolynomial, string> text)
    {
        IntegerPolynomial below = Denominator;
        if (below.IsOne) return text(Numerator);
        string above = Numerator.Terms > 1 ? $"({text(Numerator)})" : text(Numerator);
        return below.IsConstant ? $"{above}/{text(below)}" : $"{above}/({text(below)})";
    }

    static bool ILogArgument<Poly>.IsZero(Poly x) => x.IsZero;

    static IEnumerable<(IntegerPolynomial Factor, int Exponent)> ILogArgument<Poly>.PositiveFactors(Poly x)
    {
        if (x.IsZero || (x.Numerator.IsConstant && x.Denominator.IsConstant && x.Numerator.FirstSign < 0))
            throw new ArgumentOutOfRangeException(nameof(x), $"A logarithm's argument must be positive; it was {x}.");
        PolyDenominator above = PolyDenominator.Of(x.Numerator, out _);
        return
        [
            (IntegerPolynomial.Constant(above.Scale), 1), .. above.Factors,
            (IntegerPolynomial.Constant(x.denominator.Scale), -1),
            .. x.denominator.Factors.ToArray().Select(f => (f.Base, -f.Exponent)),
        ];
    }
}
