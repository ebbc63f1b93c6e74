using DiffusionProofs.Numbers;
using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

/// <summary>The bound that tolerances are made of is a bound, and no loose one, of what doubles really lose.</summary>
public class RoundedRealTests
{
    interface IFormula
    {
        T Of<T>(T x, T y) where T : IRealField<T>;
    }

    sealed class Cancellation : IFormula
    {
        public T Of<T>(T x, T y) where T : IRealField<T> => (x * x - y * y) / (x - y);
    }

    sealed class Elementary : IFormula
    {
        public T Of<T>(T x, T y) where T : IRealField<T> => T.Log(T.Exp(x) + T.Sqrt(y * y + 1)) * T.Sin(x) + T.Erf(y) * T.Expm1(x) - T.Cos(y) * T.Tanh(x) / T.Pi;
    }

    sealed class Telescope : IFormula
    {
        public T Of<T>(T x, T y) where T : IRealField<T> => Enumerable.Range(1, 40).Select(i => x / T.From(i) - y * T.From(i)).Sum();
    }

    public static TheoryData<string> Formulas => [nameof(Cancellation), nameof(Elementary), nameof(Telescope)];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void The_error_of_doubles_stays_below_the_bound_and_is_not_far_below(string name)
    {
        IFormula formula = name switch { nameof(Cancellation) => new Cancellation(), nameof(Elementary) => new Elementary(), _ => new Telescope() };
        var random = new CaseRandom(11);
        double largest = 0;
        for (int i = 0; i < 300; i++)
        {
            double x = random.Real(-2, 2) / 3, y = x + random.Scale(0.001, 1) / 7;
            RoundedReal bound = formula.Of(RoundedReal.FromDouble(x), RoundedReal.FromDouble(y));
            double exact = BigReal.Evaluate(() => formula.Of(BigReal.FromDouble(x), BigReal.FromDouble(y)));
            double actual = formula.Of(new Float64(x), new Float64(y)).Value;
            double part = Math.Abs(actual - exact) / bound.Deviation(Arithmetic.Float64.UnitRoundoff, Arithmetic.Float64.LeastNormal);
            // The right value itself is rounded once.
            Assert.True(part <= 1.05, $"x = {x}, y = {y}: {part} of the bound");
            largest = Math.Max(largest, part);
        }
        Assert.True(largest > 0.005, $"the bound is more than two hundred times the largest error seen ({largest})");
    }

    [Fact]
    public void What_is_not_exact_in_float32_counts_as_rounded_once() =>
        Assert.Equal((0, 0.1), (RoundedReal.FromDouble(0.125).Error, RoundedReal.FromDouble(0.1).Error));
}
