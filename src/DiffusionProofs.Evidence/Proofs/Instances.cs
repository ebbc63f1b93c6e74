namespace DiffusionProofs.Evidence;

/// <summary>One outcome for several shapes of the same statement, each proven by itself.</summary>
static class Instances
{
    public static IdentityOutcome Together(IReadOnlyList<IdentityOutcome> parts) => parts[0] with
    {
        Shapes = Joined(parts.Select(p => p.Shapes)),
        Method = Joined(parts.Select(p => p.Method)),
        Denominators = [.. parts.SelectMany(p => p.Denominators).Distinct()],
        Log2Error = UnionBound(parts.Select(p => p.Log2Error)),
        Trust = [.. parts.SelectMany(p => p.Trust).Distinct()],
        Cases = parts.Sum(p => p.Cases),
    };

    public static CertificateOutcome Together(IReadOnlyList<CertificateOutcome> parts) => parts[0] with
    {
        Shapes = Joined(parts.Select(p => p.Shapes)),
        Domain = Joined(parts.Select(p => p.Domain)),
        Method = Joined(parts.Select(p => p.Method)),
        Denominators = [.. parts.SelectMany(p => p.Denominators).Distinct()],
        Log2Error = UnionBound(parts.Select(p => p.Log2Error)),
        Trust = [.. parts.SelectMany(p => p.Trust).Distinct()],
        Cases = parts.Sum(p => p.Cases),
    };

    public static CertifiedOutcome Together(IReadOnlyList<CertifiedOutcome> parts) => parts[0] with
    {
        Shapes = Joined(parts.Select(p => p.Shapes)),
        Domain = Joined(parts.Select(p => p.Domain)),
        Method = Joined(parts.Select(p => p.Method)),
        Trust = [.. parts.SelectMany(p => p.Trust).Distinct()],
        Cases = parts.Sum(p => p.Cases),
    };

    static string Joined(IEnumerable<string> texts) => string.Join("; ", texts.Distinct());

    /// <summary>log2 of the sum of the probabilities; null where every part is certain.</summary>
    static double? UnionBound(IEnumerable<double?> log2Errors)
    {
        double[] uncertain = [.. log2Errors.OfType<double>()];
        return uncertain.Length == 0 ? null : uncertain.Max() + Math.Log2(uncertain.Sum(e => Math.Pow(2, e - uncertain.Max())));
    }
}
