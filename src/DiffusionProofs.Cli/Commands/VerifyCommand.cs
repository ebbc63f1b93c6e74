using DiffusionProofs.Cli.Catalogue;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.Cli.Running;
using DiffusionProofs.Evidence;
using Spectre.Console;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

/// <summary>Runs claims and tells a verdict for every sentence of the essay, taken from the ledger that the run wrote.</summary>
sealed class VerifyCommand : AsyncCommand<VerifyOptions>
{
    public override async Task<int> ExecuteAsync(CommandContext context, VerifyOptions options, CancellationToken cancellation)
    {
        var settings = options.Settings();
        var pattern = options.Pattern;
        var kinds = options.Kinds;
        var data = options.DataFiles();
        var checkout = Checkout.Need("verify");
        var selection = Selection.Of(ClaimBook.Open(checkout), pattern, kinds).WithEvidence();
        var ledgers = new Ledgers(checkout);

        ledgers.StartRun();
        string[] ids = [.. selection.Chosen.Claims.Select(claim => claim.Id)];
        var variables = VerifyOptions.Variables(settings).Concat(data).ToDictionary();
        var child = ClaimRun.Start(checkout, checkout.NeedTestAssembly(), TestFilter.Of(ids, kinds), ledgers.Run, variables, cancellation);
        var result = await RunProgress.Follow(child, Terminal.Out, ledgers.Run, selection.Chosen.ExpectedIds.Count());

        var entries = ledgers.OfRun();
        var report = new VerdictReport(Terminal.Out, selection, entries, settings.Cases);
        report.Write();
        if (settings.AreDefault && data.Count == 0)
            ledgers.Enter(entries, selection.Chosen.ExpectedIds);
        Terminal.Out.WriteLine($"ledger of this run: {Path.GetRelativePath(Environment.CurrentDirectory, ledgers.Run)}");
        return Judge(report, result);
    }

    static int Judge(VerdictReport report, ChildResult result)
    {
        if (result.ExitCode is null)
        {
            Terminal.Complain("interrupted: the claims that were running did not finish, the lines that the ledger had are kept");
            return ExitCode.Interrupted;
        }
        var endedWell = result.ExitCode == 0;
        if (!report.IsWhole || report.Holds && !endedWell)
        {
            Terminal.Out.WriteLine(endedWell
                ? "the last lines of the tests' output:"
                : $"the tests ended with {result.ExitCode}{(report.Holds ? ", although every piece of evidence passed" : "")}; the last lines of their output:");
            foreach (var line in result.Tail)
                Terminal.Out.WriteLine("  " + line);
        }
        return report.Holds && endedWell ? ExitCode.Holds : ExitCode.Failed;
    }
}
