using System.ComponentModel;
using System.Diagnostics;

namespace DiffusionProofs.Cli.Running;

/// <param name="ExitCode">The child's, or null where it was killed on request.</param>
/// <param name="Tail">The last lines that it wrote, to stdout and stderr.</param>
sealed record ChildResult(int? ExitCode, IReadOnlyList<string> Tail);

/// <summary>Runs a program without a shell, its output captured, itself and its children killed when the token says so.</summary>
static class ChildProcess
{
    const int TailLines = 40;

    public static async Task<ChildResult> Run(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment, CancellationToken token)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var tail = new Queue<string>();
        using var child = new Process { StartInfo = start };
        child.OutputDataReceived += (_, line) => Keep(line.Data);
        child.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            child.Start();
        }
        catch (Win32Exception e)
        {
            throw new BadUseException($"'{program}' cannot be started ({e.Message}): is the .NET SDK installed and on the PATH?");
        }
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        try
        {
            await child.WaitForExitAsync(token);
            return new(child.ExitCode, Lines());
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(CancellationToken.None);
            return new(null, Lines());
        }

        void Keep(string? line)
        {
            if (string.IsNullOrWhiteSpace(line) || IsForeignFrame(line))
                return;
            lock (tail)
            {
                tail.Enqueue(line);
                if (tail.Count > TailLines)
                    tail.Dequeue();
            }
        }

        // Of a crash's stack only our own frames tell anything; the others would push the reason out of the tail.
        static bool IsForeignFrame(string line) =>
            line.TrimStart().StartsWith("at ", StringComparison.Ordinal) && !line.Contains(" DiffusionProofs.", StringComparison.Ordinal);

        IReadOnlyList<string> Lines()
        {
            lock (tail)
                return [.. tail];
        }
    }
}
