namespace DiffusionProofs.Evidence;

/// <summary>Where this repository stands, found by walking up and never baked in.</summary>
public static class Repository
{
    const string Marker = "DiffusionProofs.sln";

    /// <summary>
    /// The nearest folder with the solution, above the assemblies or else above the current folder; outside a
    /// repository (an installed tool) the current folder.
    /// </summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory) ?? Environment.CurrentDirectory;

    /// <summary>The nearest folder with the solution, from <paramref name="folder"/> upwards; null where there is none.</summary>
    public static string? Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Marker))) return at.FullName;
        }
        return null;
    }
}
