using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Numbers;

public class BigRealLawTests
{
    static readonly (string Name, Func<BigReal, BigReal> Function, int Most)[] Functions =
    [
        ("exp", BigReal.Exp, 20), ("expm1", BigReal.Expm1, 20), ("sin", BigReal.Sin, 60), ("cos", BigReal.Cos, 60), ("erf", BigReal.Erf, 5),
        ("tanh", BigReal.Tanh, 12), ("log|x|", x => BigReal.Log(BigReal.Sqrt(x * x)), 500), ("log1p(x^2)", x => BigReal.Log1p(x * x), 500),
        ("sqrt(x^2 + 1)", x => BigReal.Sqrt((x * x) + 1), 500), ("1/x", x => 1 / x, 500),
    ];

    [Fact]
    public void A_ball_of_60_digits_holds_the_midpoint_of_120_digits()
    {
        foreach (var (name, function, most) in Functions)
        {
            foreach (double x in Doubles.Spread(seed: 11, count: 60, least: -400, most))
            {
                BigReal coarse = function(BigReal.FromDouble(x)), fine;
                using (BigReal.WithPrecision(120)) fine = function(BigReal.FromDouble(x));
                Assert.True(coarse.Contains(fine.Midpoint), $"{name}({x:R}): {fine} is not in {coarse}");
            }
        }
    }

    [Fact]
    public void A_relative_error_of_58_digits_is_kept_from_the_tiniest_to_the_largest_argument()
    {
        foreach (var (name, function, most) in Functions)
        {
            foreach (double x in Doubles.Spread(seed: 12, count: 60, least: -1000, most))
            {
                BigReal y = function(BigReal.FromDouble(x));
                if (y.Midpoint.ContainsZero) continue;
                BigReal relative = y.Radius / BigReal.Sqrt(y.Midpoint * y.Midpoint);
                Assert.True(BigReal.CertainlyLess(relative, BigReal.Parse("1e-58")), $"{name}({x:R}) = {y}");
            }
        }
    }

    [Fact]
    public void The_image_of_a_wide_ball_holds_the_images_of_its_points()
    {
        var random = new Random(13);
        foreach (var (name, function, most) in Functions)
        {
            foreach (double x in Doubles.Spread(seed: 14, count: 40, least: -30, Math.Min(most, 10)))
            {
                double radius = Math.Abs(x) * 0.4 * random.NextDouble();
                BigReal image = function(BigReal.Ball(BigReal.FromDouble(x), radius));
                foreach (double share in (double[])[-1, -0.5, 0.25, 1])
                {
                    BigReal point = BigReal.FromDouble(x) + (BigReal.FromDouble(share) * BigReal.FromDouble(radius));
                    Assert.True(image.Contains(function(point).Midpoint), $"{name} at {share} in {x:R} ± {radius:R}");
                }
            }
        }
    }

    [Fact]
    public void Operations_on_balls_hold_the_results_on_their_points()
    {
        var random = new Random(15);
        foreach (double x in Doubles.Spread(seed: 16, count: 200, least: -40, most: 40))
        {
            double y = random.NextDouble() - 0.5, rx = Math.Abs(x) * random.NextDouble(), ry = Math.Abs(y) * 0.9 * random.NextDouble();
            BigReal a = BigReal.Ball(BigReal.FromDouble(x), rx), b = BigReal.Ball(BigReal.FromDouble(y), ry);
            foreach (int s in (int[])[-1, 1])
            {
                foreach (int t in (int[])[-1, 1])
                {
                    BigReal p = BigReal.FromDouble(x) + (s * BigReal.FromDouble(rx)), q = BigReal.FromDouble(y) + (t * BigReal.FromDouble(ry));
                    Assert.True((a + b).Contains((p + q).Midpoint));
                    Assert.True((a - b).Contains((p - q).Midpoint));
                    Assert.True((a * b).Contains((p * q).Midpoint));
                    Assert.True((a / b).Contains((p / q).Midpoint));
                }
            }
        }
    }

    [Fact]
    public void Exp_undoes_log()
    {
        foreach (double x in Doubles.AnyFinite(seed: 17, count: 200))
        {
            BigReal size = BigReal.FromDouble(Math.Abs(x));
            if (size.ContainsZero) continue;
            Assert.True(BigReal.Exp(BigReal.Log(size)).Contains(size), $"{x:R}");
        }
    }

