using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DiffusionProofs.Evidence;

/// <summary>A method that gives evidence for its class's claim, by returning what an engine found.</summary>
[XunitTestCaseDiscoverer("DiffusionProofs.Evidence.EvidenceDiscoverer", "DiffusionProofs.Evidence")]
[TraitDiscoverer("DiffusionProofs.Evidence.EvidenceTraits", "DiffusionProofs.Evidence")]
[AttributeUsage(AttributeTargets.Method)]
public abstract class EvidenceAttribute : FactAttribute, ITraitAttribute
{
    private protected EvidenceAttribute(Type outcome) => Outcome = outcome;

    /// <summary>The kind's name in filters and in the ledger: Identity, Certificate, …</summary>
    public string Kind => KindOf(GetType());

    /// <summary>The type that the method must return.</summary>
    public Type Outcome { get; }

    internal static string KindOf(Type attribute) => attribute.Name[..^"Attribute".Length];
}

/// <summary>Proven for all inputs of the stated shape. Returns <see cref="IdentityOutcome"/>.</summary>
public sealed class IdentityAttribute() : EvidenceAttribute(typeof(IdentityOutcome));

/// <summary>An inequality whose gap is written as a sum of terms that cannot be negative. Returns <see cref="CertificateOutcome"/>.</summary>
public sealed class CertificateAttribute() : EvidenceAttribute(typeof(CertificateOutcome));

/// <summary>A strict inequality proven over a box by intervals. Returns <see cref="CertifiedOutcome"/>.</summary>
public sealed class CertifiedAttribute() : EvidenceAttribute(typeof(CertifiedOutcome));

/// <summary>Decided without rounding at every instance looked at. Returns <see cref="ExactOutcome"/>.</summary>
public sealed class ExactAttribute() : EvidenceAttribute(typeof(ExactOutcome));

/// <summary>
/// Tensor code within its derived bound. The method takes one parameter, <see cref="On"/>, and is one test for each
/// device x {float64, float32}. Returns <see cref="SampledOutcome"/>.
/// </summary>
public sealed class SampledAttribute() : EvidenceAttribute(typeof(SampledOutcome))
{
    /// <summary>Leaves float32 out; needs a <see cref="Reason"/>.</summary>
    public bool Float64Only { get; set; }

    /// <summary>Why float32 is left out; it is the skipped tests' reason.</summary>
    public string? Reason { get; set; }
}

/// <summary>A test with a false-alarm probability and the least discrepancy that it detects. Returns <see cref="StatisticalOutcome"/>.</summary>
public sealed class StatisticalAttribute() : EvidenceAttribute(typeof(StatisticalOutcome));

/// <summary>A published mistake, shown to be one. Returns <see cref="RefutationOutcome"/>.</summary>
/// <param name="mistake">What is wrong, in a few words: <c>divides by sigma instead of sigma^2</c>.</param>
public sealed class RefutesAttribute(string mistake) : EvidenceAttribute(typeof(RefutationOutcome))
{
    public string Mistake => mistake;

    /// <summary>Where the mistake was published: an address, or paper and equation.</summary>
    public string? Link { get; set; }
}

/// <summary>Makes <c>--filter Evidence=Identity</c> work.</summary>
public sealed class EvidenceTraits : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute)
    {
        yield return new("Evidence", EvidenceAttribute.KindOf(((IReflectionAttributeInfo)traitAttribute).Attribute.GetType()));
    }
}
