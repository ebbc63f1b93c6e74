using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

/// <summary>
/// A value with a first-order bound of the error that rounding every operation once leaves in it: the condition number of
/// a formula, by running it.
/// </summary>
/// <remarks>
/// With unit roundoff u and least normal number eta of any binary format, a computed value is within
/// <c>u Error + eta Underflow</c> of the exact one, up to terms of order u^2. Sums are bounded as they are written, term
/// by term; elementary functions are taken to be within two units in the last place. The value itself is a double's.
/// </remarks>
public readonly struct RoundedReal : IRealField<RoundedReal>
{
    /// <summary>Two units in the last place are at most four unit roundoffs.</summary>
    const double FunctionRoundoffs = 4;

    RoundedReal(double value, double error, double underflow) => (Value, Error, Underflow) = (value, error, underflow);

    public double Value { get; }

    /// <summary>In unit roundoffs, absolute: |value| for a number that was rounded once.</summary>
    public double Error { get; }

    /// <summary>In least normal numbers: what underflow (to zero at worst) may have taken away.</summary>
    public double Underflow { get; }

    /// <summary>The largest deviation to be expected in arithmetic with this unit roundoff and least normal number.</summary>
    public double Deviation(double unitRoundoff, double leastNormal) => unitRoundoff * Error + leastNormal * Underflow;

    public static RoundedReal operator +(RoundedReal a, RoundedReal b) => Sum(a, b, a.Value + b.Value);
    public static RoundedReal operator -(RoundedReal a, RoundedReal b) => Sum(a, b, a.Value - b.Value);
    public static RoundedReal operator -(RoundedReal a) => new(-a.Value, a.Error, a.Underflow);

    public static RoundedReal operator *(RoundedReal a, RoundedReal b)
    {
        double value = a.Value * b.Value, p = Math.Abs(a.Value), q = Math.Abs(b.Value);
        bool exact = a.IsUnit || b.IsUnit;
        return new(value, p * b.Error + q * a.Error + (exact ? 0 : Math.Abs(value)), p * b.Underflow + q * a.Underflow + (exact || value == 0 && (p == 0 || q == 0) ? 0 : 1));
    }

    public static RoundedReal operator /(RoundedReal a, RoundedReal b)
    {
        double value = a.Value / b.Value, size = Math.Abs(value), divisor = Math.Abs(b.Value);
        // Divided by what overflowed, such as expm1 of a large number: 0, where the exact quotient is below a/4 least normal numbers.
        if (double.IsInfinity(divisor) && double.IsFinite(a.Value)) return new(value, 0, Math.Max(1, Math.Abs(a.Value)));
        return new(value, (a.Error + size * b.Error) / divisor + size, (a.Underflow + size * b.Underflow) / divisor + (a.Value == 0 ? 0 : 1));
    }

    public static RoundedReal From(BigInteger n) => new((double)n, n.GetBitLength() <= 24 ? 0 : Math.Abs((double)n), 0);

    /// <summary>Exact where the number is one in float32; else rounded once, as it is there.</summary>
    public static RoundedReal FromDouble(double x) =>
        double.IsFinite(x) ? new(x, (float)x == x ? 0 : Math.Abs(x), 0) : throw new ArgumentOutOfRangeException(nameof(x), x, "must be finite");

    public static RoundedReal Pi => new(Math.PI, Math.PI, 0);

    public static RoundedReal Exp(RoundedReal x) => Function(x, Math.Exp(x.Value), Math.Exp(x.Value));
    public static RoundedReal Expm1(RoundedReal x) => Function(x, Float64.Expm1(x.Value).Value, Math.Exp(x.Value));
    public static RoundedReal Log(RoundedReal x) => Function(x, Float64.Log(x.Value).Value, 1 / x.Value);
    public static RoundedReal Log1p(RoundedReal x) => Function(x, Float64.Log1p(x.Value).Value, 1 / (1 + x.Value));
    public static RoundedReal Sin(RoundedReal x) => Function(x, Math.Sin(x.Value), Math.Cos(x.Value));
    public static RoundedReal Cos(RoundedReal x) => Function(x, Math.Cos(x.Value), Math.Sin(x.Value));
    public static RoundedReal Erf(RoundedReal x) => Function(x, Float64.Erf(x.Value).Value, 2 / Math.Sqrt(Math.PI) * Math.Exp(-x.Value * x.Value));

    public static RoundedReal Tanh(RoundedReal x)
    {
        double value = Float64.Tanh(x.Value).Value;
        return Function(x, value, (1 - value) * (1 + value));
    }

    public static RoundedReal Sqrt(RoundedReal x)
    {
        double value = Float64.Sqrt(x.Value).Value;
        return value == 0 && x.Error == 0 && x.Underflow == 0
            ? default
            : new(value, x.Error / (2 * value) + value, x.Underflow / (2 * value));
    }

    /// <summary>Multiplied by 0, 1 or -1, nothing is rounded.</summary>
    bool IsUnit => Error == 0 && Underflow == 0 && Value is 0 or 1 or -1;

    static RoundedReal Sum(RoundedReal a, RoundedReal b, double value)
    {
        bool exact = a.IsZero || b.IsZero;
        return new(value, a.Error + b.Error + (exact ? 0 : Math.Abs(value)), a.Underflow + b.Underflow);
    }

    bool IsZero => Value == 0 && Error == 0 && Underflow == 0;

    static RoundedReal Function(RoundedReal x, double value, double slope)
    {
        double size = Math.Abs(slope);
        return new(value, Scaled(size, x.Error) + FunctionRoundoffs * Math.Abs(value), Scaled(size, x.Underflow) + 1);
    }

    static double Scaled(double slope, double error) => error == 0 ? 0 : slope * error;
}
