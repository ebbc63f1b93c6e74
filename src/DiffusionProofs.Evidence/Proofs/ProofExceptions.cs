namespace DiffusionProofs.Evidence;

/// <summary>A claimed equality is false: at the counterexample its two sides have different values.</summary>
public sealed class IdentityRefutedException : ClaimFailedException
{
    internal IdentityRefutedException(string message) : base(message) { }

    /// <summary>The inputs, such as <c>a = 1/2, b = 3</c>.</summary>
    public required string Counterexample { get; init; }

    /// <summary>Which of the equalities, from 0.</summary>
    public required int Equality { get; init; }

    /// <summary>The value of the left side there.</summary>
    public required string Left { get; init; }

    /// <summary>The value of the right side there.</summary>
    public required string Right { get; init; }
}

/// <summary>A formula divides by what is zero for all inputs, so that it states nothing.</summary>
public sealed class IdenticallyZeroDivisorException(string message) : ClaimFailedException(message);

/// <summary>A formula did not do the same at two inputs or in two number systems: it branched on a value.</summary>
public sealed class BranchingFormulaException(string message) : ClaimFailedException(message);

/// <summary>A claim says less than it seems to: a variable that does not occur, sides that are zero, assumptions that are the conclusion.</summary>
public sealed class VacuousClaimException(string message) : ClaimFailedException(message);

/// <summary>Neither proven nor refuted: no method decides it within its limits.</summary>
public sealed class UndecidedClaimException(string message) : ClaimFailedException(message);
