namespace DiffusionProofs.Evidence;

/// <summary>
/// What an engine found when a piece of evidence held. A failure is an exception, never an outcome, and only the
/// engines of this assembly can make one: a method cannot claim what nothing has checked.
/// </summary>
public abstract record Outcome
{
    private protected Outcome() { }

    /// <summary>Stable: the shapes covered, such as <c>n = 3 points, d = 2</c>.</summary>
    public required string Shapes { get; init; }

    /// <summary>Stable: the inputs covered, such as <c>all inputs at which both sides are defined</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>Stable: how it was decided, such as <c>grid, degrees (2, 3)</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Stable: the claimed bound with its derivation, where the evidence is a comparison within a bound.</summary>
    public string? Bound { get; init; }

    /// <summary>Stable: what is taken on trust.</summary>
    public IReadOnlyList<string> Trust { get; init; } = [];

    /// <summary>Measured: instances, points or boxes looked at.</summary>
    public long Cases { get; init; }

    /// <summary>Measured: the worst error as a share of what the bound allows there; 1 is at the bound.</summary>
    public double? Worst { get; init; }

    /// <summary>Measured: the input that gave the worst error.</summary>
    public string? WorstInput { get; init; }

    /// <summary>What a reader wants to see of it, in words and numbers; shown by a run, and on no stable page.</summary>
    public string? Found { get; init; }
}

/// <summary>Equalities proven for all inputs of the stated shape.</summary>
public sealed record IdentityOutcome : Outcome
{
    internal IdentityOutcome() { }

    /// <summary>log2 of an upper bound on the probability that the identity is false nevertheless; null where it is certain.</summary>
    public double? Log2Error { get; init; }

    /// <summary>The divisors met, made primitive: the identity says nothing where one of them is zero.</summary>
    public IReadOnlyList<string> Denominators { get; init; } = [];
}

/// <summary>An inequality proven by writing its gap as an expression that cannot be negative.</summary>
public sealed record CertificateOutcome : Outcome
{
    internal CertificateOutcome() { }

    /// <inheritdoc cref="IdentityOutcome.Denominators"/>
    public IReadOnlyList<string> Denominators { get; init; } = [];

    /// <inheritdoc cref="IdentityOutcome.Log2Error"/>
    public double? Log2Error { get; init; }
}

/// <summary>A strict inequality proven over a box by interval arithmetic with subdivision.</summary>
public sealed record CertifiedOutcome : Outcome { internal CertifiedOutcome() { } }

/// <summary>Decided without rounding at every instance looked at.</summary>
public sealed record ExactOutcome : Outcome { internal ExactOutcome() { } }

/// <summary>Tensor code within its bound at every instance looked at, on one device and dtype.</summary>
public sealed record SampledOutcome : Outcome { internal SampledOutcome() { } }

/// <summary>A statistical test passed.</summary>
public sealed record StatisticalOutcome : Outcome
{
    internal StatisticalOutcome() { }

    /// <summary>Stable: the probability that the test fails although the claim holds.</summary>
    public required double FalseAlarm { get; init; }

    /// <summary>Stable: the least discrepancy detected, and with what power.</summary>
    public required string Detects { get; init; }
}

/// <summary>A published mistake, refuted at a witness while the right formula passed on the same cases.</summary>
public sealed record RefutationOutcome : Outcome
{
    internal RefutationOutcome() { }

    /// <summary>The input at which the mistake gives another value, with both values.</summary>
    public required string Witness { get; init; }
}
