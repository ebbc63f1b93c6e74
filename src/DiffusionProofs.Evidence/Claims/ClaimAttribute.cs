using Xunit.Abstractions;
using Xunit.Sdk;

namespace DiffusionProofs.Evidence;

/// <summary>A test class that is a claim; its methods are the evidence for it.</summary>
/// <param name="id">
/// Unique and citable: <c>E3.2</c> is the second claim of the essay's sentence E3, <c>EDM.7</c> one of a paper's.
/// Ids that begin with <c>Meta.</c> test the evidence itself and appear on no page.
/// </param>
/// <param name="statement">The sentence that is claimed, with its formula.</param>
[TraitDiscoverer("DiffusionProofs.Evidence.ClaimTraits", "DiffusionProofs.Evidence")]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ClaimAttribute(string id, string statement) : Attribute, ITraitAttribute
{
    public string Id => id;
    public string Statement => statement;

    /// <summary>Paper, number and equation.</summary>
    public string? Source { get; set; }

    /// <summary>Where the essay's or the paper's own words need a correction: what is true instead.</summary>
    public string? Refined { get; set; }

    /// <summary>What the form is held against, and how that is independent of it.</summary>
    public string? Oracle { get; set; }

    /// <summary>No property decides it; its evidence, if any, are the measurable facts beside it.</summary>
    public bool Opinion { get; set; }

    /// <summary>The part of an id before its first dot: E3 of E3.2.</summary>
    public static string SentenceOf(string id) => id.Split('.', 2)[0];
}

/// <summary>Makes <c>--filter Claim=E3.2</c> and <c>--filter Sentence=E3</c> work.</summary>
public sealed class ClaimTraits : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute)
    {
        var id = (string)traitAttribute.GetConstructorArguments().First();
        yield return new("Claim", id);
        yield return new("Sentence", ClaimAttribute.SentenceOf(id));
    }
}
