using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DiffusionProofs.Evidence;

/// <summary>A piece of evidence as xunit's test case.</summary>
public sealed class EvidenceCase : XunitTestCase
{
    string device = "", dtype = "";

    [EditorBrowsable(EditorBrowsableState.Never), Obsolete("For deserialisation only.")]
    public EvidenceCase() { }

    public EvidenceCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, On? on)
        : base(diagnostics, display, options, method)
    {
        if (on is not { } at) return;
        device = at.Device;
        dtype = at.DTypeName;
    }

    On? On => device.Length == 0 ? null : new On(device, DiffusionProofs.Evidence.On.DTypeOf(dtype));

    EvidenceId Piece => EvidenceId.Of(TestMethod.TestClass.Class.ToRuntimeType(), TestMethod.Method.ToRuntimeMethod(), On);

    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        try
        {
            return Piece.ReasonToSkip();
        }
        catch (ArgumentException)
        {
            // Unreadable settings: the test must fail with their message while it runs, not vanish from discovery.
            return null;
        }
    }

    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) =>
        base.GetDisplayName(factAttribute, displayName) + (On is { } on ? $" [{on}]" : "");

    protected override string GetUniqueID() => $"{base.GetUniqueID()}:{device}:{dtype}";

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(device), device);
        data.AddValue(nameof(dtype), dtype);
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        device = data.GetValue<string>(nameof(device));
        dtype = data.GetValue<string>(nameof(dtype));
        base.Deserialize(data);
    }

    public override Task<RunSummary> RunAsync(IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments,
        ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
        new EvidenceCaseRunner(this, Piece, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();
}
