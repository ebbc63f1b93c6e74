using System.Runtime.InteropServices;

namespace DiffusionProofs.Cli.Tests;

/// <summary>A checkout whose claims are the specimens: they hold, fail, crash, sleep and are skipped.</summary>
sealed class MadeUpCheckout : IDisposable
{
    readonly TemporaryFolder folder = new();

    /// <param name="onPage">Claims that the page has a line for.</param>
    public MadeUpCheckout(params string[] onPage)
    {
        folder.File("DiffusionProofs.sln", "");
        Directory.CreateDirectory(folder.File("golden"));
        File.WriteAllText(Page, string.Concat(onPage.Select(id => $"\n<a id=\"{id}\"></a>\n\n### {id}\n")));
        var built = folder.File(Path.Combine("tests", "DiffusionProofs.Tests", "bin", DiffusionProofsProcess.Configuration, "net10.0"));
        Directory.CreateDirectory(Path.GetDirectoryName(built)!);
        Directory.CreateSymbolicLink(built, Path.Combine(DiffusionProofsProcess.Repository, "tests", "DiffusionProofs.Cli.Specimens", "bin", "any"));
    }

    public string Root => folder.Path;

    public string Golden => folder.File("golden");

    public string Page => Path.Combine(Golden, "Claims.verified.md");

    public string Ledger => folder.File(Path.Combine("artifacts", "ledger.jsonl"));

    public string LedgerOfRun => folder.File(Path.Combine("artifacts", "ledger.verify.jsonl"));

    /// <summary>The specimens carry no libtorch: they use the command's.</summary>
    public static (string, string)[] Environment { get; } =
    [
        ("DIFFUSIONPROOFS_LIBTORCH", Path.Combine(
            Path.GetDirectoryName(DiffusionProofsProcess.Command)!, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")),
    ];

    public Task<Answer> Run(params string[] arguments) =>
        DiffusionProofsProcess.RunIn(Root, Environment, DiffusionProofsProcess.Command, arguments);

    public void Dispose() => folder.Dispose();
}
