using Spectre.Console;

namespace DiffusionProofs.Cli.Running;

/// <summary>A bar that follows the growing ledger of a run; where output is piped there is none.</summary>
static class RunProgress
{
    static readonly TimeSpan interval = TimeSpan.FromMilliseconds(100);

    public static async Task<T> Follow<T>(Task<T> run, IAnsiConsole console, string ledger, int expected)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
            return await run;
        await console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var bar = progress.AddTask("pieces of evidence", maxValue: expected);
            while (!run.IsCompleted)
            {
                await Task.WhenAny(run, Task.Delay(interval));
                bar.Value = Lines(ledger);
            }
        });
        return await run;
    }

    static int Lines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
