using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Numbers;

public class IntervalTests
{
    /// <summary>Random, tiny, huge, subnormal and neighbouring doubles.</summary>
    static IEnumerable<double> Arguments(int seed) =>
        Doubles.AnyFinite(seed, 150).Concat(Doubles.Spread(seed + 1, 250, -30, 10)).Concat(Doubles.Spread(seed + 2, 50, -1074, -1000)).Concat(
            [0, 1, -1, 0.5, 2, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 2.2250738585072014e-308, Math.BitIncrement(1), Math.BitDecrement(1)]);

    static IEnumerable<(double A, double B)> Pairs(int seed)
    {
        double[] a = [.. Arguments(seed)], b = [.. Arguments(seed + 100)];
        var random = new Random(seed);
        for (int i = 0; i < a.Length; i++)
        {
            yield return (a[i], b[random.Next(b.Length)]);
            yield return (a[i], a[i]);
            if (a[i] < double.MaxValue) yield return (a[i], -Math.BitIncrement(a[i]));
        }
    }

    static void AssertEncloses(Interval enclosure, BigReal exact, int widestInUlps, string what)
    {
        if (!Encloses(enclosure, exact)) Assert.Fail($"{what}: {exact} is not in {enclosure}");
        double width = UlpsBetween(enclosure.Lower, enclosure.Upper);
        Assert.True(width <= widestInUlps, $"{what}: {enclosure} is {width} ulps wide");
    }

    static bool Encloses(Interval enclosure, BigReal exact) =>
        (double.IsInfinity(enclosure.Lower) || !BigReal.CertainlyLess(exact.Midpoint, enclosure.Lower.ToBig()))
        && (double.IsInfinity(enclosure.Upper) || !BigReal.CertainlyLess(enclosure.Upper.ToBig(), exact.Midpoint));

    /// <summary>The number of steps from one double to the other.</summary>
    static double UlpsBetween(double a, double b)
    {
        static long Order(double x) => BitConverter.DoubleToInt64Bits(x) is var bits && bits < 0 ? long.MinValue - bits : bits;
        return (double)(Order(b + 0.0) - (BigInteger)Order(a + 0.0));
    }

    [Fact]
    public void Operations_enclose_the_exact_result_between_neighbours()
    {
        using var scope = BigReal.WithPrecision(100);
        foreach (var (a, b) in Pairs(seed: 51))
        {
            Interval x = Interval.Point(a), y = Interval.Point(b);
            BigReal p = a.ToBig(), q = b.ToBig();
            AssertEncloses(x + y, p + q, 1, $"{a:R} + {b:R}");
            AssertEncloses(x - y, p - q, 1, $"{a:R} - {b:R}");
            AssertEncloses(x * y, p * q, 2, $"{a:R} * {b:R}");
            if (b != 0) AssertEncloses(x / y, p / q, 2, $"{a:R} / {b:R}");
            AssertEncloses(Interval.Square(x), p * p, 2, $"{a:R}^2");
            if (a >= 0) AssertEncloses(Interval.Sqrt(x), BigReal.Sqrt(p), 2, $"sqrt {a:R}");
        }
    }

    [Fact]
    public void Exact_results_stay_sharp()
    {
        Assert.Equal(Interval.Point(0.75), Interval.Point(0.5) + Interval.Point(0.25));
        Assert.Equal(Interval.Point(-15), Interval.From(3) * Interval.From(-5));
        Assert.Equal(Interval.Point(0.625), Interval.From(5) / Interval.From(8));
        Assert.Equal(Interval.Point(1.5), Interval.Sqrt(Interval.Point(2.25)));
        Assert.Equal(new Interval(0, 4), new Interval(-2, 1).Squared());
        Assert.Equal(new Interval(-2, 4), new Interval(-2, 1) * new Interval(-2, 1));
    }

    /// <summary>The widths are what is reached, not what is needed; the enclosure is what is claimed.</summary>
    [Theory]
    [InlineData("exp", 8)]
    [InlineData("expm1", 16)]
    [InlineData("log", 8)]
    [InlineData("log1p", 16)]
    [InlineData("tanh", 32)]
    [InlineData("sin", 2)]
    [InlineData("cos", 2)]
    [InlineData("erf", 2)]
    public void Functions_enclose_the_true_value_closely(string name, int widestInUlps)
    {
        using var scope = BigReal.WithPrecision(40);
        foreach (double x in Arguments(seed: 61))
        {
            double size = Math.Abs(x);
            Interval X = Interval.Point(x);
            (Interval Enclosure, BigReal Exact)? pair = name switch
            {
                "exp" => (Interval.Exp(X), BigReal.Exp(Cut(x))),
                "expm1" => (Interval.Expm1(X), BigReal.Expm1(Cut(x))),
                "log" => size == 0 ? null : (Interval.Log(Interval.Point(size)), BigReal.Log(size.ToBig())),
                "log1p" => x <= -1 ? null : (Interval.Log1p(X), BigReal.Log1p(x.ToBig())),
                "tanh" => (Interval.Tanh(X), BigReal.Tanh(Cut(x))),
                "sin" => size > 1e15 ? null : (Interval.Sin(X), BigReal.Sin(x.ToBig())),
                "cos" => size > 1e15 ? null : (Interval.Cos(X), BigReal.Cos(x.ToBig())),
                _ => (Interval.Erf(X), BigReal.Erf(x.ToBig())),
            };
            if (pair is var (enclosure, exact)) AssertEncloses(enclosure, exact, widestInUlps, $"{name}({x:R})");
        }

        // exp beyond 1000 is outside the doubles: how far makes no difference to the comparison.
        static BigReal Cut(double x) => Math.Clamp(x, -1000, 1000).ToBig();
    }

