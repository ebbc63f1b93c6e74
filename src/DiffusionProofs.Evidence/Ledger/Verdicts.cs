namespace DiffusionProofs.Evidence;

/// <summary>How much stands behind a claim, weakest first.</summary>
public enum Strength
{
    Fails,
    DidNotFinish,
    NoClaimYet,
    Opinion,
    Supported,
    ExactOnInstances,
    ProvenUpToProbability,
    Proven,
}

/// <summary>A claim's or a sentence's verdict.</summary>
/// <param name="Refined">The words needed a correction; the strength is that of the correction.</param>
/// <param name="Text">The verdict in words, such as <c>refined: proven after a correction</c>.</param>
public sealed record Verdict(Strength Strength, bool Refined, string Text)
{
    /// <summary>Whether a run with this verdict may count as a success.</summary>
    public bool Holds => Strength is not (Strength.Fails or Strength.DidNotFinish);
}

/// <summary>Takes verdicts from the ledger: from what ran and how it ended, never from an exit code.</summary>
public static class Verdicts
{
    static readonly string[] proofs = ["Identity", "Certificate", "Certified"];

    public static Verdict OfClaim(ClaimInfo claim, IEnumerable<LedgerEntry> entries)
    {
        Dictionary<string, LedgerEntry> ran = entries.Where(e => e.Claim == claim.Id).GroupBy(e => e.Id).ToDictionary(g => g.Key, g => g.Last());
        LedgerEntry[] failed = [.. ran.Values.Where(e => e.HasFailed).OrderBy(e => e.Id, StringComparer.Ordinal)];
        if (failed.Length > 0) return new(Strength.Fails, false, $"fails: {string.Join(", ", failed.Select(e => e.Id))}");

        string[] unfinished = [.. Unfinished(claim, ran)];
        if (unfinished.Length > 0) return new(Strength.DidNotFinish, false, $"did not finish: {string.Join("; ", unfinished)}");
        if (claim.Opinion) return new(Strength.Opinion, false, "opinion: no property decides it");

        (Strength strength, string words) = OfEvidence([.. ran.Values.Where(e => e.HasPassed)]);
        return claim.Refined is null
            ? new(strength, false, words)
            : new(strength, true, $"refined: after a correction, {words}");
    }

    /// <summary>The weakest of its claims; opinions beside claims that can be decided are noted.</summary>
    public static Verdict OfSentence(string sentence, ClaimCatalogue catalogue, IEnumerable<LedgerEntry> entries)
    {
        LedgerEntry[] all = [.. entries];
        (ClaimInfo Claim, Verdict Verdict)[] judged =
            [.. catalogue.Claims.Where(c => c.Sentence == sentence).Select(c => (c, OfClaim(c, all)))];
        if (Essay.Find(sentence) is { Opinion: true } && judged.All(j => j.Verdict.Strength is Strength.Opinion))
            return new(Strength.Opinion, false, "opinion: no property decides it");
        if (judged.Length == 0) return new(Strength.NoClaimYet, false, "no claim yet");

        string? opinions = Note(judged.Where(j => j.Verdict.Strength == Strength.Opinion).Select(j => j.Claim.Id));
        var decided = judged.Where(j => j.Verdict.Strength != Strength.Opinion).ToArray();
        if (decided.Length == 0) return new(Strength.Opinion, false, "opinion: no property decides it");

        (_, Verdict weakest) = decided.MinBy(j => j.Verdict.Strength);
        bool refined = decided.Any(j => j.Verdict.Refined);
        string text = weakest.Holds && refined && !weakest.Refined ? $"refined in part: {weakest.Text}" : weakest.Text;
        return new(weakest.Strength, refined, text + opinions);
    }

    static string? Note(IEnumerable<string> opinions) =>
        string.Join(", ", opinions) is { Length: > 0 } ids ? $" ({ids} itself: opinion)" : null;

    static IEnumerable<string> Unfinished(ClaimInfo claim, Dictionary<string, LedgerEntry> ran)
    {
        foreach (ExpectedEvidence missing in claim.Evidence.Where(e => !ran.ContainsKey(e.Id))) yield return $"{missing.Id} is missing";
        // Absent devices are skipped; a method that ran nowhere is no evidence.
        foreach (var method in claim.Evidence.GroupBy(e => (e.Kind, e.Method)))
        {
            if (method.All(e => ran.GetValueOrDefault(e.Id) is { WasSkipped: true })) yield return $"{claim.Id}/{method.Key.Kind}/{method.Key.Method} was skipped everywhere";
        }
        if (!claim.Opinion && !claim.HasRefutation) yield return "it has no [Refutes]";
        if (!claim.Opinion && claim.Evidence.All(e => e.Kind == "Refutes")) yield return "it has no evidence beside what it refutes";
    }

    static (Strength, string) OfEvidence(LedgerEntry[] passed)
    {
        LedgerEntry[] proven = [.. passed.Where(e => proofs.Contains(e.Evidence))];
        bool tied = passed.Any(e => e.Evidence == "Sampled");
        if (proven.Length > 0)
        {
            string of = tied ? "" : " (of the formula; no tensor code)";
            // The claim is false only if one of its randomised identities is: the probabilities add.
            double[] errors = [.. proven.Select(e => e.Log2Error).OfType<double>()];
            if (errors.Length == 0) return (Strength.Proven, "proven" + of);
            double log2 = errors.Max() + Math.Ceiling(Math.Log2(errors.Length));
            return (Strength.ProvenUpToProbability, FormattableString.Invariant($"proven up to probability 2^{Math.Ceiling(log2):0}{of}"));
        }
        return passed.Any(e => e.Evidence == "Exact")
            ? (Strength.ExactOnInstances, "exact on instances")
            : (Strength.Supported, "supported");
    }
}
