using System.Text.Encodings.Web;
using System.Text.Json;
using DiffusionProofs.Cli.Running;
using DiffusionProofs.Evidence;

namespace DiffusionProofs.Cli.Catalogue;

/// <summary>A piece of evidence, and passed, failed, skipped or not run.</summary>
sealed record PieceRecord(string Id, string Kind, string Verdict, string? Reason);

/// <summary>A claim with what the ledger says of it.</summary>
sealed record ClaimRecord(
    string Id, string Sentence, bool Holds, string Verdict, string Statement, string? Refined, string? Source,
    IReadOnlyList<string> Kinds, IReadOnlyList<string> Mistakes, IReadOnlyList<PieceRecord> Evidence)
{
    static readonly JsonSerializerOptions json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ClaimRecord Of(ClaimInfo claim, Ledgers ledgers)
    {
        LedgerEntry[] entries = [.. ledgers.Current().Where(entry => entry.Claim == claim.Id)];
        LedgerEntry[] against = [.. ledgers.LatestFailures().Where(entry => entry.Claim == claim.Id)];
        var byId = entries.Concat(against).GroupBy(entry => entry.Id).ToDictionary(same => same.Key, same => same.Last());
        var verdict = Verdicts.OfClaim(claim, byId.Values);
        return new(
            claim.Id, claim.Sentence, byId.Count > 0 && verdict.Holds, byId.Count == 0 ? "not run" : verdict.Text,
            claim.Statement, claim.Refined, claim.Source,
            [.. claim.Evidence.Select(e => e.Kind).Where(kind => kind != "Refutes").Distinct()],
            [.. claim.Evidence.Select(e => e.Refutes).OfType<string>()],
            [.. claim.Evidence.Select(e => new PieceRecord(
                e.Id, e.Kind, byId.GetValueOrDefault(e.Id)?.Verdict ?? "not run", byId.GetValueOrDefault(e.Id)?.Reason))]);
    }

    public static string ToJson(IReadOnlyList<ClaimRecord> claims) => JsonSerializer.Serialize(claims, json);
}
