using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

sealed class DoctorCommand : Command
{
    public override int Execute(CommandContext context, CancellationToken cancellation) => 0;
}
