using System.ComponentModel;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.TestVectors;
using Spectre.Console;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

sealed class VectorsListOptions : CommandSettings
{
    [CommandOption("--form <GLOB>")]
    [Description("Only forms whose name matches, such as 'gaussian.*'.")]
    public string? Form { get; init; }
}

/// <summary>Prints each form with its inputs, shapes, outputs and source.</summary>
sealed class VectorsListCommand : Command<VectorsListOptions>
{
    public override int Execute(CommandContext context, VectorsListOptions options, CancellationToken cancellation)
    {
        foreach (ClosedForm form in FormCatalogue.Matching(options.Form))
        {
            Terminal.Out.WriteLine(form.Name);
            Terminal.Out.WriteLine($"    inputs:  {string.Join(", ", form.Inputs)}");
            Terminal.Out.WriteLine($"    outputs: {string.Join(", ", form.Outputs)}");
            Terminal.Out.WriteLine($"    units:   {form.Units}");
            Terminal.Out.WriteLine($"    source:  {form.Source}");
            Terminal.Out.WriteLine($"    within:  {form.ToleranceFactor} times the {form.ToleranceDerivation}");
        }
        return ExitCode.Holds;
    }
}
