using System.Text.RegularExpressions;
using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

/// <summary>Imports run downward only: read from the using lines, which is all that C# lets a file see of another namespace.</summary>
public partial class ArchitectureTests
{
    [Theory]
    [InlineData("Numbers")]
    [InlineData("Data", "DiffusionProofs.Numbers")]
    [InlineData("Runtime", "DiffusionProofs.Numbers", "TorchSharp")]
    [InlineData("Gaussian", "DiffusionProofs.Numbers", "DiffusionProofs.Runtime", "TorchSharp")]
    [InlineData("Categorical", "DiffusionProofs.Numbers", "DiffusionProofs.Runtime", "TorchSharp")]
    [InlineData("Masked", "DiffusionProofs.Numbers", "DiffusionProofs.Runtime", "DiffusionProofs.Categorical", "TorchSharp")]
    [InlineData("Ratio", "DiffusionProofs.Numbers", "DiffusionProofs.Runtime", "DiffusionProofs.Categorical", "DiffusionProofs.Masked", "TorchSharp")]
    [InlineData("Mistakes", "DiffusionProofs.Numbers", "DiffusionProofs.Runtime", "DiffusionProofs.Gaussian", "DiffusionProofs.Categorical", "DiffusionProofs.Masked", "DiffusionProofs.Ratio", "TorchSharp")]
    [InlineData("Vectors", "DiffusionProofs.Data", "DiffusionProofs.Numbers", "DiffusionProofs.Runtime", "DiffusionProofs.Gaussian", "DiffusionProofs.Categorical", "DiffusionProofs.Masked", "DiffusionProofs.Ratio", "DiffusionProofs.Mistakes", "TorchSharp")]
    public void A_folder_of_the_library_sees_only_what_stands_below_it(string folder, params string[] below)
    {
        foreach ((string file, string import) in Imports(Path.Combine("src", "DiffusionProofs", folder)))
        {
            Assert.True(below.Append("System").Append(Own(file)).Any(b => import == b || import.StartsWith(b + ".", StringComparison.Ordinal)),
                $"{file} imports {import}, which does not stand below {folder}");
        }
    }

    [Fact]
    public void The_library_knows_neither_xunit_nor_FsCheck_nor_the_evidence() =>
        Assert.DoesNotContain(Imports(Path.Combine("src", "DiffusionProofs")),
            i => i.Import.StartsWith("Xunit", StringComparison.Ordinal) || i.Import.StartsWith("FsCheck", StringComparison.Ordinal)
                || i.Import.StartsWith("DiffusionProofs.Evidence", StringComparison.Ordinal));

    static string Own(string file) => Namespace().Match(File.ReadAllText(file)).Groups[1].Value;

    static List<(string File, string Import)> Imports(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))];
        Assert.NotEmpty(files);
        return [.. files.SelectMany(f => Using().Matches(File.ReadAllText(f)).Select(m => (f, m.Groups[1].Value)))];
    }

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
