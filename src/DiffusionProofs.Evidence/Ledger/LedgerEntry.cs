using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionProofs.Evidence;

/// <summary>
/// One line of the ledger: what a piece of evidence claims, how it was decided, and what was measured. No times and no
/// machine: the same seed gives the same line on the same kind of processor.
/// </summary>
public sealed record LedgerEntry
{
    public const string PassedVerdict = "passed", FailedVerdict = "failed", SkippedVerdict = "skipped";

    static readonly JsonSerializerOptions json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // Formulas stay readable: the file is no part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonPropertyOrder(0)] public required string Id { get; init; }
    [JsonPropertyOrder(1)] public required string Claim { get; init; }
    [JsonPropertyOrder(2)] public required string Sentence { get; init; }
    [JsonPropertyOrder(3)] public required string Statement { get; init; }
    [JsonPropertyOrder(4)] public string? Refined { get; init; }
    [JsonPropertyOrder(5)] public string? Source { get; init; }
    [JsonPropertyOrder(6)] public string? Oracle { get; init; }

    /// <summary>The kind: Identity, Certificate, Certified, Exact, Sampled, Statistical, Refutes.</summary>
    [JsonPropertyOrder(7)] public required string Evidence { get; init; }
    [JsonPropertyOrder(8)] public required string Method { get; init; }

    /// <summary>passed, failed or skipped.</summary>
    [JsonPropertyOrder(9)] public required string Verdict { get; init; }

    /// <summary>Why it failed or was skipped.</summary>
    [JsonPropertyOrder(10)] public string? Reason { get; init; }
    [JsonPropertyOrder(11)] public string? Shapes { get; init; }
    [JsonPropertyOrder(12)] public string? Domain { get; init; }
    [JsonPropertyOrder(13)] public string? How { get; init; }
    [JsonPropertyOrder(14)] public string? Bound { get; init; }
    [JsonPropertyOrder(15)] public IReadOnlyList<string>? Denominators { get; init; }
    [JsonPropertyOrder(16)] public IReadOnlyList<string>? Trust { get; init; }
    [JsonPropertyOrder(17)] public double? FalseAlarm { get; init; }
    [JsonPropertyOrder(18)] public string? Detects { get; init; }
    [JsonPropertyOrder(19)] public double? Log2Error { get; init; }
    [JsonPropertyOrder(20)] public long? Cases { get; init; }
    [JsonPropertyOrder(21)] public double? Worst { get; init; }
    [JsonPropertyOrder(22)] public string? WorstInput { get; init; }
    [JsonPropertyOrder(23)] public ulong Seed { get; init; }
    [JsonPropertyOrder(24)] public string? Device { get; init; }
    [JsonPropertyOrder(25)] public string? Dtype { get; init; }

    /// <summary>The published mistake, of a Refutes.</summary>
    [JsonPropertyOrder(26)] public string? Refutes { get; init; }
    [JsonPropertyOrder(27)] public string? Link { get; init; }
    [JsonPropertyOrder(28)] public string? Witness { get; init; }

    /// <summary>What a reader wants to see of it.</summary>
    [JsonPropertyOrder(29)] public string? Found { get; init; }

    [JsonIgnore] public bool HasPassed => Verdict == PassedVerdict;
    [JsonIgnore] public bool HasFailed => Verdict == FailedVerdict;
    [JsonIgnore] public bool WasSkipped => Verdict == SkippedVerdict;

    public static LedgerEntry Passed(EvidenceId piece, Outcome outcome)
    {
        LedgerEntry entry = Of(piece, PassedVerdict, null) with
        {
            Shapes = outcome.Shapes,
            Domain = outcome.Domain,
            How = outcome.Method,
            Bound = outcome.Bound,
            Trust = outcome.Trust,
            Cases = outcome.Cases,
            Worst = outcome.Worst,
            WorstInput = outcome.WorstInput,
            Found = outcome.Found,
        };
        return outcome switch
        {
            IdentityOutcome o => entry with { Denominators = o.Denominators, Log2Error = o.Log2Error },
            CertificateOutcome o => entry with { Denominators = o.Denominators, Log2Error = o.Log2Error },
            StatisticalOutcome o => entry with { FalseAlarm = o.FalseAlarm, Detects = o.Detects },
            RefutationOutcome o => entry with { Witness = o.Witness },
            _ => entry,
        };
    }

    public static LedgerEntry Failed(EvidenceId piece, string reason) => Of(piece, FailedVerdict, reason);

    public static LedgerEntry Skipped(EvidenceId piece, string reason) => Of(piece, SkippedVerdict, reason);

    /// <summary>One line of JSON, without its line end; the fields always in the same order.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, json);

    /// <exception cref="JsonException">The line is no entry.</exception>
    public static LedgerEntry FromLine(string line) => JsonSerializer.Deserialize<LedgerEntry>(line, json) ?? throw new JsonException("null is no entry");

    static LedgerEntry Of(EvidenceId piece, string verdict, string? reason)
    {
        ClaimAttribute claim = piece.Claim ?? throw new ArgumentException($"piece must belong to a [Claim]; it was a method of {piece.Class.Name}.", nameof(piece));
        var refutes = piece.Evidence as RefutesAttribute;
        return new LedgerEntry
        {
            Id = piece.Id,
            Claim = claim.Id,
            Sentence = ClaimAttribute.SentenceOf(claim.Id),
            Statement = claim.Statement,
            Refined = claim.Refined,
            Source = claim.Source,
            Oracle = claim.Oracle,
            Evidence = piece.Evidence.Kind,
            Method = piece.Method.Name,
            Verdict = verdict,
            Reason = reason,
            Seed = SeedToRecord(),
            Device = piece.On?.Device,
            Dtype = piece.On?.DTypeName,
            Refutes = refutes?.Mistake,
            Link = refutes?.Link,
        };
    }

    static ulong SeedToRecord()
    {
        try
        {
            return Settings.Current.Seed;
        }
        catch (ArgumentException)
        {
            // Settings that cannot be read fail every test; each still gets its line.
            return 0;
        }
    }
}
