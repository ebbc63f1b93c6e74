using DiffusionProofs.Cli.Running;

namespace DiffusionProofs.Cli.Reporting;

/// <summary>Where a claim is read: its anchor on the page of claims, relative to the repository unless an address is given.</summary>
sealed class ClaimLink(string id, string? url)
{
    public string Target => (url is null ? "" : url.TrimEnd('/') + "/") + $"{Checkout.ClaimsPage}#{id}";

    public static bool IsAnchored(string id, string page) => File.Exists(page) && File.ReadAllText(page).Contains($"<a id=\"{id}\">", StringComparison.Ordinal);

    public string Markdown(string statement) => $"[{id}]({Target}): {statement}";

    public string Badge(string verdict) =>
        $"[![{id}: {verdict}](https://img.shields.io/badge/{Segment(id)}-{Segment(verdict)}-brightgreen)]({Target})";

    /// <summary>The badge's own escapes: a dash separates its parts and an underscore is a space.</summary>
    static string Segment(string text) =>
        Uri.EscapeDataString(text.Replace("-", "--").Replace("_", "__").Replace(' ', '_')).Replace("(", "%28").Replace(")", "%29");
}
