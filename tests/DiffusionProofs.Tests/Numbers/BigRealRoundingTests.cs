using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Numbers;

public class BigRealRoundingTests
{
    static readonly BigReal LeastDouble = double.Epsilon.ToBig();

    [Fact]
    public void Every_double_rounds_to_itself()
    {
        foreach (double x in Doubles.AnyFinite(seed: 21, count: 2000).Concat([double.Epsilon, -double.Epsilon, double.MaxValue, 2.2250738585072014e-308, 0]))
        {
            Assert.True(x.ToBig().TryRound(out double rounded));
            Assert.Equal(x, rounded);
            Assert.True(x.ToBig().TryRoundToSingle(out float single));
            Assert.Equal((float)x, single); // the conversion is IEEE's own
        }
    }

    [Fact]
    public void Fractions_round_as_the_parser_of_the_runtime_rounds_them()
    {
        // double.Parse is correctly rounded for decimal text of any length; 17 to 40 digits here, subnormals included.
        var random = new Random(22);
        for (int i = 0; i < 1000; i++)
        {
            int digits = random.Next(17, 41), exponent = random.Next(-345, 290);
            string text = string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('0' + random.Next(10)))) + $"e{exponent}";
            Assert.True(BigReal.Parse(text).TryRound(out double rounded), text);
            Assert.Equal(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), rounded);
        }
    }

    [Fact]
    public void Ties_go_to_even_and_a_ball_around_a_tie_is_undecided()
    {
        using var scope = BigReal.WithPrecision(800); // room for a nudge that is tiny beside a subnormal
        foreach (double x in (double[])[1, Math.BitIncrement(1), 1.9999999999999998, double.Epsilon, 3 * double.Epsilon, 2.2250738585072009e-308])
        {
            double next = Math.BitIncrement(x), even = (BitConverter.DoubleToInt64Bits(x) & 1) == 0 ? x : next;
            BigReal tie = (x.ToBig() + next.ToBig()) / 2;
            Assert.True(tie.TryRound(out double rounded));
            Assert.Equal(even, rounded);
            Assert.False(BigReal.Ball(tie, double.Epsilon).TryRound(out _));
            Assert.True((tie + (LeastDouble * BigReal.Exp(-100))).TryRound(out double above));
            Assert.Equal(next, above);
            Assert.True((tie - (LeastDouble * BigReal.Exp(-100))).TryRound(out double below));
            Assert.Equal(x, below);
        }
    }

    [Fact]
    public void Ends_of_the_range_round_as_IEEE_says()
    {
        using var scope = BigReal.WithPrecision(400); // 2^1024 - 2^970 - 1 has 1024 bits
        Assert.True(BigReal.Exp(-1_000_000).TryRound(out double tiny) && tiny == 0 && double.IsPositive(tiny));
        Assert.True((-BigReal.Exp(-1_000_000)).TryRound(out double negative) && negative == 0 && double.IsNegative(negative));
        Assert.True(BigReal.Exp(1_000_000).TryRound(out double huge) && double.IsPositiveInfinity(huge));
        Assert.True((LeastDouble / 2).TryRound(out double half) && half == 0); // a tie, and zero is even
        Assert.True((LeastDouble * 3 / 4).TryRound(out double more) && more == double.Epsilon);
        BigReal edge = double.MaxValue.ToBig() + BigReal.From(BigInteger.One << 970); // halfway to 2^1024
        Assert.True(edge.TryRound(out double over) && double.IsPositiveInfinity(over));
        Assert.True((edge - 1).TryRound(out double largest) && largest == double.MaxValue);
        Assert.True(BigReal.Exp(89).TryRoundToSingle(out float single) && float.IsPositiveInfinity(single));
    }

    [Fact]
    public void A_single_is_rounded_once()
    {
        // Just above a tie of floats by less than half an ulp of a double: rounding twice would go down to even.
        BigReal x = 1 + BigReal.FromFraction(1, BigInteger.One << 24) + BigReal.FromFraction(1, BigInteger.One << 60);
        Assert.True(x.TryRoundToSingle(out float once));
        Assert.Equal(MathF.BitIncrement(1), once);
        Assert.Equal(1f, (float)(double)x);
    }

    [Fact]
    public void Evaluate_adds_digits_until_the_double_is_decided()
    {
        var digits = new List<int>();
        double sum = BigReal.Evaluate(() =>
        {
            digits.Add(BigReal.Digits);
            // 2^-700 above a tie of doubles: 60 and 120 digits cannot see it.
            BigReal above = BigReal.Exp(-700 * BigReal.Log(2));
            return 1 + BigReal.FromFraction(1, BigInteger.One << 53) + above;
        });
        Assert.Equal(Math.BitIncrement(1), sum);
        Assert.Equal([60, 120, 240], digits);
        Assert.Equal(0.5, BigReal.Evaluate(() => BigReal.FromFraction(1, 2)));
        Assert.Equal(float.Exp(1), BigReal.EvaluateSingle(() => BigReal.Exp(1)));
        Assert.Equal([1.0, Math.PI], BigReal.EvaluateAll(() => [BigReal.One, BigReal.Pi]));
    }

    [Fact]
    public void Evaluate_gives_up_with_a_message_on_a_tie_that_is_not_exact()
    {
        var e = Assert.Throws<ArithmeticException>(() => BigReal.Evaluate(
            () => (BigReal.Sqrt(2) * BigReal.Sqrt(2) / 2) + BigReal.FromFraction(1, BigInteger.One << 53), maxDigits: 240));
        Assert.Contains("240 digits", e.Message);
    }

    [Fact]
    public void Evaluate_asks_again_where_a_divisor_only_seems_to_reach_zero_and_reports_one_that_does()
    {
        double x = BigReal.Evaluate(() => 1 / (1 - BigReal.Tanh(100)));
        Assert.Equal(Math.Exp(200) / 2, x, Math.Exp(200) * 1e-14);
        Assert.Throws<DivideByZeroException>(() => BigReal.Evaluate(() => 1 / BigReal.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => BigReal.Evaluate(() => BigReal.Log(-1)));
    }

    [Fact]
    public void Errors_are_measured_in_ulps_of_the_format()
    {
        Assert.Equal(0, 1.0.ToBig().UlpError(1));
        Assert.Equal(1, 1.5.ToBig().UlpError(Math.BitIncrement(1.5)));
        Assert.Equal(1, 1.5.ToBig().UlpErrorSingle(MathF.BitIncrement(1.5f)));
        Assert.Equal(3, BigReal.Zero.UlpError(3 * double.Epsilon));
        Assert.InRange(BigReal.Exp(1).UlpError(Math.E), 0.001, 0.5);
        Assert.InRange(BigReal.Exp(-1_000_000).UlpError(0), 0, 1e-300);
        Assert.InRange(BigReal.Ball(1, 1e-10).UlpError(1), 0.999e-10 / (Math.BitIncrement(1) - 1), 2.001e-10 / (Math.BitIncrement(1) - 1));
        Assert.Equal(double.PositiveInfinity, 1.0.ToBig().UlpError(double.NaN));
        Assert.Equal(double.PositiveInfinity, 1.0.ToBig().UlpError(double.PositiveInfinity));
        Assert.Equal(0, BigReal.Exp(1000).UlpError(double.PositiveInfinity));
    }
}
