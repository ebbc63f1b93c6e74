using System.ComponentModel;
using DiffusionProofs.Cli.Catalogue;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

/// <summary>The option that chooses claims.</summary>
class ClaimOption : CommandSettings
{
    [CommandOption("--claim <GLOB>")]
    [Description("Ids such as E3.2, globs such as 'E3*' or 'E?.1', or several with commas between. Default: every claim.")]
    public string? Claim { get; init; }

    public IdPattern? Pattern => Claim is null ? null : IdPattern.Parse(Claim);
}