    [Fact]
    public void The_image_of_an_interval_holds_the_images_of_its_points()
    {
        (string Name, Func<Interval, Interval> Image, Func<BigReal, BigReal> Exact)[] functions =
        [
            ("exp", Interval.Exp, BigReal.Exp), ("expm1", Interval.Expm1, BigReal.Expm1), ("tanh", Interval.Tanh, BigReal.Tanh),
            ("sin", Interval.Sin, BigReal.Sin), ("cos", Interval.Cos, BigReal.Cos), ("erf", Interval.Erf, BigReal.Erf), ("square", Interval.Square, BigReal.Square),
            ("log1p(x^2)", x => Interval.Log1p(x.Squared()), x => BigReal.Log1p(x * x)), ("1/(1+x^2)", x => 1 / (1 + x.Squared()), x => 1 / (1 + (x * x))),
        ];
        using var scope = BigReal.WithPrecision(40);
        var random = new Random(71);
        foreach (var (name, image, exact) in functions)
        {
            foreach (double a in Doubles.Spread(seed: 72, count: 60, least: -6, most: 4))
            {
                double b = a + (random.NextDouble() * Math.ScaleB(1, random.Next(-5, 4)));
                Interval x = new(a, b);
                Interval y = image(x);
                for (int i = 0; i <= 8; i++)
                {
                    double point = Math.Clamp(a + ((b - a) * i / 8), a, b);
                    Assert.True(Encloses(y, exact(point.ToBig())), $"{name} at {point:R} is not in {y}, the image of {x}");
                }
            }
        }
    }

    [Fact]
    public void Operations_on_wide_intervals_of_any_signs_hold_the_results_on_their_ends()
    {
        using var scope = BigReal.WithPrecision(100);
        double[] ends = [-3, -1.1, 0, 0.7, 5];
        Interval[] all = [.. from a in ends from b in ends where a <= b select new Interval(a, b)];
        foreach (Interval x in all)
        {
            foreach (Interval y in all)
            {
                foreach (double a in (double[])[x.Lower, x.Upper, x.Midpoint])
                {
                    foreach (double b in (double[])[y.Lower, y.Upper, y.Midpoint])
                    {
                        Assert.True(Encloses(x + y, a.ToBig() + b.ToBig()));
                        Assert.True(Encloses(x - y, a.ToBig() - b.ToBig()));
                        Assert.True(Encloses(x * y, a.ToBig() * b.ToBig()), $"{x} * {y}");
                        if (!y.Contains(0)) Assert.True(Encloses(x / y, a.ToBig() / b.ToBig()), $"{x} / {y}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Waves_reach_their_extremes_inside()
    {
        Assert.Equal(1, Interval.Cos(new(-0.5, 1)).Upper);
        Assert.Equal(-1, Interval.Cos(new(3, 3.5)).Lower);
        Assert.Equal(1, Interval.Sin(new(1, 2)).Upper);
        Assert.Equal(-1, Interval.Sin(new(-2, -1)).Lower);
        Assert.Equal(new Interval(-1, 1), Interval.Sin(new(0, 7)));
        Assert.Equal(new Interval(-1, 1), Interval.Cos(new(0, double.PositiveInfinity)));
        Assert.True(Interval.Cos(new(0.5, 1)).Upper < 0.878);
    }

    [Fact]
    public void Unbounded_intervals_are_followed()
    {
        Interval unbounded = new(1, double.PositiveInfinity);
        Assert.Equal(new Interval(0, 1), 1 / unbounded);
        Assert.Equal(double.PositiveInfinity, Interval.Exp(unbounded).Upper);
        Assert.Equal(double.PositiveInfinity, Interval.Log(unbounded).Upper);
        Assert.Equal(0, (unbounded * Interval.Zero).Upper);
        Assert.Equal(1, Interval.Tanh(unbounded).Upper);
        Assert.Equal(1, Interval.Erf(unbounded).Upper);
        Interval overflow = Interval.Point(double.MaxValue) * Interval.From(2);
        Assert.Equal(new Interval(double.MaxValue, double.PositiveInfinity), overflow);
        Assert.Equal(new Interval(double.NegativeInfinity, double.PositiveInfinity), overflow - overflow);
    }

    [Fact]
    public void Undefined_operations_and_NaN_throw()
    {
        Interval aroundZero = new(-1, 1);
        Assert.Throws<ArgumentException>(() => new Interval(double.NaN, 1));
        Assert.Throws<ArgumentException>(() => new Interval(0, double.NaN));
        Assert.Throws<ArgumentException>(() => new Interval(2, 1));
        Assert.Throws<ArgumentException>(() => Interval.Point(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.FromDouble(double.NaN));
        Assert.Throws<DivideByZeroException>(() => 1 / aroundZero);
        Assert.Throws<DivideByZeroException>(() => 1 / new Interval(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Sqrt(aroundZero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Log(new(0, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Log1p(new(-1, 1)));
    }

    [Fact]
    public void Large_integers_and_balls_are_enclosed_between_neighbours()
    {
        BigInteger n = (BigInteger.One << 53) + 1;
        Assert.Equal(new Interval(1L << 53, (1L << 53) + 2), Interval.From(n));
        Assert.Equal(double.PositiveInfinity, Interval.From(BigInteger.One << 2000).Upper);
        Assert.Equal(new Interval(0, double.Epsilon), Interval.Enclosing(BigReal.Exp(-1_000_000)));
        Assert.Equal(Math.BitIncrement(Math.PI), Interval.Pi.Upper);
        Assert.Equal(Math.PI, Interval.Pi.Lower); // the double nearest to pi lies below it
    }
}
