using System.Text.RegularExpressions;

namespace DiffusionProofs.Cli.Catalogue;

/// <summary>A comma list of ids in which <c>*</c> stands for any characters and <c>?</c> for one; letter case does not matter.</summary>
sealed class IdPattern
{
    readonly (string Text, Regex Expression)[] parts;

    IdPattern((string, Regex)[] parts) => this.parts = parts;

    /// <exception cref="BadUseException">The list is empty or has an empty entry.</exception>
    public static IdPattern Parse(string list)
    {
        var texts = list.Split(',', StringSplitOptions.TrimEntries);
        if (texts.Any(text => text.Length == 0))
            throw new BadUseException($"--claim must be an id or a glob, or several with commas between, but was '{list}'");
        return new([.. texts.Select(text => (text, Compile(text)))]);
    }

    public bool Matches(string id) => parts.Any(part => part.Expression.IsMatch(id));

    /// <summary>Whether an entry of the list begins with this very word, so that no wildcard alone reaches it.</summary>
    public bool Names(string word) => parts.Any(part => part.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The entries of the list that match none of the ids.</summary>
    public IEnumerable<string> WithoutMatch(IReadOnlyCollection<string> ids) =>
        parts.Where(part => !ids.Any(part.Expression.IsMatch)).Select(part => part.Text);

    static Regex Compile(string glob) => new(
        "^" + Regex.Escape(glob).Replace(@"\*", ".*").Replace(@"\?", ".") + "$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
