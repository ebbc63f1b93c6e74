using Spectre.Console;

namespace DiffusionProofs.Cli.Reporting;

/// <summary>Where the commands write: colours and a progress bar on a terminal, plain unwrapped lines elsewhere.</summary>
static class Terminal
{
    // A pipe has no width; 80 columns would break the lines that scripts search.
    const int NoWrapping = 100_000;

    public static IAnsiConsole Out { get; } = Open(Console.Out, Console.IsOutputRedirected);

    /// <summary>One line on stderr, whatever line breaks the message holds.</summary>
    public static void Complain(string message) =>
        Console.Error.WriteLine("diffusion-proofs: " + string.Join(' ', message.Split(['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries)));

    static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (redirected)
        {
            settings.Ansi = AnsiSupport.No;
            settings.Interactive = InteractionSupport.No;
            settings.Enrichment.UseDefaultEnrichers = false;
        }
        var console = AnsiConsole.Create(settings);
        if (redirected)
            console.Profile.Width = NoWrapping;
        return console;
    }
}
