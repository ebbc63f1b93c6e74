using System.Text.RegularExpressions;

namespace DiffusionProofs.Runtime;

/// <summary>A folder with libtorch's libraries, such as <c>site-packages/torch/lib</c> of an installed PyTorch.</summary>
sealed partial class LibTorchFolder(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>In the order in which they depend on each other.</summary>
    static readonly string[] Libraries = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    public static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>The libraries of the folder that must be there before TorchSharp looks for them; those of CUDA only where they exist.</summary>
    public IEnumerable<string> Present => Libraries.Select(library => System.IO.Path.Combine(Path, FileName(library))).Where(File.Exists);

    /// <summary>Null where the folder can be used as far as file names tell, else what is wrong with it.</summary>
    public string? Problem =>
        !Directory.Exists(Path) ? "there is no such folder"
        : File.Exists(System.IO.Path.Combine(Path, FileName("torch_cpu"))) ? null
        : File.Exists(System.IO.Path.Combine(Path, "lib", FileName("torch_cpu"))) ? $"it holds no {FileName("torch_cpu")}, but its folder 'lib' does: name that one"
        : $"it holds no {FileName("torch_cpu")}; of an installed PyTorch, name the folder torch/lib";

    /// <summary>The version that stands beside the libraries, such as <c>2.10.0</c>, and the file that says so; null where nothing tells.</summary>
    public (Version Version, string Source)? FindVersion()
    {
        string parent = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, ".."));
        string site = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", ".."));
        string package = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", "..", ".."));
        return FromText(System.IO.Path.Combine(parent, "version.py"), PythonVersion())
            ?? FromText(System.IO.Path.Combine(parent, "build-version"), LeadingVersion())
            ?? FromNames(site, "torch-*.dist-info", DistInfo())
            ?? FromText(Matching(package, "libtorch-*.nuspec").FirstOrDefault(), NuGetVersion());
    }

    static (Version, string)? FromText(string? file, Regex pattern)
    {
        if (!File.Exists(file)) return null;
        Match match = pattern.Match(File.ReadAllText(file));
        return match.Success ? (Version.Parse(match.Groups[1].Value), file) : null;
    }

    static (Version, string)? FromNames(string folder, string names, Regex pattern)
    {
        foreach (string path in Matching(folder, names))
        {
            Match match = pattern.Match(System.IO.Path.GetFileName(path));
            if (match.Success) return (Version.Parse(match.Groups[1].Value), path);
        }
        return null;
    }

    static IEnumerable<string> Matching(string folder, string names) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, names).Order(StringComparer.Ordinal) : [];

    [GeneratedRegex("""__version__\s*(?::\s*\w+\s*)?=\s*['"](\d+\.\d+\.\d+)""")]
    private static partial Regex PythonVersion();

    [GeneratedRegex(@"^\s*(\d+\.\d+\.\d+)")]
    private static partial Regex LeadingVersion();

    [GeneratedRegex(@"^torch-(\d+\.\d+\.\d+)")]
    private static partial Regex DistInfo();

    [GeneratedRegex(@"<version>(\d+\.\d+\.\d+)")]
    private static partial Regex NuGetVersion();
}
