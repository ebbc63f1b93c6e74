using System.Reflection;

namespace DiffusionProofs.Evidence;

/// <summary>A claim as its class declares it, with every piece of evidence that a run must bring.</summary>
/// <param name="ClassName">Full name of the test class, for filters.</param>
public sealed record ClaimInfo(string Id, string Statement, string? Source, string? Refined, string? Oracle, bool Opinion,
    string ClassName, IReadOnlyList<ExpectedEvidence> Evidence)
{
    public string Sentence => ClaimAttribute.SentenceOf(Id);

    /// <summary>Tests of the evidence itself, which appear on no page.</summary>
    public bool IsMeta => Sentence == "Meta";

    /// <summary>A property that cannot fail proves nothing: a claim is finished with its first refuted mistake.</summary>
    public bool HasRefutation => Evidence.Any(e => e.Kind == "Refutes");
}

/// <summary>An id that the ledger of a full run must contain.</summary>
public sealed record ExpectedEvidence(string Id, string Kind, string Method, string? Device, string? Dtype, string? Refutes, string? Link);

/// <summary>Every claim of an assembly, sorted by id.</summary>
public sealed class ClaimCatalogue
{
    public ClaimCatalogue(IEnumerable<ClaimInfo> claims)
    {
        Claims = [.. claims.OrderBy(c => c.Id, ClaimOrder.Instance)];
        if (Claims.GroupBy(c => c.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"claims must have distinct ids; {twice.Key} is claimed by {string.Join(" and ", twice.Select(c => c.ClassName))}.", nameof(claims));
    }

    public IReadOnlyList<ClaimInfo> Claims { get; }

    public IEnumerable<string> ExpectedIds => Claims.SelectMany(c => c.Evidence).Select(e => e.Id);

    /// <summary>The claims among the public classes of a test assembly; nothing of it is run.</summary>
    public static ClaimCatalogue FromAssembly(Assembly assembly) =>
        new(assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false }).Select(Of).OfType<ClaimInfo>());

    /// <summary>The claim that a class makes; null where it makes none.</summary>
    public static ClaimInfo? Of(Type type)
    {
        if (type.GetCustomAttribute<ClaimAttribute>() is not { } claim) return null;
        ExpectedEvidence[] evidence = [.. type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .SelectMany(method => EvidenceId.AllOf(type, method))
            .Select(Expected)
            .OrderBy(e => e.Id, StringComparer.Ordinal)];
        return new ClaimInfo(claim.Id, claim.Statement, claim.Source, claim.Refined, claim.Oracle, claim.Opinion, type.FullName!, evidence);
    }

    static ExpectedEvidence Expected(EvidenceId piece)
    {
        var refutes = piece.Evidence as RefutesAttribute;
        return new(piece.Id, piece.Evidence.Kind, piece.Method.Name, piece.On?.Device, piece.On?.DTypeName, refutes?.Mistake, refutes?.Link);
    }
}

/// <summary>Ids with their numbers in order: E3.2 before E3.10, E2.1 before E10.1.</summary>
public sealed class ClaimOrder : IComparer<string>
{
    public static readonly ClaimOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        int byNumbers = string.CompareOrdinal(Padded(x ?? ""), Padded(y ?? ""));
        return byNumbers != 0 ? byNumbers : string.CompareOrdinal(x, y);
    }

    static string Padded(string id) =>
        System.Text.RegularExpressions.Regex.Replace(id, "[0-9]+", number => number.Value.PadLeft(9, '0'));
}
