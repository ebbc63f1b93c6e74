using DiffusionProofs.TestVectors;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

/// <summary>Prints the JSON Schema of the format.</summary>
sealed class VectorsSchemaCommand : Command
{
    public override int Execute(CommandContext context, CancellationToken cancellation)
    {
        Console.Out.Write(VectorsSchema.Text());
        return ExitCode.Holds;
    }
}
