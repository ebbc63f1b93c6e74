using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DiffusionProofs.Evidence;

/// <summary>
/// Puts the collection named <see cref="Name"/> at the end. xunit runs collections that do not run in parallel after
/// all others; this orders those among themselves, and holds when parallel running is switched off altogether.
/// </summary>
public sealed class LastCollection : ITestCollectionOrderer
{
    public const string Name = "last";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => c.DisplayName == Name).ThenBy(c => c.DisplayName, StringComparer.Ordinal);
}