    [Fact]
    public void Functional_equations_hold()
    {
        foreach (double x in Doubles.Spread(seed: 18, count: 100, least: -8, most: 4))
        {
            BigReal a = BigReal.FromDouble(x), b = BigReal.FromFraction(-17, 7), size = BigReal.Sqrt(a * a);
            Assert.True(BigReal.Exp(a + b).Overlaps(BigReal.Exp(a) * BigReal.Exp(b)));
            Assert.True(BigReal.Log(size / 3).Overlaps(BigReal.Log(size) - BigReal.Log(3)));
            Assert.True(BigReal.Sin(a + b).Overlaps((BigReal.Sin(a) * BigReal.Cos(b)) + (BigReal.Cos(a) * BigReal.Sin(b))));
            Assert.True(BigReal.One.Overlaps((BigReal.Sin(a) * BigReal.Sin(a)) + (BigReal.Cos(a) * BigReal.Cos(a))));
            Assert.True(BigReal.Expm1(a).Overlaps(BigReal.Exp(a) - 1));
            Assert.True(BigReal.Log1p(size).Overlaps(BigReal.Log(1 + size)));
            Assert.True(BigReal.Log1p(BigReal.Expm1(a)).Overlaps(a));
            Assert.True(BigReal.Erf(-a).Overlaps(-BigReal.Erf(a)));
        }
    }

    [Fact]
    public void Exact_results_have_radius_zero()
    {
        Assert.True((BigReal.FromFraction(3, 8) + BigReal.FromFraction(1, 8)).IsExact);
        Assert.True(BigReal.Sqrt(BigReal.FromFraction(9, 16)) is { IsExact: true } root && root.Contains(0.75));
        Assert.True(BigReal.Log(1).IsExact && BigReal.Exp(0).IsExact && BigReal.Erf(0).IsExact);
        Assert.False(BigReal.FromFraction(1, 3).IsExact);
    }

    [Fact]
    public void Exponents_are_not_bounded_by_those_of_doubles()
    {
        BigReal tiny = BigReal.Exp(-1_000_000), huge = BigReal.Exp(1_000_000);
        Assert.True((tiny * huge).Contains(1.0));
        Assert.True(BigReal.Log(tiny).Contains(-1_000_000.0));
        Assert.True(BigReal.CertainlyLess(BigReal.Zero, tiny));
        Assert.True((huge + tiny).Contains(huge.Midpoint));
        Assert.StartsWith("3.033215396802087545086402141418114327", huge.ToString()); // mpmath, mp.dps = 40: exp(10**6)
        Assert.EndsWith("e434294", huge.ToString().Split(' ')[0]);
    }

    [Fact]
    public void Undefined_operations_throw()
    {
        BigReal aroundZero = BigReal.Ball(0, 0.5);
        Assert.Throws<DivideByZeroException>(() => 1 / BigReal.Zero);
        Assert.Throws<DivideByZeroException>(() => 1 / aroundZero);
        Assert.Throws<DivideByZeroException>(() => 1 / BigReal.Ball(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.Log(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.Log(aroundZero));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.Log1p(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.Sqrt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.FromDouble(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.FromDouble(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.WithPrecision(0));
        Assert.Throws<FormatException>(() => BigReal.Parse("1.5x"));
        Assert.Throws<FormatException>(() => BigReal.Parse("1e"));
    }

    [Fact]
    public async Task Precision_is_ambient_flows_with_async_and_ends_with_its_scope()
    {
        Assert.Equal(BigReal.DefaultDigits, BigReal.Digits);
        using (BigReal.WithPrecision(90))
        {
            Assert.Equal(90, await Task.Run(() => BigReal.Digits));
            using (BigReal.WithPrecision(30)) Assert.Equal(30, BigReal.Digits);
            await Task.Yield();
            Assert.Equal(90, BigReal.Digits);
        }

        Assert.Equal(BigReal.DefaultDigits, BigReal.Digits);
    }

    [Fact]
    public void Comparisons_are_certain_or_silent()
    {
        BigReal a = BigReal.Ball(1, 0.25), b = BigReal.Ball(2, 0.25);
        Assert.True(BigReal.CertainlyLess(a, b));
        Assert.False(BigReal.CertainlyLess(b, a));
        Assert.False(a.Overlaps(b));
        Assert.True(a.Overlaps(BigReal.Ball(1.5.ToBig(), 0.25)));
        Assert.False(BigReal.CertainlyLess(a, BigReal.Ball(1.5.ToBig(), 0.25)));
        Assert.True(a.Contains(1.25) && !a.Contains(1.2500001));
        Assert.True(BigReal.Ball(0, 1).ContainsZero && BigReal.Ball(1, 1).ContainsZero && !a.ContainsZero);
    }
}

static class BigRealExtensions
{
    public static BigReal ToBig(this double x) => BigReal.FromDouble(x);
}
