using System.Text.RegularExpressions;
using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Readme;

/// <summary>The README says of each sentence what the page of claims says.</summary>
public partial class BadgeTests
{
    [Fact]
    public void Every_decided_sentence_has_its_verdict_on_a_badge()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "golden", "Claims.verified.md")).ReplaceLineEndings("\n");
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string[] expected =
        [
            .. Verdict().Matches(page).Where(m => !m.Groups[2].Value.StartsWith("no claim", StringComparison.Ordinal) && !m.Groups[2].Value.StartsWith("opinion", StringComparison.Ordinal))
                .Select(m => $"{m.Groups[1].Value}: {m.Groups[2].Value.Replace(": after a correction,", ":", StringComparison.Ordinal)}"),
        ];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Badge().Matches(readme).Select(m => m.Groups[1].Value));
    }

    /// <summary>Up to a note in brackets or the full stop.</summary>
    [GeneratedRegex(@"^## (E\d+)\. .*\n\nVerdict: ([^(.\n]*[^(.\n ])", RegexOptions.Multiline)]
    private static partial Regex Verdict();

    [GeneratedRegex(@"^\[!\[(E\d+: [^\]]*)\]", RegexOptions.Multiline)]
    private static partial Regex Badge();
}
