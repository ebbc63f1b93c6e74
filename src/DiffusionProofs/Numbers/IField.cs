using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// What a closed form may use: field operations and integer constants. No comparison and no conversion, so that a
/// formula cannot branch on a value and means the same in every number system.
/// </summary>
/// <remarks>Division by zero throws <see cref="DivideByZeroException"/> in every exact system.</remarks>
public interface IField<T> where T : IField<T>
{
    static abstract T operator +(T a, T b);
    static abstract T operator -(T a, T b);
    static abstract T operator *(T a, T b);
    static abstract T operator /(T a, T b);
    static abstract T operator -(T a);

    /// <summary>The integer <paramref name="n"/>, exactly.</summary>
    static abstract T From(BigInteger n);

    static virtual T Zero => T.From(0);
    static virtual T One => T.From(1);

    /// <summary>x x. Enclosures override it, since a square is not negative whatever they know of x.</summary>
    static virtual T Square(T x) => x * x;
}

/// <summary>A field with the natural logarithm.</summary>
public interface ILogField<T> : IField<T> where T : ILogField<T>
{
    /// <summary>log x in nats, for x &gt; 0; throws <see cref="ArgumentOutOfRangeException"/> where x is known not to be positive.</summary>
    static abstract T Log(T x);
}

/// <summary>A field of (enclosures of) real numbers with the elementary functions that the closed forms use.</summary>
public interface IRealField<T> : ILogField<T> where T : IRealField<T>
{
    static abstract T Exp(T x);
    static abstract T Sqrt(T x);
    static abstract T Sin(T x);
    static abstract T Cos(T x);
    static abstract T Erf(T x);
    static abstract T Pi { get; }

    /// <summary>The real number that the double stands for, exactly (an interval or ball of radius 0); NaN and infinities throw.</summary>
    static abstract T FromDouble(double x);

    /// <summary>exp(x) - 1, without cancellation where the system rounds.</summary>
    static virtual T Expm1(T x) => T.Exp(x) - T.One;

    /// <summary>log(1 + x), without cancellation where the system rounds.</summary>
    static virtual T Log1p(T x) => T.Log(T.One + x);

    static virtual T Tanh(T x) => T.Expm1(x + x) / (T.Expm1(x + x) + T.From(2));

    /// <summary>All that lies within the radius of the centre, in a system of enclosures; in any other the centre, which then must do.</summary>
    static virtual T Within(T centre, T radius) => centre;
}
