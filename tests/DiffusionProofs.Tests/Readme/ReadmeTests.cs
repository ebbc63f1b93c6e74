using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Readme;

public class ReadmeTests
{
    static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_worked_example_is_the_compiled_file_and_has_under_forty_lines()
    {
        string compiled = File.ReadAllText(Path.Combine(Repository.Root, "tests", "DiffusionProofs.Tests", "Readme", "TweedieExample.cs"))
            .ReplaceLineEndings("\n").Trim();
        Assert.Equal(compiled, Block("csharp"));
        Assert.InRange(compiled.Split('\n').Length, 10, 39);
    }

    [Fact]
    public void Every_claim_it_cites_is_one()
    {
        HashSet<string> ids = [.. ClaimCatalogue.FromAssembly(typeof(ReadmeTests).Assembly).Claims.Select(c => c.Id)];
        string[] cited = [.. System.Text.RegularExpressions.Regex.Matches(Text, @"Claims\.verified\.md#([\w.]+)").Select(m => m.Groups[1].Value)];
        Assert.NotEmpty(cited);
        Assert.All(cited, id => Assert.Contains(id, ids));
    }

    /// <summary>The first fenced block of the language.</summary>
    static string Block(string language)
    {
        string opening = $"```{language}\n";
        int from = Text.IndexOf(opening, StringComparison.Ordinal) + opening.Length;
        Assert.True(from >= opening.Length, $"README.md has no {language} block");
        return Text[from..Text.IndexOf("\n```", from, StringComparison.Ordinal)].Trim();
    }
}
