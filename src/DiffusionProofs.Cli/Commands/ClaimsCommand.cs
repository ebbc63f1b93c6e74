using System.ComponentModel;
using DiffusionProofs.Cli.Catalogue;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.Cli.Running;
using DiffusionProofs.Evidence;
using Spectre.Console;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

sealed class ClaimsOptions : ClaimOption
{
    [CommandOption("--json")]
    [Description("As JSON, one array of claims, each with its evidence.")]
    public bool Json { get; init; }
}

/// <summary>Lists the claims with what the ledger says of them; runs nothing.</summary>
sealed class ClaimsCommand : Command<ClaimsOptions>
{
    public override int Execute(CommandContext context, ClaimsOptions options, CancellationToken cancellation)
    {
        var pattern = options.Pattern;
        var checkout = Checkout.Need("claims");
        var selection = Selection.Of(ClaimBook.Open(checkout), pattern, []);
        var ledgers = new Ledgers(checkout);
        var standings = selection.Chosen.Claims.Select(claim => ClaimRecord.Of(claim, ledgers)).ToArray();
        if (options.Json)
        {
            Console.Out.WriteLine(ClaimRecord.ToJson(standings));
            return ExitCode.Holds;
        }
        if (ledgers.IsStale)
            Terminal.Out.WriteLine("The ledger is older than the built claims, so it does not count: run 'diffusion-proofs verify'.");
        foreach (var claim in standings)
            Write(claim);
        return ExitCode.Holds;
    }

    static void Write(ClaimRecord claim)
    {
        Terminal.Out.WriteLine($"{claim.Id}  {claim.Verdict}");
        Terminal.Out.WriteLine($"    {claim.Statement}");
        if (claim.Refined is not null)
            Terminal.Out.WriteLine($"    refined: {claim.Refined}");
        Terminal.Out.WriteLine($"    evidence: {string.Join(", ", claim.Kinds)}");
        foreach (var mistake in claim.Mistakes)
            Terminal.Out.WriteLine($"    refutes: {mistake}");
    }
}
