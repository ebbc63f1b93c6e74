using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DiffusionProofs.Cli.Tests;

public class InterruptionTests
{
    const int Terminate = 15;

    [Fact]
    public async Task An_interrupted_run_keeps_the_lines_it_had()
    {
        using var checkout = new MadeUpCheckout("E1.1");
        using var process = DiffusionProofsProcess.Start(
            checkout.Root, MadeUpCheckout.Environment, DiffusionProofsProcess.Command, "verify", "--claim", "E1.1,E2.1");
        var answering = DiffusionProofsProcess.Finish(process);
        // E1.1 takes no time, E2.1 sleeps for a minute.
        await Until(() => Lines(checkout.LedgerOfRun) >= 2 && File.ReadAllText(checkout.LedgerOfRun).Contains("E1.1/Refutes", StringComparison.Ordinal)
            && File.ReadAllText(checkout.LedgerOfRun).Contains("E1.1/Exact", StringComparison.Ordinal));

        if (OperatingSystem.IsWindows())
        {
            // No polite kill there: the lines must outlive a rude one.
            process.Kill(entireProcessTree: true);
            await answering;
        }
        else
        {
            Assert.Equal(0, Kill(process.Id, Terminate));
            var answer = await answering.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(130, answer.ExitCode);
            Assert.Contains("interrupted", Assert.Single(answer.ErrorLines), StringComparison.Ordinal);
            Assert.Contains("claims: 1 hold, 0 fail, 1 did not finish", answer.Lines);
            Assert.Equal(0, (await checkout.Run("cite", "E1.1")).ExitCode);
        }
        Assert.InRange(Lines(checkout.LedgerOfRun), 2, 3);
        Assert.DoesNotContain("E2.1/Exact", File.ReadAllText(checkout.LedgerOfRun), StringComparison.Ordinal);
    }

    static async Task Until(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(50))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), "the run wrote no line in two minutes");
    }

    static int Lines(string path) => File.Exists(path) ? File.ReadAllLines(path).Length : 0;

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int process, int signal);
}
