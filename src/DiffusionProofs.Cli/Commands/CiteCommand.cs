using System.ComponentModel;
using DiffusionProofs.Cli.Catalogue;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.Cli.Running;
using DiffusionProofs.Evidence;
using Spectre.Console;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

sealed class CiteOptions : CommandSettings
{
    [CommandArgument(0, "<ID>")]
    [Description("A claim's id, such as E3.2.")]
    public required string Id { get; init; }

    [CommandOption("--url <ADDRESS>")]
    [Description("Where the repository's files are read, such as https://host/owner/name/blob/main: makes the links absolute.")]
    public string? Url { get; init; }
}

/// <summary>Prints what docs need to cite a claim, and refuses one whose evidence did not pass.</summary>
sealed class CiteCommand : Command<CiteOptions>
{
    public override int Execute(CommandContext context, CiteOptions options, CancellationToken cancellation)
    {
        var checkout = Checkout.Need("cite");
        var catalogue = ClaimBook.Open(checkout);
        var claim = catalogue.Claims.FirstOrDefault(c => c.Id.Equals(options.Id, StringComparison.OrdinalIgnoreCase))
            ?? throw Unknown(options.Id, catalogue);
        var record = ClaimRecord.Of(claim, new Ledgers(checkout));
        if (Objection(record, checkout) is { } objection)
        {
            Terminal.Complain($"{claim.Id} cannot be cited: {objection}");
            return ExitCode.Failed;
        }
        var link = new ClaimLink(claim.Id, options.Url);
        Terminal.Out.WriteLine(link.Markdown(claim.Statement));
        Terminal.Out.WriteLine();
        Terminal.Out.WriteLine(Citation.Read().BibTeX(claim.Id, link));
        Terminal.Out.WriteLine();
        Terminal.Out.WriteLine(link.Badge(record.Verdict));
        return ExitCode.Holds;
    }

    /// <summary>Why the claim may not be cited; null where it may.</summary>
    static string? Objection(ClaimRecord claim, Checkout checkout)
    {
        var again = $"run 'diffusion-proofs verify --claim {claim.Id}'";
        if (claim.Evidence.All(piece => piece.Verdict == "not run"))
            return $"its evidence was not run since the claims were last built; {again}";
        if (!claim.Holds)
            return $"it {claim.Verdict}; {again}";
        return ClaimLink.IsAnchored(claim.Id, checkout.ClaimsPagePath)
            ? null
            : $"{Checkout.ClaimsPage} has no line for it to link to; accept the page first";
    }

    static BadUseException Unknown(string id, ClaimCatalogue catalogue)
    {
        var near = NearIds.Of(id, catalogue.Claims.Select(c => c.Id));
        return new($"there is no claim '{id}'{(near.Count == 0 ? "; 'diffusion-proofs claims' lists them" : $"; near it: {string.Join(", ", near)}")}");
    }
}
