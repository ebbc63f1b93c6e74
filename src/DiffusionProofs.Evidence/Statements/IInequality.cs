using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>A strict inequality <c>Gap &gt; 0</c>, to be certified over a box.</summary>
public interface IInequality
{
    /// <inheritdoc cref="IIdentity.Variables"/>
    IReadOnlyList<string> Variables { get; }

    /// <inheritdoc cref="IIdentity.Shapes"/>
    string Shapes { get; }

    /// <summary>The quantity claimed to be positive.</summary>
    T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T>;
}

/// <summary>
/// An inequality <c>Gap &gt;= 0</c> whose gap is written as an expression that cannot be negative. That the writing equals
/// the gap is an identity, proven for all inputs; that it cannot be negative, the type <see cref="NonNegative{T}"/> sees to.
/// </summary>
public interface ICertificate
{
    /// <inheritdoc cref="IIdentity.Variables"/>
    IReadOnlyList<string> Variables { get; }

    /// <inheritdoc cref="IIdentity.Shapes"/>
    string Shapes { get; }

    /// <summary>
    /// What the statement assumes to be non-negative, by the text that names it: variables (weights), or expressions in
    /// them (the slack <c>R^2 - |y_1 - y_2|^2</c> of a diameter).
    /// </summary>
    IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T>;

    /// <summary>The quantity claimed to be non-negative, as the claim defines it.</summary>
    T Gap<T>(IReadOnlyList<T> x) where T : IField<T>;

    /// <summary>The same quantity, built from squares and from what is given.</summary>
    /// <param name="given">The assumptions, by name.</param>
    NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>;
}
