namespace DiffusionProofs.Evidence;

/// <summary>The snapshots of this repository, in golden/: what the project believes, reviewed by <c>git diff golden/</c>.</summary>
public static class Golden
{
    public static GoldenFolder Folder { get; } = new(Path.Combine(Repository.Root, "golden"), GoldenMode.FromEnvironment());

    /// <inheritdoc cref="GoldenFolder.Verify"/>
    public static void Verify(string text, string fileName, Tolerance tolerance) => Folder.Verify(text, fileName, tolerance);

    /// <summary>Text that must be exactly the snapshot's.</summary>
    /// <inheritdoc cref="GoldenFolder.Verify"/>
    public static void Verify(string text, string fileName) => Folder.Verify(text, fileName, Tolerance.Exact);
}
