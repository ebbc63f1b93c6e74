using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionProofs.Evidence;

/// <summary>
/// The stable part of the ledger as a page: statements, sources, claimed bounds, what was refuted, verdicts. No measured
/// number and no device, so that neither another processor nor another seed of a passing run changes it.
/// </summary>
public static partial class ClaimsPage
{
    public const string FileName = "Claims.verified.md";

    public static string Render(IEnumerable<LedgerEntry> entries, ClaimCatalogue catalogue)
    {
        LedgerEntry[] all = [.. LedgerFile.Sorted(entries)];
        var page = new StringBuilder();
        page.Append("# Claims\n\nWhat this project claims, what stands behind each claim, and what is taken on trust. Written by the tests, ")
            .Append("from the evidence that ran; measured numbers are in the ledger of a run.\n");
        foreach (EssaySentence sentence in Essay.Sentences)
        {
            page.Append($"\n## {sentence.Id}. {sentence.Paraphrase}\n\n")
                .Append($"Verdict: {Verdicts.OfSentence(sentence.Id, catalogue, all).Text}.{(sentence.Note is null ? "" : $" Note: {sentence.Note}.")}\n");
            AppendClaims(page, catalogue.Claims.Where(c => c.Sentence == sentence.Id), all);
        }
        var papers = catalogue.Claims.Where(c => !c.IsMeta && Essay.Find(c.Sentence) is null).GroupBy(c => c.Sentence);
        foreach (var paper in papers)
        {
            page.Append($"\n## {paper.Key}\n");
            AppendClaims(page, paper, all);
        }
        return page.ToString();
    }

    /// <summary>The sections of a rendered page by claim id, each from its anchor to the next heading.</summary>
    public static IReadOnlyDictionary<string, string> Sections(string page) => Section().Matches(page)
        .ToDictionary(m => m.Groups["id"].Value, m => m.Value.TrimEnd('\n') + "\n");

    static void AppendClaims(StringBuilder page, IEnumerable<ClaimInfo> claims, LedgerEntry[] all)
    {
        foreach (ClaimInfo claim in claims) AppendClaim(page, claim, [.. all.Where(e => e.Claim == claim.Id)]);
    }

    static void AppendClaim(StringBuilder page, ClaimInfo claim, LedgerEntry[] entries)
    {
        page.Append($"\n<a id=\"{claim.Id}\"></a>\n\n### {claim.Id}\n\n{claim.Statement}\n\n");
        Item(page, "Verdict", Verdicts.OfClaim(claim, entries).Text);
        Item(page, "True instead", claim.Refined);
        Item(page, "Source", claim.Source);
        Item(page, "Held against", claim.Oracle);
        LedgerEntry[] passed = [.. entries.Where(e => e.HasPassed)];
        foreach (var method in passed.Where(e => e.Evidence != "Refutes").GroupBy(e => (Order: KindOrder(e.Evidence), e.Evidence, e.Method)).OrderBy(g => g.Key))
        {
            // The same text on every device and dtype is said once.
            foreach (string text in method.Select(Described).Distinct()) Item(page, $"{method.Key.Evidence} `{method.Key.Method}`", text);
        }
        foreach (LedgerEntry refuted in passed.Where(e => e.Evidence == "Refutes")) Item(page, "Refuted", Mistake(refuted));
        string trust = string.Join("; ", passed.SelectMany(e => e.Trust ?? []).Distinct().Order(StringComparer.Ordinal));
        Item(page, "Taken on trust", trust.Length == 0 ? null : trust);
    }

    static void Item(StringBuilder page, string name, string? text)
    {
        if (text is not null) page.Append($"- {name}: {text.ReplaceLineEndings(" ")}\n");
    }

    static string Described(LedgerEntry e)
    {
        var parts = new List<string> { $"{e.Shapes}", $"{e.Domain}", $"{e.How}" };
        if (e.Bound is not null) parts.Add($"bound: {e.Bound}");
        if (e.Denominators is { Count: > 0 } divisors) parts.Add($"where none of these is zero: {string.Join(", ", divisors.Select(d => $"`{d}`"))}");
        if (e.Log2Error is { } log2) parts.Add(FormattableString.Invariant($"false with probability at most 2^{Math.Ceiling(log2):0}"));
        if (e.FalseAlarm is { } alarm) parts.Add(FormattableString.Invariant($"false alarm with probability {alarm:G3}"));
        if (e.Detects is not null) parts.Add($"detects {e.Detects}");
        return string.Join("; ", parts);
    }

    static string Mistake(LedgerEntry e)
    {
        string published = e.Link switch
        {
            null => "",
            _ when e.Link.StartsWith("https://", StringComparison.Ordinal) => $" ([published]({e.Link}))",
            _ => $" ({e.Link})",
        };
        string witness = Refute.HasStableWitness(e.How) ? $"; witness {e.Witness}" : "";
        return $"{e.Refutes}{published}{witness}";
    }

    static int KindOrder(string kind) => Array.IndexOf(["Identity", "Certificate", "Certified", "Exact", "Sampled", "Statistical"], kind);

    [GeneratedRegex("""^<a id="(?<id>[^"]+)"></a>\n(?:(?!<a id=|## ).*\n)*""", RegexOptions.Multiline)]
    private static partial Regex Section();
}
