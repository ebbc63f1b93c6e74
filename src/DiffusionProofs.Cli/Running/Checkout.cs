namespace DiffusionProofs.Cli.Running;

/// <summary>The source tree that the command works on: the one it is started in, or else the one its executable lies in.</summary>
sealed class Checkout
{
    const string Marker = "DiffusionProofs.sln";
    const string Tests = "DiffusionProofs.Tests";
    const string Framework = "net10.0";

    Checkout(string root) => Root = root;

    public string Root { get; }

    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The page that docs cite, relative to <see cref="Root"/>, as in a link.</summary>
    public const string ClaimsPage = "golden/Claims.verified.md";

    public string ClaimsPagePath => Path.Combine(Root, ClaimsPage);

    /// <summary>Debug or Release: whichever this command was built as.</summary>
    public static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    public string TestFolder => Path.Combine(Root, "tests", Tests, "bin", Configuration, Framework);

    string TestAssembly => Path.Combine(TestFolder, Tests + ".dll");

    public static Checkout? Find() => Above(Environment.CurrentDirectory) ?? Above(AppContext.BaseDirectory);

    /// <exception cref="BadUseException">There is none.</exception>
    public static Checkout Need(string command) => Find() ?? throw new BadUseException(
        $"{command} needs a checkout of DiffusionProofs: no {Marker} in this folder or above it; clone the repository and start the command there");

    public bool HasTestAssembly => File.Exists(TestAssembly);

    /// <summary>The built tests.</summary>
    /// <exception cref="BadUseException">They have not been built.</exception>
    public string NeedTestAssembly() => HasTestAssembly ? TestAssembly : throw new BadUseException(
        $"the claims are not built ({Path.GetRelativePath(Root, TestAssembly)} is missing): "
        + $"run 'dotnet build{(Configuration == "Release" ? " -c Release" : "")}' in {Root} first");

    /// <summary>When the library, the evidence and the claims were last built: what was found before says nothing of them.</summary>
    public DateTime BuiltAtUtc => Directory.EnumerateFiles(TestFolder, "DiffusionProofs*.dll").Select(File.GetLastWriteTimeUtc).Max();

    static Checkout? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, Marker)))
                return new(at.FullName);
        return null;
    }
}
