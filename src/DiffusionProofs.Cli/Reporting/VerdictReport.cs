using DiffusionProofs.Cli.Catalogue;
using DiffusionProofs.Evidence;
using Spectre.Console;

namespace DiffusionProofs.Cli.Reporting;

/// <summary>What a run of verify found: every sentence of the essay, then what else was claimed, what went wrong, and totals.</summary>
/// <param name="cases">The setting under which the claims ran.</param>
sealed class VerdictReport(IAnsiConsole console, Selection selection, IReadOnlyList<LedgerEntry> entries, int cases)
{
    readonly (ClaimInfo Claim, Verdict Verdict)[] claims =
        [.. selection.Chosen.Claims.Select(claim => (claim, ClaimStanding.OfClaim(claim, selection, entries)))];

    readonly HashSet<string> missing = [.. selection.Chosen.ExpectedIds.Except(entries.Select(entry => entry.Id))];

    public bool Holds => claims.All(c => c.Verdict.Holds);

    public bool IsWhole => missing.Count == 0;

    public void Write()
    {
        console.WriteLine("The essay, sentence by sentence");
        WriteSentences(Essay.Sentences.Select(sentence => (sentence.Id, sentence.Paraphrase)));
        var others = claims.Where(c => Essay.Find(c.Claim.Sentence) is null).ToArray();
        if (others.Length > 0)
        {
            console.WriteLine("Beside the essay");
            WriteTable(others.Select(c => (c.Claim.Id, c.Verdict, c.Claim.Statement)));
        }
        WriteFound();
        WriteFailures();
        WriteUnfinished();
        WriteSkipped();
        WriteTotals();
    }

    void WriteSentences(IEnumerable<(string Id, string Words)> sentences) =>
        WriteTable(sentences.Select(s => (s.Id, ClaimStanding.OfSentence(s.Id, selection, entries), s.Words)));

    void WriteTable(IEnumerable<(string Id, Verdict Verdict, string Words)> rows)
    {
        var all = rows.Select(row => (row.Id, Verdict: Short(row.Verdict), Colour: Colour(row.Verdict), row.Words)).ToArray();
        var table = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn().AddColumn();
        foreach (var (id, verdict, colour, words) in all)
            if (console.Profile.Out.IsTerminal)
                table.AddRow(new Text(id), new Text(verdict, colour), new Text(words));
            else
                console.WriteLine($"{id.PadRight(all.Max(row => row.Id.Length))}  {verdict.PadRight(all.Max(row => row.Verdict.Length))}  {words}");
        if (console.Profile.Out.IsTerminal)
            console.Write(table);
        console.WriteLine();
    }

    void WriteFound()
    {
        var found = entries.Where(entry => entry.HasPassed && entry.Found is not null).ToArray();
        if (found.Length == 0)
            return;
        console.WriteLine("What was found");
        foreach (var entry in found)
            foreach (var line in entry.Found!.ReplaceLineEndings("\n").Split('\n'))
                console.WriteLine($"  {entry.Claim} {line}");
        console.WriteLine();
    }

    void WriteFailures()
    {
        var failures = entries.Where(entry => entry.HasFailed).ToArray();
        if (failures.Length == 0)
            return;
        console.WriteLine("What fails");
        foreach (var entry in failures)
        {
            console.WriteLine($"  {entry.Id}", Color.Red);
            foreach (var line in (entry.Reason ?? "no reason given").ReplaceLineEndings("\n").Split('\n'))
                console.WriteLine($"    {line}");
            console.WriteLine($"    replay: diffusion-proofs verify --claim {entry.Claim} --evidence {entry.Evidence} --seed {entry.Seed}{Cases}");
        }
        console.WriteLine();
    }

    // Settings scale the cases that a property declares, so the replay repeats the setting, not the count.
    string Cases => cases == Settings.DefaultCases ? "" : $" --cases {cases}";

    void WriteUnfinished()
    {
        var unfinished = claims.Where(c => c.Verdict.Strength == Strength.DidNotFinish).ToArray();
        if (unfinished.Length == 0)
            return;
        console.WriteLine("What did not finish");
        foreach (var (claim, verdict) in unfinished)
            console.WriteLine(claim.Evidence.All(e => missing.Contains(e.Id)) ? $"  {claim.Id} nothing of it ran to its end" : $"  {claim.Id} {verdict.Text}");
        console.WriteLine();
    }

    void WriteSkipped()
    {
        var reasons = entries.Where(entry => entry.WasSkipped).GroupBy(entry => entry.Reason).ToArray();
        foreach (var reason in reasons)
            console.WriteLine($"skipped {reason.Count()}: {reason.Key}");
    }

    void WriteTotals()
    {
        int Claims(Func<Verdict, bool> which) => claims.Count(c => which(c.Verdict));
        var refuted = entries.Count(entry => entry.HasPassed && entry.Refutes is not null);
        console.WriteLine($"claims: {Claims(v => v.Holds)} hold, {Claims(v => v.Strength == Strength.Fails)} fail, "
            + $"{Claims(v => v.Strength == Strength.DidNotFinish)} did not finish");
        console.WriteLine($"evidence: {entries.Count(e => e.HasPassed)} passed, {entries.Count(e => e.HasFailed)} failed, "
            + $"{entries.Count(e => e.WasSkipped)} skipped, {missing.Count} missing; mistakes refuted: {refuted}");
    }

    /// <summary>The details of what went wrong stand below the table.</summary>
    static string Short(Verdict verdict) => verdict.Strength switch
    {
        Strength.Fails => "FAILS",
        Strength.DidNotFinish => "DID NOT FINISH",
        _ => verdict.Text,
    };

    static Style Colour(Verdict verdict) => verdict.Strength switch
    {
        Strength.Fails or Strength.DidNotFinish => new Style(Color.Red),
        Strength.NoClaimYet or Strength.Opinion => new Style(Color.Grey),
        _ => new Style(Color.Green),
    };
}
