namespace DiffusionProofs.Evidence;

/// <summary>How an identity is decided.</summary>
public enum ProofMethod
{
    /// <summary>Agreement on a product of more nodes in each variable than the degree: certain.</summary>
    Grid,

    /// <summary>Expansion into integer polynomials: certain.</summary>
    Expansion,

    /// <summary>Random points modulo random primes: wrong with a probability below 2^-100.</summary>
    RandomPoints,
}

/// <summary>For tests of the engine: a way of its own, and degree bounds that are not those of the formula.</summary>
sealed record ProofSettings(ProofMethod? Method = null, Func<IReadOnlyList<long>, IReadOnlyList<long>>? Degrees = null);
