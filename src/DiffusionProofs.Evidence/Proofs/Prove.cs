namespace DiffusionProofs.Evidence;

/// <summary>Proofs of what a claim states. What does not hold or is not decided throws a <see cref="ClaimFailedException"/>.</summary>
public static class Prove
{
    const string Domain = "all inputs at which both sides are defined";

    /// <summary>
    /// Equalities between rational functions: on a grid where it is small, else by expansion into polynomials, else at
    /// random points modulo random primes. All inputs at which both sides are defined are covered.
    /// </summary>
    /// <exception cref="IdentityRefutedException">The sides differ at a point, which the exception holds.</exception>
    /// <exception cref="IdenticallyZeroDivisorException">A divisor is zero for all inputs.</exception>
    /// <exception cref="BranchingFormulaException">The formula branched on a value.</exception>
    /// <exception cref="VacuousClaimException">A variable does not occur, there is no equality, or all sides are zero.</exception>
    /// <exception cref="UndecidedClaimException">No method decides it within its limits.</exception>
    public static IdentityOutcome Identity(IIdentity claim) => Identity(claim, new ProofSettings());

    /// <summary>The same statement at several shapes, each proven.</summary>
    public static IdentityOutcome Identity(IIdentity first, IIdentity second, params IIdentity[] more) =>
        Instances.Together([.. more.Prepend(second).Prepend(first).Select(Identity)]);

    internal static IdentityOutcome Identity(IIdentity claim, ProofSettings settings)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Proven proven = IdentityProof.Of(new(claim, Statement.NameOf(claim, claim.Shapes)), settings);
        return new()
        {
            Shapes = claim.Shapes,
            Domain = Domain,
            Method = proven.Method,
            Denominators = proven.Denominators,
            Log2Error = proven.Log2Error,
            Trust = proven.Trust,
            Cases = proven.Points,
        };
    }

    /// <summary>
    /// Equalities between combinations of logarithms whose coefficients and arguments are rational functions, compared
    /// coefficient by coefficient on coprime atoms.
    /// </summary>
    /// <inheritdoc cref="Identity(IIdentity)" path="/exception"/>
    public static IdentityOutcome LogIdentity(ILogIdentity claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Proven proven = new LogProof(claim).Run();
        return new()
        {
            Shapes = claim.Shapes,
            Domain = $"{Domain}, every argument of a logarithm positive",
            Method = proven.Method,
            Denominators = proven.Denominators,
            Cases = proven.Points,
        };
    }

    /// <summary>An inequality, from the identity of its gap with an expression that cannot be negative.</summary>
    /// <inheritdoc cref="Identity(IIdentity)" path="/exception"/>
    public static CertificateOutcome Certificate(ICertificate claim) => Certificate(claim, new ProofSettings());

    /// <summary>The same inequality at several shapes, each proven.</summary>
    public static CertificateOutcome Certificate(ICertificate first, ICertificate second, params ICertificate[] more) =>
        Instances.Together([.. more.Prepend(second).Prepend(first).Select(Certificate)]);

    internal static CertificateOutcome Certificate(ICertificate claim, ProofSettings settings)
    {
        ArgumentNullException.ThrowIfNull(claim);
        CertificateIdentity identity = new(claim);
        Statement statement = new(identity, Statement.NameOf(claim, claim.Shapes));
        Proven proven = IdentityProof.Of(statement, settings);
        Assumptions assumptions = Assumptions.Of(claim, statement);
        return new()
        {
            Shapes = claim.Shapes,
            Domain = assumptions.Names.Count == 0 ? Domain : $"{Domain}, where {string.Join(", ", assumptions.Names.Select(name => $"{name} >= 0"))}",
            Method = $"gap = sum of non-negative terms: {proven.Method}",
            Denominators = proven.Denominators,
            Log2Error = proven.Log2Error,
            Trust = assumptions.SeenSatisfied ? proven.Trust : [.. proven.Trust, "that the assumptions can hold together (no sampled input satisfied them)"],
            Cases = proven.Points,
        };
    }
}
