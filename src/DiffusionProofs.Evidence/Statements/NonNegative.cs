using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>
/// A value that cannot be negative by the way it is built: squares, what is assumed non-negative, non-negative
/// integers, and sums, products and quotients of these. There is no other way to make one.
/// </summary>
public readonly struct NonNegative<T> where T : IField<T>
{
    NonNegative(T value) => Value = value;

    public T Value { get; }

    public static NonNegative<T> Square(T x) => new(x * x);

    /// <summary>The integer <paramref name="n"/> &gt;= 0.</summary>
    public static NonNegative<T> Of(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        return new(T.From(n));
    }

    /// <summary>What the statement assumes to be non-negative; only the proof engine hands these out.</summary>
    internal static NonNegative<T> Given(T assumed) => new(assumed);

    public static NonNegative<T> operator +(NonNegative<T> a, NonNegative<T> b) => new(a.Value + b.Value);
    public static NonNegative<T> operator *(NonNegative<T> a, NonNegative<T> b) => new(a.Value * b.Value);
    public static NonNegative<T> operator /(NonNegative<T> a, NonNegative<T> b) => new(a.Value / b.Value);
}
