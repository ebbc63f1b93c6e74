using System.Numerics;
using DiffusionProofs.Numbers;
using FsCheck.Xunit;

namespace DiffusionProofs.Tests.Numbers;

[Properties(MaxTest = 300, Replay = "20261124,1234567891")]
public class PolyTests
{
    static readonly Poly[] X = [Poly.Variable(0), Poly.Variable(1), Poly.Variable(2)];

    static RandomFormula Formula(int seed) => RandomFormula.Of(seed, 3, 3);

    [Property]
    public bool Fractions_of_polynomials_obey_the_laws_of_a_field(int seedA, int seedB, int seedC)
    {
        if (Formula(seedA).TryEvaluate(X) is not { } a || Formula(seedB).TryEvaluate(X) is not { } b || Formula(seedC).TryEvaluate(X) is not { } c) return true;
        return (a + b).Equals(b + a) && (a * b).Equals(b * a) && (a + (b + c)).Equals(a + b + c) && (a * (b * c)).Equals(a * b * c)
            && (a * (b + c)).Equals(a * b + a * c) && (a - a).IsZero && (b.IsZero || (a / b * b).Equals(a));
    }

    [Property]
    public bool A_polynomial_evaluates_to_what_its_formula_does(int seed, int x, int y, int z)
    {
        Rational[] point = [new(x, 7), new(y, 3), new(z, 5)];
        if (Formula(seed).TryEvaluate(X) is not { } poly || Formula(seed).TryEvaluate(point) is not { } value) return true;
        Rational denominator = poly.Denominator.Evaluate(point);
        return poly.Numerator.Evaluate(point) == value * denominator && !denominator.IsZero;
    }

    [Property]
    public bool Degree_bounds_the_true_degrees_and_coefficients(int seed)
    {
        Degree[] variables = [Degree.Variable(0), Degree.Variable(1), Degree.Variable(2)];
        if (Formula(seed).TryEvaluate(X) is not { } poly || Formula(seed).TryEvaluate(variables) is not { } bound) return true;
        return Within(poly.Numerator, bound.Numerator) && Within(poly.Denominator, bound.Denominator);

        static bool Within(IntegerPolynomial p, PolynomialBound bound) =>
            Enumerable.Range(0, 3).All(i => p.DegreeIn(i) <= bound[i]) && p.TotalDegree <= bound.Total && p.Norm <= BigInteger.One << (int)bound.Bits;
    }

    [Property]
    public bool Degree_is_attained_by_products_of_distinct_variables(int seed)
    {
        // Without cancellation the bound is the degree: 1 + x^i has it, and so have products and sums of such.
        Random random = new(seed);
        Poly poly = Poly.From(1);
        Degree degree = Degree.From(1);
        for (int i = 0; i < 4; i++)
        {
            int power = random.Next(1, 4), j = random.Next(3);
            poly *= 1 + X[j].Power(power);
            degree *= 1 + Degree.Variable(j).Power(power);
        }

        return Enumerable.Range(0, 3).All(j => poly.Numerator.DegreeIn(j) == degree.Numerator[j]) && poly.Numerator.TotalDegree == degree.Numerator.Total;
    }

    [Property]
    public bool A_greatest_common_divisor_divides_both_and_contains_a_planted_one(int seedA, int seedB, int seedG)
    {
        var (a, b, g) = (Polynomial(seedA), Polynomial(seedB), Polynomial(seedG));
        if (a.IsZero || b.IsZero || g.IsZero) return true;
        IntegerPolynomial common = IntegerPolynomial.GreatestCommonDivisor(a * g, b * g);
        IntegerPolynomial cofactors = IntegerPolynomial.GreatestCommonDivisor((a * g).DividedExactlyBy(common)!, (b * g).DividedExactlyBy(common)!);
        return common.DividedExactlyBy(g) is not null && cofactors.IsOne;

        static IntegerPolynomial Polynomial(int seed) => RandomFormula.Of(seed, 3, 3, divisions: false).Evaluate(X).Numerator;
    }

    [Property]
    public bool Exact_division_undoes_multiplication_and_refuses_a_remainder(int seedA, int seedB)
    {
        var a = RandomFormula.Of(seedA, 3, 3, divisions: false).Evaluate(X).Numerator;
        var b = RandomFormula.Of(seedB, 3, 3, divisions: false).Evaluate(X).Numerator;
        if (b.IsZero) return true;
        return a.Equals((a * b).DividedExactlyBy(b)) && (b.TotalDegree == 0 || (a * b + IntegerPolynomial.One).DividedExactlyBy(b) is null);
    }

    [Fact]
    public void Text_is_canonical()
    {
        string[] names = ["sigma", "x", "y", "b"];
        Poly sigma = Poly.Variable(0), x = Poly.Variable(1), y = Poly.Variable(2), b = Poly.Variable(3);
        Assert.Equal("1 - b", (1 - b).Numerator.ToString(names));
        Assert.Equal("sigma^2 + 3*x*y", (3 * x * y + sigma * sigma).Numerator.ToString(names));
        Assert.Equal("1 - b", (6 * b - 6).Numerator.PrimitivePart.ToString(names));
        Assert.Equal("(1 - b)/(2*x)", ((1 - b) / (2 * x)).ToString(names));
        Assert.Equal("0", (x - x).ToString(names));
        Assert.Equal("-x", (-x).ToString(names));
        Assert.Equal("x/3", (x / 3).ToString(names));
    }

    [Fact]
    public void Sums_over_one_divisor_stay_over_it()
    {
        Poly z = X[0] + X[1] + X[2], sum = X[0] / z + X[1] / z + X[2] / z;
        Assert.True(sum.Equals(Poly.From(1)));
        Assert.True(sum.Denominator.IsOne);
        Assert.Equal(1, (X[0] / z + X[1] / z).Denominator.TotalDegree);
    }

    [Fact]
    public void A_divisor_that_is_the_zero_function_throws() =>
        Assert.Throws<DivideByZeroException>(() => Poly.From(1) / ((X[0] + X[1]).Squared() - X[0].Squared() - 2 * X[0] * X[1] - X[1].Squared()));

    [Fact]
    public void Beyond_its_budget_an_expansion_stops_with_its_own_exception()
    {
        Poly sum = X[0] + X[1] + X[2] + 1;
        using (PolynomialBudget.Use(terms: 100, products: long.MaxValue)) Assert.Throws<PolynomialTooLargeException>(() => sum.Power(12));
        using (PolynomialBudget.Use(terms: int.MaxValue, products: 100)) Assert.Throws<PolynomialTooLargeException>(() => sum.Power(12));
        Assert.Equal(455, sum.Power(12).Numerator.Terms);
    }

    [Fact]
    public void A_constant_zero_adds_no_degree()
    {
        Degree x = Degree.Variable(0), f = x / (1 + x) + 0;
        Assert.Equal(1, f.Numerator[0]);
        Assert.Equal(0, (0 * x).Numerator[0]);
        Assert.Throws<DivideByZeroException>(() => x / (0 * x));
    }
}
