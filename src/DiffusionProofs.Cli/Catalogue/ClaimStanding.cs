using DiffusionProofs.Evidence;

namespace DiffusionProofs.Cli.Catalogue;

/// <summary>How a claim or a sentence stands after a run that may have been asked for a part of its evidence only.</summary>
static class ClaimStanding
{
    public static Verdict OfClaim(ClaimInfo claim, Selection selection, IReadOnlyList<LedgerEntry> entries) =>
        selection.Kinds.Count == 0 ? Verdicts.OfClaim(claim, entries) : OfPart(claim, selection, entries);

    public static Verdict OfSentence(string sentence, Selection selection, IReadOnlyList<LedgerEntry> entries)
    {
        var claims = selection.Chosen.Claims.Where(claim => claim.Sentence == sentence).ToArray();
        var ofAll = selection.All.Claims.Count(claim => claim.Sentence == sentence);
        if (claims.Length == 0 && ofAll > 0)
            return new(Strength.NoClaimYet, false, $"not run: {Count(ofAll)} left out by the filter");
        var verdict = selection.Kinds.Count == 0 || claims.Length == 0
            ? Verdicts.OfSentence(sentence, selection.Chosen, entries)
            : claims.Select(claim => OfPart(claim, selection, entries)).MinBy(v => v.Strength)!;
        return claims.Length == ofAll ? verdict : verdict with { Text = $"{verdict.Text} ({claims.Length} of {Count(ofAll)})" };
    }

    /// <summary>A part of a claim's evidence proves nothing by itself: it fails, did not finish, or passed as far as it was asked for.</summary>
    static Verdict OfPart(ClaimInfo claim, Selection selection, IReadOnlyList<LedgerEntry> entries)
    {
        var ran = entries.ToDictionary(entry => entry.Id);
        var failed = claim.Evidence.Where(e => ran.TryGetValue(e.Id, out var entry) && entry.HasFailed).Select(e => e.Id).ToArray();
        if (failed.Length > 0)
            return new(Strength.Fails, false, $"fails: {string.Join(", ", failed)}");
        var missing = claim.Evidence.Where(e => !ran.ContainsKey(e.Id)).Select(e => $"{e.Id} is missing");
        var skipped = claim.Evidence.GroupBy(e => (e.Kind, e.Method))
            .Where(method => method.All(e => ran.TryGetValue(e.Id, out var entry) && entry.WasSkipped))
            .Select(method => $"{claim.Id}/{method.Key.Kind}/{method.Key.Method} was skipped everywhere");
        string[] unfinished = [.. missing, .. skipped];
        return unfinished.Length > 0
            ? new(Strength.DidNotFinish, false, $"did not finish: {string.Join("; ", unfinished)}")
            : new(Strength.Supported, false, $"passed, {string.Join(" and ", selection.Kinds)} only");
    }

    static string Count(int claims) => claims == 1 ? "1 claim" : $"{claims} claims";
}
