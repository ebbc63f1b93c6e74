using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// A value and its derivative along one direction, over a field with the elementary functions: derivatives that are not
/// autograd's. Nested, <c>RealDual&lt;RealDual&lt;T&gt;&gt;</c>, it gives second derivatives.
/// </summary>
public readonly record struct RealDual<T>(T Value, T Slope) : IRealField<RealDual<T>> where T : IRealField<T>
{
    /// <inheritdoc cref="Dual{T}.Constant"/>
    public static RealDual<T> Constant(T value) => new(value, T.Zero);

    /// <inheritdoc cref="Dual{T}.Variable"/>
    public static RealDual<T> Variable(T value) => new(value, T.One);

    public static RealDual<T> From(BigInteger n) => Constant(T.From(n));
    public static RealDual<T> FromDouble(double x) => Constant(T.FromDouble(x));
    public static RealDual<T> Pi => Constant(T.Pi);

    public static RealDual<T> Within(RealDual<T> centre, RealDual<T> radius) =>
        throw new NotSupportedException("Of what is known within a radius the derivative is not known.");

    public static RealDual<T> operator +(RealDual<T> a, RealDual<T> b) => Of(a.Plain + b.Plain);
    public static RealDual<T> operator -(RealDual<T> a, RealDual<T> b) => Of(a.Plain - b.Plain);
    public static RealDual<T> operator *(RealDual<T> a, RealDual<T> b) => Of(a.Plain * b.Plain);
    public static RealDual<T> operator -(RealDual<T> a) => Of(-a.Plain);
    public static RealDual<T> operator /(RealDual<T> a, RealDual<T> b) => Of(a.Plain / b.Plain);

    /// <summary>The same as a <see cref="Dual{T}"/>, whose arithmetic it has.</summary>
    Dual<T> Plain => new(Value, Slope);

    static RealDual<T> Of(Dual<T> plain) => new(plain.Value, plain.Slope);

    public static RealDual<T> Square(RealDual<T> x) => Of(Dual<T>.Square(x.Plain));

    public static RealDual<T> Exp(RealDual<T> x)
    {
        T exp = T.Exp(x.Value);
        return new(exp, exp * x.Slope);
    }

    public static RealDual<T> Expm1(RealDual<T> x) => new(T.Expm1(x.Value), T.Exp(x.Value) * x.Slope);
    public static RealDual<T> Log(RealDual<T> x) => new(T.Log(x.Value), x.Slope / x.Value);
    public static RealDual<T> Log1p(RealDual<T> x) => new(T.Log1p(x.Value), x.Slope / (1 + x.Value));

    /// <summary>The square root; at 0 it has no derivative, and the division says so.</summary>
    public static RealDual<T> Sqrt(RealDual<T> x)
    {
        T root = T.Sqrt(x.Value);
        return new(root, x.Slope / (2 * root));
    }

    public static RealDual<T> Sin(RealDual<T> x) => new(T.Sin(x.Value), T.Cos(x.Value) * x.Slope);
    public static RealDual<T> Cos(RealDual<T> x) => new(T.Cos(x.Value), -(T.Sin(x.Value) * x.Slope));
    public static RealDual<T> Erf(RealDual<T> x) => new(T.Erf(x.Value), 2 / T.Sqrt(T.Pi) * T.Exp(-x.Value.Squared()) * x.Slope);

    public static RealDual<T> Tanh(RealDual<T> x)
    {
        T tanh = T.Tanh(x.Value);
        return new(tanh, (1 - tanh.Squared()) * x.Slope);
    }
}
