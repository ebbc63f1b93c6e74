using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// A value with a hash of how it came about: operations, constants, variables by index. Two runs of a formula with the
/// same trace did the same, so it did not branch on a value between them.
/// </summary>
/// <remarks>
/// Equality and text are those of the value alone: a formula that compares numbers must branch here as it would on the bare
/// value, or its branch would go unseen.
/// </remarks>
public readonly struct Traced<T> : IField<Traced<T>>, IEquatable<Traced<T>> where T : IField<T>
{
    Traced(T value, UInt128 trace) => (Value, Trace) = (value, trace);

    public T Value { get; }

    public UInt128 Trace { get; }

    public static Traced<T> Variable(T value, int index) => new(value, TraceHash.OfVariable(index));

    public static Traced<T> From(BigInteger n) => new(T.From(n), TraceHash.OfConstant(n));

    public static Traced<T> operator +(Traced<T> a, Traced<T> b) => Of('+', a, b, a.Value + b.Value);

    public static Traced<T> operator -(Traced<T> a, Traced<T> b) => Of('-', a, b, a.Value - b.Value);

    public static Traced<T> operator *(Traced<T> a, Traced<T> b) => Of('*', a, b, a.Value * b.Value);

    public static Traced<T> operator /(Traced<T> a, Traced<T> b)
    {
        TraceRecording<T>.Current?.Divisors.Add(b.Value);
        return Of('/', a, b, a.Value / b.Value);
    }

    public static Traced<T> operator -(Traced<T> a) => Of('n', a, default, -a.Value);

    static Traced<T> Of(char operation, Traced<T> a, Traced<T> b, T value)
    {
        TraceRecording<T>.Current?.Count();
        return new(value, TraceHash.Of(operation, a.Trace, b.Trace));
    }

    public bool Equals(Traced<T> other) => EqualityComparer<T>.Default.Equals(Value, other.Value);

    public override bool Equals(object? obj) => obj is Traced<T> other && Equals(other);

    public override int GetHashCode() => Value?.GetHashCode() ?? 0;

    public override string ToString() => $"{Value}";
}

/// <summary><see cref="Traced{T}"/> where there are logarithms.</summary>
public readonly struct TracedLog<T> : ILogField<TracedLog<T>>, IEquatable<TracedLog<T>> where T : ILogField<T>
{
    TracedLog(T value, UInt128 trace) => (Value, Trace) = (value, trace);

    public T Value { get; }

    public UInt128 Trace { get; }

    public static TracedLog<T> Variable(T value, int index) => new(value, TraceHash.OfVariable(index));

    public static TracedLog<T> From(BigInteger n) => new(T.From(n), TraceHash.OfConstant(n));

    public static TracedLog<T> operator +(TracedLog<T> a, TracedLog<T> b) => Of('+', a, b, a.Value + b.Value);

    public static TracedLog<T> operator -(TracedLog<T> a, TracedLog<T> b) => Of('-', a, b, a.Value - b.Value);

    public static TracedLog<T> operator *(TracedLog<T> a, TracedLog<T> b) => Of('*', a, b, a.Value * b.Value);

    public static TracedLog<T> operator /(TracedLog<T> a, TracedLog<T> b)
    {
        TraceRecording<T>.Current?.Divisors.Add(b.Value);
        return Of('/', a, b, a.Value / b.Value);
    }

    public static TracedLog<T> operator -(TracedLog<T> a) => Of('n', a, default, -a.Value);

    public static TracedLog<T> Log(TracedLog<T> x)
    {
        TraceRecording<T>.Current?.LogArguments.Add(x.Value);
        return Of('l', x, default, T.Log(x.Value));
    }

    static TracedLog<T> Of(char operation, TracedLog<T> a, TracedLog<T> b, T value)
    {
        TraceRecording<T>.Current?.Count();
        return new(value, TraceHash.Of(operation, a.Trace, b.Trace));
    }

    public bool Equals(TracedLog<T> other) => EqualityComparer<T>.Default.Equals(Value, other.Value);

    public override bool Equals(object? obj) => obj is TracedLog<T> other && Equals(other);

    public override int GetHashCode() => Value?.GetHashCode() ?? 0;

    public override string ToString() => $"{Value}";
}

/// <summary>What traced values of one system did while it was in force, for this flow of control: divisors met, arguments of logarithms, operations.</summary>
public sealed class TraceRecording<T> : IDisposable
{
    static readonly AsyncLocal<TraceRecording<T>?> ambient = new();

    readonly TraceRecording<T>? previous = ambient.Value;

    TraceRecording() { }

    public static TraceRecording<T> Start() => ambient.Value = new TraceRecording<T>();

    internal static TraceRecording<T>? Current => ambient.Value;

    public List<T> Divisors { get; } = [];

    public List<T> LogArguments { get; } = [];

    public long Operations { get; private set; }

    internal void Count() => Operations++;

    public void Dispose() => ambient.Value = previous;
}
