using System.Diagnostics;
using System.Numerics;
using DiffusionProofs.Numbers;
using FsCheck.Xunit;
using Form = DiffusionProofs.Numbers.LogForm<DiffusionProofs.Numbers.Rational>;
using PolyForm = DiffusionProofs.Numbers.LogForm<DiffusionProofs.Numbers.Poly>;

namespace DiffusionProofs.Tests.Numbers;

[Properties(Arbitrary = [typeof(NumberArbitraries)], MaxTest = 50, Replay = "20261124,1234567891")]
public class LogFormTests
{
    static readonly PolyForm a = new(Poly.Variable(0)), b = new(Poly.Variable(1)), c = new(Poly.Variable(2));

    static Form Log(Rational x) => Form.Log(x);

    static PolyForm Log(PolyForm x) => PolyForm.Log(x);

    [Fact]
    public void Two_log_6_is_log_4_plus_log_9() => Assert.Equal(LogEquality.Equal, Form.Compare(2 * Log(6), Log(4) + Log(9)));

    [Fact]
    public void Logs_of_coprime_integers_are_independent()
    {
        Assert.Equal(LogEquality.Different, Form.Compare(Log(8), 3 * Log(3)));
        Assert.Equal(LogEquality.Different, Form.Compare(Log(2), new Rational(6931471805599453, 10000000000000000)));
        Assert.Equal(LogEquality.Equal, Form.Compare(Log(4) / 2, Log(2)));
    }

    [Fact]
    public void Forms_that_agree_to_forty_digits_and_differ_are_told_apart()
    {
        // log(1 + 1/n) - 1/n is about 1/(2 n^2).
        BigInteger n = BigInteger.Pow(10, 20);
        Assert.Equal(LogEquality.Different, Form.Compare(Log(new Rational(n + 1, n)), new Rational(1, n)));
        Assert.Equal(LogEquality.Different, Form.Compare(Log(new Rational(n * n + 1, n * n)), Form.From(0)));
        Assert.Equal(LogEquality.Equal, Form.Compare(Log(new Rational(n * n - 1, n * n)), Log(new Rational(n - 1, n)) + Log(new Rational(n + 1, n))));
    }

    [Property]
    public bool Logarithms_of_products_split(Rational x, Rational y)
    {
        if (x.IsZero || y.IsZero) return true;
        (x, y) = (Rational.Abs(x), Rational.Abs(y));
        return Form.Compare(Log(x * y), Log(x) + Log(y)) == LogEquality.Equal
            && Form.Compare(Log(x / y), Log(x) - Log(y)) == LogEquality.Equal
            && Form.Compare(Log(x * y), Log(x) + Log(y + 1)) == LogEquality.Different;
    }

    [Fact]
    public void Three_hundred_integers_of_eighty_digits_are_refined_fast()
    {
        Random random = new(7);
        BigInteger[] primesLike = [.. Enumerable.Range(0, 300).Select(_ => Digits(40))];
        BigInteger[] integers = [.. Enumerable.Range(0, 300).Select(i => primesLike[i] * primesLike[(i + 1) % 300])];
        Form sum = Form.From(0), parts = Form.From(0);
        foreach (BigInteger integer in integers) sum += Log(integer);
        foreach (BigInteger part in primesLike) parts += 2 * Log(part);
        Assert.Equal(LogEquality.Equal, Form.Compare(sum, parts));
        Assert.Equal(LogEquality.Different, Form.Compare(sum, parts + Log(3)));

        // The best of several runs, since a busy machine slows any one of them.
        TimeSpan best = Enumerable.Range(0, 5).Min(_ =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            CoprimeBase.Of(integers);
            return watch.Elapsed;
        });
        Assert.True(best < TimeSpan.FromSeconds(2), $"took {best}");

        BigInteger Digits(int count) => BigInteger.Parse(string.Concat(Enumerable.Range(0, count).Select(i => (char)('0' + random.Next(i == 0 ? 1 : 0, 10)))));
    }

    [Fact]
    public void A_coprime_base_is_coprime_and_generates()
    {
        BigInteger[] integers = [12, 18, 35, 49, 1024];
        IReadOnlyList<BigInteger> coprime = CoprimeBase.Of(integers);
        Assert.Equal([2, 3, 5, 7], coprime.Order());
    }

    [Fact]
    public void Logarithms_of_rational_functions_split_into_those_of_their_factors()
    {
        Assert.Equal(LogEquality.Equal, PolyForm.Compare(Log(a * b / c), Log(a) + Log(b) - Log(c)));
        Assert.Equal(LogEquality.Equal, PolyForm.Compare(Log(1 - a * a), Log(1 - a) + Log(1 + a)));
        Assert.Equal(LogEquality.Equal, PolyForm.Compare(Log((a * a - b * b) / (a + b)), Log(a - b)));
        Assert.Equal(LogEquality.Equal, PolyForm.Compare(Log((6 * a + 6) / 4), Log(1 + a) + Log(PolyForm.From(3)) - Log(PolyForm.From(2))));
        Assert.Equal(LogEquality.Different, PolyForm.Compare(Log(a + b), Log(a) + Log(b)));
        Assert.Equal(LogEquality.Different, PolyForm.Compare(a * Log(a), b * Log(a)));
    }

    [Fact]
    public void Entropy_of_a_pair_splits_into_marginal_and_conditional()
    {
        // A pair over two by two with free probabilities: H(X, Y) = H(X) + H(Y | X).
        PolyForm d = 1 - a - b - c, row = a + b, other = c + d;
        PolyForm joint = -(a * Log(a) + b * Log(b) + c * Log(c) + d * Log(d));
        PolyForm marginal = -(row * Log(row) + other * Log(other));
        PolyForm conditional = -(a * Log(a / row) + b * Log(b / row) + c * Log(c / other) + d * Log(d / other));
        Assert.Equal(LogEquality.Equal, PolyForm.Compare(joint, marginal + conditional));
        Assert.Equal(LogEquality.Different, PolyForm.Compare(joint, marginal + 2 * conditional));
    }

    [Fact]
    public void Without_a_coprime_base_nothing_is_called_different()
    {
        PolyForm p = (1 + a + b + c).Power(4), q = (1 + a - b).Power(3) * (1 + c), left = Log(p * q), right = Log(p * (2 + q));
        using PolynomialBudget budget = PolynomialBudget.Use(terms: 200, products: 400);
        Assert.Equal(LogEquality.NotProven, PolyForm.Compare(left, right));
    }

    [Fact]
    public void What_leaves_the_combinations_of_logarithms_throws()
    {
        Assert.Throws<NotSupportedException>(() => Log(2) * Log(3));
        Assert.Throws<NotSupportedException>(() => Log(8) / Log(2));
        Assert.Throws<NotSupportedException>(() => 1 / Log(2));
        Assert.Throws<NotSupportedException>(() => Form.Log(Log(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Log(Rational.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Log(-2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Log(a - a));
        Assert.Throws<DivideByZeroException>(() => Log(2) / 0);
    }

    [Fact]
    public void Logarithms_that_cancel_leave_a_constant() =>
        Assert.Equal(LogEquality.Equal, Form.Compare((Log(8) - 3 * Log(2) + 5) * Log(3), 5 * Log(3)));

    [Fact]
    public void The_default_is_zero() => Assert.Equal(LogEquality.Equal, Form.Compare(default, Form.From(0)));
}
