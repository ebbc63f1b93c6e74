using System.Diagnostics;

namespace DiffusionProofs.Cli.Tests;

sealed record Answer(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The built command as its users meet it: a process, with both of its streams piped.</summary>
static class DiffusionProofsProcess
{
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    // tests/<project>/bin/<configuration>/<framework>/
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Command { get; } = Path.Combine(Repository, "src", "DiffusionProofs.Cli", "bin", Configuration, "net10.0", "DiffusionProofs.Cli.dll");

    public static Task<Answer> Run(params string[] arguments) => RunIn(Repository, [], Command, arguments);

    public static async Task<Answer> RunIn(string folder, (string Name, string Value)[] environment, string command, params string[] arguments)
    {
        using var process = Start(folder, environment, command, arguments);
        return await Finish(process);
    }

    public static Process Start(string folder, (string Name, string Value)[] environment, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [command, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The developer's own settings must not decide a test.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DIFFUSIONPROOFS_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task<Answer> Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }
}
