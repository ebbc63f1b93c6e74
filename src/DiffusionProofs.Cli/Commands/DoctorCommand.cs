using System.Collections;
using System.Runtime.InteropServices;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.Cli.Running;
using DiffusionProofs.Runtime;
using Spectre.Console;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

/// <summary>Which libtorch was loaded, from where, with which devices, and if none, why; and what else decides how claims run.</summary>
sealed class DoctorCommand : Command
{
    public override int Execute(CommandContext context, CancellationToken cancellation)
    {
        var torch = LibTorch.Describe();
        var console = Terminal.Out;
        console.Write(new Text(torch.ToString()));
        if (!torch.IsLoaded)
            console.WriteLine($"remedy      {Remedy}");
        console.WriteLine($".NET        {Environment.Version}, {RuntimeInformation.RuntimeIdentifier}");
        console.WriteLine($"system      {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
        console.WriteLine($"checkout    {Describe(Checkout.Find())}");
        foreach (var (name, value) in Variables())
            console.WriteLine($"variable    {name}={value}");
        return torch.IsLoaded ? ExitCode.Holds : ExitCode.Failed;
    }

    // The dotnet tool carries none, and verify needs none in this process.
    const string Remedy = $"set {LibTorch.Variable} to the folder torch/lib of an installed PyTorch; verify uses the libtorch that the checkout's tests were built with";

    static string Describe(Checkout? checkout) => checkout is null
        ? "none in this folder or above it: verify, claims and cite need one"
        : $"{checkout.Root}, claims {(checkout.HasTestAssembly ? "built" : "not built")} ({Checkout.Configuration})";

    static IEnumerable<(string Name, string Value)> Variables() =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        let name = (string)variable.Key
        where name.StartsWith("DIFFUSIONPROOFS_", StringComparison.Ordinal)
        orderby name
        select (name, (string)variable.Value!);
}
