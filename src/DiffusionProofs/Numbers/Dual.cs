using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// A value and its derivative along one direction, over any field: the derivative of a rational function by the rules of
/// the derivative alone, exact wherever the field is. Nested, it gives higher derivatives.
/// </summary>
/// <remarks>With the elementary functions, see <see cref="RealDual{T}"/>.</remarks>
public readonly record struct Dual<T>(T Value, T Slope) : IField<Dual<T>> where T : IField<T>
{
    /// <summary>A quantity that does not move.</summary>
    public static Dual<T> Constant(T value) => new(value, T.Zero);

    /// <summary>The quantity with respect to which derivatives are taken.</summary>
    public static Dual<T> Variable(T value) => new(value, T.One);

    public static Dual<T> From(BigInteger n) => Constant(T.From(n));

    public static Dual<T> operator +(Dual<T> a, Dual<T> b) => new(a.Value + b.Value, a.Slope + b.Slope);
    public static Dual<T> operator -(Dual<T> a, Dual<T> b) => new(a.Value - b.Value, a.Slope - b.Slope);
    public static Dual<T> operator *(Dual<T> a, Dual<T> b) => new(a.Value * b.Value, (a.Value * b.Slope) + (a.Slope * b.Value));
    public static Dual<T> operator -(Dual<T> a) => new(-a.Value, -a.Slope);

    public static Dual<T> operator /(Dual<T> a, Dual<T> b)
    {
        T quotient = a.Value / b.Value;
        return new(quotient, (a.Slope - (quotient * b.Slope)) / b.Value);
    }

    public static Dual<T> Square(Dual<T> x) => new(x.Value.Squared(), 2 * (x.Value * x.Slope));
}
