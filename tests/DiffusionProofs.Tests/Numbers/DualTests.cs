using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Numbers;

public class DualTests
{
    static T Rational<T>(T x) where T : IField<T> => ((2 * x.Squared()) - (x / (1 + x))) / (3 - x);

    static T Everything<T>(T x) where T : IRealField<T> =>
        (T.Exp(T.Sin(x)) * T.Log(1 + x.Squared())) + (T.Erf(x) / T.Sqrt(2 + T.Cos(x))) + T.Tanh(x) - (T.Expm1(x) * T.Log1p(x.Squared())) + (T.Pi * x);

    [Fact]
    public void Slopes_are_those_derived_by_hand()
    {
        BigReal x = BigReal.FromFraction(3, 7);
        // d/dx of the rational form, by the quotient rule on paper.
        BigReal f = Rational(x), inner = (4 * x) - (1 / (1 + x).Squared());
        Assert.True(Derivative.OfRational(Rational, x).Overlaps((inner + f) / (3 - x)));

        Assert.True(Derivative.Of(RealDual<BigReal>.Exp, x).Overlaps(BigReal.Exp(x)));
        Assert.True(Derivative.Of(RealDual<BigReal>.Expm1, x).Overlaps(BigReal.Exp(x)));
        Assert.True(Derivative.Of(RealDual<BigReal>.Log, x).Overlaps(1 / x));
        Assert.True(Derivative.Of(RealDual<BigReal>.Log1p, x).Overlaps(1 / (1 + x)));
        Assert.True(Derivative.Of(RealDual<BigReal>.Sqrt, x).Overlaps(1 / (2 * BigReal.Sqrt(x))));
        Assert.True(Derivative.Of(RealDual<BigReal>.Sin, x).Overlaps(BigReal.Cos(x)));
        Assert.True(Derivative.Of(RealDual<BigReal>.Cos, x).Overlaps(-BigReal.Sin(x)));
        Assert.True(Derivative.Of(RealDual<BigReal>.Erf, x).Overlaps(2 / BigReal.Sqrt(BigReal.Pi) * BigReal.Exp(-(x * x))));
        Assert.True(Derivative.Of(RealDual<BigReal>.Tanh, x).Overlaps(1 - BigReal.Tanh(x).Squared()));
    }

    [Fact]
    public void Second_derivatives_come_from_nesting()
    {
        BigReal x = BigReal.FromFraction(-5, 8);
        Assert.True(Derivative.Second(RealDual<RealDual<BigReal>>.Sin, x).Overlaps(-BigReal.Sin(x)));
        Assert.True(Derivative.Second(y => y * y * y, x).Overlaps(6 * x));
        Dual<Dual<BigReal>> cube = new Dual<Dual<BigReal>>(Dual<BigReal>.Variable(x), Dual<BigReal>.From(1)).Power(3);
        Assert.True(cube.Slope.Slope.Overlaps(6 * x));
    }

    [Fact]
    public void Slopes_agree_with_central_differences_of_fifty_digits()
    {
        // f'(x) = (f(x+h) - f(x-h)) / 2h - h^2 f'''/6 with h = 1e-20: 1e-35 leaves room for any f''' below 1e5.
        BigReal h = BigReal.Parse("1e-20");
        foreach (double at in Doubles.Spread(seed: 41, count: 40, least: -3, most: 1))
        {
            BigReal x = at.ToBig();
            BigReal slope = Derivative.Of(Everything, x);
            BigReal difference = (Everything(x + h) - Everything(x - h)) / (2 * h);
            BigReal second = Derivative.Second(Everything, x);
            BigReal differenceOfSlopes = (Derivative.Of(Everything, x + h) - Derivative.Of(Everything, x - h)) / (2 * h);
            Assert.True(BigReal.Ball(slope, 1e-35).Contains(difference), $"f'({at:R}): {slope} against {difference}");
            Assert.True(BigReal.Ball(second, 1e-35).Contains(differenceOfSlopes), $"f''({at:R}): {second} against {differenceOfSlopes}");
        }
    }

    [Fact]
    public void Gradients_Jacobians_and_Hessians_are_laid_out_by_row_and_variable()
    {
        static RealDual<T>[] Map<T>(IReadOnlyList<RealDual<T>> x) where T : IRealField<T> => [x[0] * x[1], x[0] + (3 * x[1]), RealDual<T>.Square(x[1])];
        Float64[,] jacobian = Derivative.Jacobian(Map, (Float64[])[5, 7]);
        Assert.Equal(new Float64[,] { { 7, 5 }, { 1, 3 }, { 0, 14 } }, jacobian);
        Assert.Equal([7, 5], Derivative.Gradient(x => x[0] * x[1], (Float64[])[5, 7]));
        Assert.Equal([7, 5], Derivative.GradientOfRational(x => x[0] * x[1], (Float64[])[5, 7]));
        Assert.Equal(new Float64[,] { { 14, 10 }, { 10, 0 } }, Derivative.Hessian(x => x[0].Squared() * x[1], (Float64[])[5, 7]));
    }

    [Fact]
    public void The_root_has_no_slope_at_zero() =>
        Assert.Throws<DivideByZeroException>(() => Derivative.Of(RealDual<BigReal>.Sqrt, BigReal.Zero));

    /// <summary>Entropy and divergence by their slopes on paper, and the field operations as the other dual numbers have them.</summary>
    [Fact]
    public void Slopes_of_logarithms_are_kept_as_forms()
    {
        LogForm<Rational> x = new(new Rational(3, 7));
        LogDual<LogForm<Rational>> moving = LogDual<LogForm<Rational>>.Variable(x);
        Assert.Equal(LogForm<Rational>.Log(x) + 1, (moving * LogDual<LogForm<Rational>>.Log(moving)).Slope);
        Assert.Equal(new LogForm<Rational>(new Rational(1, 3)) / x, LogDual<LogForm<Rational>>.Log(moving / 5).Slope / 3);
        Assert.Equal(new LogForm<Rational>(Rational<Dual<Rational>>(Dual<Rational>.Variable(new(3, 7))).Slope), Rational<LogDual<LogForm<Rational>>>(moving).Slope);
    }
}
