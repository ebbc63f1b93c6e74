using System.ComponentModel;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.TestVectors;
using Spectre.Console;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

sealed class VectorsExportOptions : CommandSettings
{
    [CommandArgument(0, "<DIR>")]
    [Description("The folder that receives a file for each form; made where it is missing.")]
    public string Folder { get; init; } = "";

    [CommandOption("--form <GLOB>")]
    [Description("Only forms whose name matches, such as 'gaussian.*'.")]
    public string? Form { get; init; }

    [CommandOption("--cases <N>")]
    [Description("Cases of each form: those at the edges of its domain first, then random ones.")]
    [DefaultValue(VectorsExport.DefaultCases)]
    public int Cases { get; init; }

    [CommandOption("--seed <S>")]
    [Description("Of the random cases.")]
    [DefaultValue(VectorsExport.DefaultSeed)]
    public ulong Seed { get; init; }

    [CommandOption("--inputs-only")]
    [Description("Leave the outputs out, for an implementation to fill in.")]
    public bool InputsOnly { get; init; }

    public override ValidationResult Validate() =>
        Cases >= 1 ? ValidationResult.Success() : ValidationResult.Error($"--cases must be at least 1, but was {Cases}");
}

/// <summary>Writes files of test vectors.</summary>
sealed class VectorsExportCommand : Command<VectorsExportOptions>
{
    public override int Execute(CommandContext context, VectorsExportOptions options, CancellationToken cancellation)
    {
        try
        {
            foreach (string file in VectorsExport.Write(options.Folder, options.Form, options.Cases, options.Seed, options.InputsOnly))
                Terminal.Out.WriteLine(file);
            return ExitCode.Holds;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadUseException($"{options.Folder} cannot be written: {e.Message}");
        }
    }
}
