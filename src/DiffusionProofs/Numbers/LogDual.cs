using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>A value and its derivative along one direction, over a field with the logarithm: derivatives of entropies and divergences, as forms.</summary>
/// <remarks>Without the logarithm, <see cref="Dual{T}"/>; with all elementary functions, <see cref="RealDual{T}"/>.</remarks>
public readonly record struct LogDual<T>(T Value, T Slope) : ILogField<LogDual<T>> where T : ILogField<T>
{
    /// <inheritdoc cref="Dual{T}.Constant"/>
    public static LogDual<T> Constant(T value) => new(value, T.Zero);

    /// <inheritdoc cref="Dual{T}.Variable"/>
    public static LogDual<T> Variable(T value) => new(value, T.One);

    public static LogDual<T> From(BigInteger n) => Constant(T.From(n));

    public static LogDual<T> operator +(LogDual<T> a, LogDual<T> b) => Of(a.Plain + b.Plain);
    public static LogDual<T> operator -(LogDual<T> a, LogDual<T> b) => Of(a.Plain - b.Plain);
    public static LogDual<T> operator *(LogDual<T> a, LogDual<T> b) => Of(a.Plain * b.Plain);
    public static LogDual<T> operator -(LogDual<T> a) => Of(-a.Plain);
    public static LogDual<T> operator /(LogDual<T> a, LogDual<T> b) => Of(a.Plain / b.Plain);

    /// <summary>The same as a <see cref="Dual{T}"/>, whose arithmetic it has.</summary>
    Dual<T> Plain => new(Value, Slope);

    static LogDual<T> Of(Dual<T> plain) => new(plain.Value, plain.Slope);

    public static LogDual<T> Log(LogDual<T> x) => new(T.Log(x.Value), x.Slope / x.Value);
}
