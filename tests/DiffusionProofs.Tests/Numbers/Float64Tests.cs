using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Numbers;

public class Float64Tests
{
    /// <summary>The stated bounds in ulps, over all magnitudes at which the function is neither constant nor infinite.</summary>
    [Theory]
    [InlineData("expm1", 3, -1074, 9)]
    [InlineData("log1p", 3, -1074, 1023)]
    [InlineData("tanh", 4, -1070, 5)]
    [InlineData("erf", 4, -1070, 3)]
    public void Own_functions_stay_within_their_stated_ulps(string name, double bound, int least, int most)
    {
        (Func<Float64, Float64> rounded, Func<BigReal, BigReal> exact) = name switch
        {
            "expm1" => ((Func<Float64, Float64>)Float64.Expm1, (Func<BigReal, BigReal>)BigReal.Expm1),
            "log1p" => (Float64.Log1p, BigReal.Log1p),
            "tanh" => (Float64.Tanh, BigReal.Tanh),
            _ => (Float64.Erf, BigReal.Erf),
        };
        using var scope = BigReal.WithPrecision(40);
        double worst = 0, at = 0;
        foreach (double x in Doubles.Spread(31, 1500, least, most).Concat(Doubles.Spread(32, 1500, -4, Math.Min(most, 3))))
        {
            if (name == "log1p" && x <= -1) continue;
            double error = exact(x.ToBig()).UlpError(rounded(x).Value);
            if (error > worst) (worst, at) = (error, x);
        }

        Assert.True(worst <= bound, $"{name}({at:R}) is off by {worst} ulps");
    }

    [Fact]
    public void The_runtimes_own_expm1_would_not_pass() =>
        Assert.True(BigReal.Expm1(1.23e-15.ToBig()).UlpError(double.ExpM1(1.23e-15)) > 1e6);

    [Fact]
    public void Edges_of_the_functions()
    {
        Assert.Equal(-1, Float64.Expm1(double.NegativeInfinity).Value);
        Assert.Equal(double.PositiveInfinity, Float64.Expm1(1000).Value);
        Assert.Equal(double.PositiveInfinity, Float64.Log1p(double.PositiveInfinity).Value);
        Assert.Equal(1, Float64.Tanh(400).Value);
        Assert.Equal(-1, Float64.Tanh(double.NegativeInfinity).Value);
        Assert.Equal(-1, Float64.Erf(-7).Value);
        Assert.True(double.IsNaN(Float64.Erf(double.NaN).Value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Float64.Log(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Float64.Log1p(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Float64.Sqrt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Float64.FromDouble(double.NaN));
    }

    [Fact]
    public void Integers_become_the_nearest_double()
    {
        Assert.Equal(1L << 53, Float64.From((BigInteger.One << 53) + 1).Value); // a tie, to even
        Assert.Equal((1L << 53) + 4, Float64.From((BigInteger.One << 53) + 3).Value);
        Assert.Equal(-7, Float64.From(-7).Value);
        Assert.Equal(1e300, Float64.From(new BigInteger(1e300)).Value);
    }

    [Fact]
    public void Formulas_with_integer_constants_mean_the_same_as_in_doubles()
    {
        static T Weight<T>(T a, T b) where T : IField<T> => ((a - b) / (1 - b) * (1 - a)) + (2 * a.Squared());
        double a = 0.9, b = 0.3;
        Assert.Equal(((a - b) / (1 - b) * (1 - a)) + (2 * (a * a)), (double)Weight<Float64>(a, b));
    }
}
