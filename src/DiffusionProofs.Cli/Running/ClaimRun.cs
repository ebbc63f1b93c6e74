namespace DiffusionProofs.Cli.Running;

/// <summary>Runs claims as what they are, tests: the built test assembly as a child process that appends to a ledger of its own.</summary>
static class ClaimRun
{
    /// <param name="environment">Variables that the claims read, beside the ledger's.</param>
    public static Task<ChildResult> Start(
        Checkout checkout, string testAssembly, string filter, string ledger, IReadOnlyDictionary<string, string?> environment, CancellationToken token)
    {
        var all = new Dictionary<string, string?>(environment)
        {
            ["DIFFUSIONPROOFS_LEDGER"] = ledger,
            ["GOLDEN_WRITE"] = "0",
            ["GOLDEN_ACCEPT"] = null,
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        };
        return ChildProcess.Run(Dotnet, ["test", testAssembly, "--filter", filter], checkout.Root, all, token);
    }

    /// <summary>The dotnet that runs this command, where it can be known: its SDK built the tests.</summary>
    static string Dotnet =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own
        : "dotnet";
}
