using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>Equalities between rational functions of the variables, to be proven for all inputs at which both sides are defined.</summary>
/// <remarks>Constraints between inputs (rows that sum to 1) are eliminated by parametrisation before the variables are named.</remarks>
public interface IIdentity
{
    /// <summary>Names of the free variables, in the order in which <see cref="Sides"/> receives them.</summary>
    IReadOnlyList<string> Variables { get; }

    /// <summary>The shapes that this instance covers, such as <c>d = 3</c>.</summary>
    string Shapes { get; }

    /// <summary>The equalities, each as its two sides.</summary>
    IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>;
}

/// <summary>Equalities between combinations of logarithms with rational coefficients.</summary>
public interface ILogIdentity
{
    /// <inheritdoc cref="IIdentity.Variables"/>
    IReadOnlyList<string> Variables { get; }

    /// <inheritdoc cref="IIdentity.Shapes"/>
    string Shapes { get; }

    /// <summary>The equalities, each as its two sides. Logarithms of free variables and of their rational functions are formal atoms.</summary>
    IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>;
}
