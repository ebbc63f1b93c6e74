using Xunit.Abstractions;
using Xunit.Sdk;

namespace DiffusionProofs.Evidence;

/// <summary>One test case for each piece of evidence that a method stands for.</summary>
public sealed class EvidenceDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        TestMethodDisplay display = discoveryOptions.MethodDisplayOrDefault();
        TestMethodDisplayOptions options = discoveryOptions.MethodDisplayOptionsOrDefault();
        return EvidenceId.AllOf(testMethod.TestClass.Class.ToRuntimeType(), testMethod.Method.ToRuntimeMethod())
            .Select(piece => new EvidenceCase(diagnostics, display, options, testMethod, piece.On));
    }
}
