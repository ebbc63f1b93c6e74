using System.Numerics;
using DiffusionProofs.Numbers;
using FsCheck.Xunit;

namespace DiffusionProofs.Tests.Numbers;

[Properties(Arbitrary = [typeof(NumberArbitraries)], MaxTest = 200, Replay = "20261124,1234567891")]
public class RationalTests
{
    [Property]
    public bool Sums_and_products_obey_the_laws_of_a_field(Rational a, Rational b, Rational c) =>
        a + b == b + a && a * b == b * a
        && a + (b + c) == (a + b) + c && a * (b * c) == (a * b) * c
        && a * (b + c) == a * b + a * c
        && a + Rational.Zero == a && a * Rational.One == a
        && a - a == Rational.Zero && a + -a == Rational.Zero
        && (b.IsZero || (a / b * b == a && b / b == Rational.One));

    [Property]
    public bool Fractions_are_in_lowest_terms(Rational a, Rational b)
    {
        Rational sum = a + b, product = a * b;
        return IsReduced(sum) && IsReduced(product);

        static bool IsReduced(Rational x) => x.Denominator.Sign > 0 && BigInteger.GreatestCommonDivisor(x.Numerator, x.Denominator).IsOne;
    }

    [Property]
    public bool Order_is_that_of_the_sign_of_the_difference(Rational a, Rational b) =>
        (a < b) == ((a - b).Sign < 0) && (a >= b) == ((a - b).Sign >= 0) && (a == b) == (a - b).IsZero && (a > b) == (b < a) && (a <= b) == (b >= a);

    [Property]
    public bool Text_reads_back_as_the_same_number(Rational a) => Rational.Parse(a.ToString()) == a;

    [Property]
    public bool Powers_multiply(Rational a)
    {
        if (a.Numerator.GetBitLength() + a.Denominator.GetBitLength() > 500 || a.IsZero) return true;
        return Rational.Pow(a, 3) == a * a * a && Rational.Pow(a, -2) == 1 / (a * a) && Rational.Pow(a, 0) == Rational.One && a.Power(3) == Rational.Pow(a, 3);
    }

    [Property(MaxTest = 1000)]
    public bool A_finite_double_survives_the_way_there_and_back(double x) =>
        !double.IsFinite(x) || Rational.FromDouble(x).ToDouble().Equals(x == 0 ? 0.0 : x);

    [Property(MaxTest = 500)]
    public bool No_neighbour_is_nearer_than_the_rounded_double(Rational a)
    {
        double x = a.ToDouble();
        if (double.IsInfinity(x)) return Rational.Abs(a) > Rational.FromDouble(double.MaxValue);
        Rational error = Rational.Abs(Rational.FromDouble(x) - a);
        return NotFartherThan(double.BitDecrement(x)) && NotFartherThan(double.BitIncrement(x));

        bool NotFartherThan(double neighbour) => double.IsInfinity(neighbour) || error <= Rational.Abs(Rational.FromDouble(neighbour) - a);
    }

    [Theory]
    [InlineData(0.1, "3602879701896397/36028797018963968")]
    [InlineData(-1.5, "-3/2")]
    [InlineData(2251799813685248.5, "4503599627370497/2")]
    public void A_double_is_the_fraction_that_it_stands_for(double x, string text) => Assert.Equal(text, Rational.FromDouble(x).ToString());

    [Fact]
    public void The_default_is_zero()
    {
        Rational zero = default;
        Assert.Equal(Rational.Zero, zero);
        Assert.Equal(Rational.From(0).GetHashCode(), zero.GetHashCode());
        Assert.Equal(new Rational(3, 4), zero + new Rational(3, 4));
        Assert.Equal("0", zero.ToString());
        Assert.Equal(0.0, zero.ToDouble());
    }

    [Fact]
    public void Division_by_zero_throws()
    {
        Assert.Throws<DivideByZeroException>(() => Rational.One / Rational.Zero);
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 0));
        Assert.Throws<DivideByZeroException>(() => Rational.Pow(Rational.Zero, -1));
    }

    [Theory]
    [InlineData("3/4", 3, 4)]
    [InlineData("-6/4", -3, 2)]
    [InlineData("0.125", 1, 8)]
    [InlineData("-0.5", -1, 2)]
    [InlineData("7", 7, 1)]
    public void Text_is_read_exactly(string text, int n, int d) => Assert.Equal(new Rational(n, d), Rational.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1/")]
    [InlineData("1.")]
    [InlineData("1e3")]
    [InlineData("1.-5")]
    public void What_is_no_number_is_refused(string text) => Assert.Throws<FormatException>(() => Rational.Parse(text));

    [Fact]
    public void What_is_not_finite_is_no_rational() =>
        Assert.All([double.NaN, double.PositiveInfinity, double.NegativeInfinity], x => Assert.Throws<ArgumentOutOfRangeException>(() => Rational.FromDouble(x)));
}
