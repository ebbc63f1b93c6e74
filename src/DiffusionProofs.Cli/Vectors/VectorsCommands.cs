using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

/// <summary>The branch <c>vectors</c>.</summary>
static class VectorsCommands
{
    public static void Register(IConfigurator app) => app.AddBranch("vectors", vectors =>
    {
        vectors.SetDescription("Test vectors of the closed forms, for implementations in any language.");
        vectors.AddCommand<VectorsListCommand>("list").WithDescription("Each form with its inputs, shapes, outputs and source.");
        vectors.AddCommand<VectorsExportCommand>("export").WithDescription("Writes inputs and outputs, one file a form.");
        vectors.AddCommand<VectorsCheckCommand>("check").WithDescription("Recomputes every output of files and compares; names the mistake behind a disagreement.");
        vectors.AddCommand<VectorsSchemaCommand>("schema").WithDescription("The JSON Schema of the format.");
    });
}
