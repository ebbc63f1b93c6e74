namespace DiffusionProofs.Numbers;

/// <summary>A field whose elements a <see cref="LogForm{C}"/> can take the logarithm of, by splitting them into factors.</summary>
public interface ILogArgument<C> : IField<C> where C : ILogArgument<C>
{
    static abstract bool IsZero(C x);

    /// <summary>Integer polynomials and exponents with |x| = product of |factor|^exponent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is known not to be positive.</exception>
    static abstract IEnumerable<(IntegerPolynomial Factor, int Exponent)> PositiveFactors(C x);
}
