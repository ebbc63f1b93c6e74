using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>What was found of a statement that holds.</summary>
sealed record Proven(string Method, IReadOnlyList<string> Denominators, double? Log2Error, long Points)
{
    public IReadOnlyList<string> Trust => Log2Error is null
        ? []
        : ["the generator seeded by the formula's own trace draws primes and points as if at random"];
}

/// <summary>Decides equalities between rational functions.</summary>
static class IdentityProof
{
    // Above this degree the value at a rational point has too many digits; the further points are then taken modulo a prime.
    const long RationalDegree = 2_000;

    public static Proven Of(Statement claim, ProofSettings settings)
    {
        DegreeBounds bounds = DegreeBounds.Of(claim);
        IReadOnlyList<long> degrees = settings.Degrees?.Invoke(bounds.Difference) ?? bounds.Difference;
        SeededRandom random = new(bounds.Trace);
        PointCheck check = new(claim, bounds.Trace);
        Expansion? expansion = settings.Method == ProofMethod.RandomPoints ? null : Expansion.Of(claim, bounds.Trace);

        long? grid = settings.Method is null or ProofMethod.Grid && GridProof.IsSmall(degrees, bounds.Operations)
            ? GridProof.Points(claim, bounds, degrees, check, random)
            : null;
        bool expanded = expansion is { Difference: null } && settings.Method is null or ProofMethod.Expansion;
        double? log2Error = null;
        string method;
        if (grid is not null) method = $"grid of {grid} points, degrees ({string.Join(", ", degrees)})";
        else if (expanded) method = "expansion into integer polynomials";
        else if (expansion is { Difference: not null }) method = "none";
        else method = ByRandomPoints(claim, settings, bounds, check, random, out log2Error);

        CheckFurtherPoints(claim, bounds, check, random, grid is not null);
        if (expansion?.Difference is { } difference)
            throw new UndecidedClaimException($"{claim.Name}: expansion finds a difference that no point showed: {difference}.");
        if (!check.SawNonZero) throw new VacuousClaimException($"{claim.Name}: both sides are zero wherever they were evaluated.");
        return new(method, expansion?.Denominators ?? NotExpanded(bounds), log2Error, check.Points);
    }

    static string ByRandomPoints(Statement claim, ProofSettings settings, DegreeBounds bounds, PointCheck check, SeededRandom random, out double? log2Error)
    {
        if (settings.Method is not null and not ProofMethod.RandomPoints)
            throw new UndecidedClaimException($"{claim.Name}: not decided by {settings.Method}.");
        if (PrimeFieldProof.Log2ErrorOfRound(bounds) is not { } ofRound)
            throw new UndecidedClaimException($"{claim.Name}: too large to be decided; total degree {bounds.Total}, coefficients to 2^{bounds.Bits}.");
        int rounds = PrimeFieldProof.Rounds(ofRound);
        PrimeFieldProof.Run(claim, check, rounds, random);
        log2Error = Math.Ceiling(ofRound * rounds);
        return $"{rounds} random points, each modulo a random prime above 2^61, total degree at most {bounds.Total}, "
            + $"coefficients at most 2^{bounds.Bits}: error below 2^{log2Error}";
    }

    static void CheckFurtherPoints(Statement claim, DegreeBounds bounds, PointCheck check, SeededRandom random, bool afterGrid)
    {
        string? remark = afterGrid ? "the sides agree on the whole grid: the degree bound is too low" : null;
        bool enough;
        if (bounds.Total <= RationalDegree) enough = FurtherPoints.Agree<Rational>(check, claim.Variables.Count, random, remark);
        else
        {
            using IDisposable modulus = PrimeField.Use(PrimeFieldProof.RandomPrime(random));
            enough = FurtherPoints.Agree<PrimeField>(check, claim.Variables.Count, random, remark);
        }

        if (!enough) throw new UndecidedClaimException($"{claim.Name}: fewer than {FurtherPoints.Random} further points without a pole were found.");
    }

    static IReadOnlyList<string> NotExpanded(DegreeBounds bounds) =>
        bounds.DivisorCount == 0 ? [] : [$"{bounds.DivisorCount} divisors, not expanded"];
}
