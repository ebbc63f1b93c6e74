using System.Reflection;
using System.Text.RegularExpressions;

namespace DiffusionProofs.Cli.Reporting;

/// <summary>The project's own citation, read from its CITATION.cff, which the build embeds.</summary>
sealed partial class Citation
{
    readonly string text;

    Citation(string text) => this.text = text;

    public string Title => Field("title");
    public string Version => Field("version");
    public string Year => Field("date-released")[..4];
    public string Authors => string.Join(" and ", AuthorNames().Matches(text).Select(match => $"{{{match.Groups[1].Value}}}"));

    public static Citation Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("CITATION.cff")!;
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd());
    }

    /// <summary>An entry for one claim. The statement stays out of it: its formulas would have to be TeX.</summary>
    public string BibTeX(string id, ClaimLink link) =>
        $$$"""
        @software{diffusionproofs-{{{NotInKeys().Replace(id, "-")}}},
          author  = {{{{Authors}}}},
          title   = {{{{Title}}}},
          version = {{{{Version}}}},
          year    = {{{{Year}}}},
          note    = {Claim {{{id}}}},
          url     = {{{{link.Target}}}}
        }
        """;

    string Field(string name) => Regex.Match(text, $"^{name}: *\"?(.*?)\"? *\r?$", RegexOptions.Multiline) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidOperationException($"CITATION.cff has no '{name}'");

    [GeneratedRegex("^  - name: *\"?(.*?)\"? *\r?$", RegexOptions.Multiline)]
    private static partial Regex AuthorNames();

    [GeneratedRegex("[^A-Za-z0-9.]")]
    private static partial Regex NotInKeys();
}
