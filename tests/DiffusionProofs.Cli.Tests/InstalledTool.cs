namespace DiffusionProofs.Cli.Tests;

/// <summary>The command as a dotnet tool's user has it: no checkout around it, no libtorch beside it.</summary>
sealed class InstalledTool : IDisposable
{
    readonly TemporaryFolder folder = new();

    public InstalledTool()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(DiffusionProofsProcess.Command)!))
            // The list of dependencies names native files that the copy leaves out.
            if (!file.EndsWith(".deps.json", StringComparison.Ordinal))
                File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
    }

    public Task<Answer> Run(params string[] arguments) =>
        DiffusionProofsProcess.RunIn(folder.Path, [], Path.Combine(folder.Path, Path.GetFileName(DiffusionProofsProcess.Command)), arguments);

    public void Dispose() => folder.Dispose();
}
