namespace DiffusionProofs.Cli;

static class ExitCode
{
    public const int Holds = 0;
    public const int Failed = 1;
    public const int BadUse = 2;
    public const int Interrupted = 130;
}
