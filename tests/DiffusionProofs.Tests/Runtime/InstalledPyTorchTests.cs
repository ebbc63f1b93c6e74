using System.Diagnostics;
using DiffusionProofs.Runtime;

namespace DiffusionProofs.Tests.Runtime;

/// <summary>DIFFUSIONPROOFS_LIBTORCH, each time in a process of its own; the installed PyTorch is played by links to the libraries in use.</summary>
public sealed class InstalledPyTorchTests : IDisposable
{
    readonly TemporaryFolder temporary = new();

    [LinuxFact]
    public void A_PyTorch_of_the_right_version_is_loaded_by_an_application_that_carries_none()
    {
        string lib = PyTorch("__version__ = '2.10.0+cpu'\n");
        string output = Run(ApplicationWithout(), lib);
        Assert.Contains($"{LibTorch.Variable}={lib}: loaded, version 2.10.0, says {Path.Combine(Path.GetDirectoryName(lib)!, "version.py")}", output);
        Assert.Contains("norm 5", output);
    }

    [LinuxFact]
    public void A_version_that_cannot_be_told_is_said()
    {
        string output = Run(ApplicationWithout(), PyTorch(null));
        Assert.Contains("loaded, but nothing beside it tells its version, which must be 2.10", output);
        Assert.Contains("norm 5", output);
    }

    [LinuxFact]
    public void A_wrong_version_is_refused_and_named()
    {
        string output = Run(ApplicationWithout(), PyTorch("__version__ = '2.9.1+cu128'\n"));
        Assert.Contains("it is libtorch 2.9.1", output);
        Assert.Contains("needs 2.10", output);
        Assert.Contains("InvalidOperationException", output);
        Assert.DoesNotContain("norm", output);
    }

    [LinuxFact]
    public void Without_any_libtorch_the_loaders_own_reason_is_told()
    {
        string output = Run(ApplicationWithout(), null);
        Assert.Contains("not loaded", output);
        Assert.Matches("libtorch.*cannot open shared object file", output);
    }

    [LinuxFact]
    public void An_application_that_carries_libtorch_says_that_it_cannot_take_another()
    {
        string output = Run(AppContext.BaseDirectory, PyTorch("__version__ = '2.10.0'\n"));
        Assert.Contains("the application carries its own libtorch", output);
        Assert.Contains("InvalidOperationException", output);
    }

    [LinuxFact]
    public void A_folder_that_does_not_exist_is_said()
    {
        string output = Run(AppContext.BaseDirectory, Path.Combine(temporary.Path, "none"));
        Assert.Contains("there is no such folder", output);
        Assert.Contains("InvalidOperationException", output);
    }

    [LinuxFact]
    public void The_folder_above_is_corrected()
    {
        string output = Run(ApplicationWithout(), Path.GetDirectoryName(PyTorch(null))!);
        Assert.Contains("but its folder 'lib' does: name that one", output);
    }

    [LinuxFact]
    public void A_request_after_TorchSharps_first_use_is_said_to_come_too_late()
    {
        string output = Run(AppContext.BaseDirectory, PyTorch(null), "torch-first");
        Assert.Contains("was loaded before", output);
    }

    /// <summary>A copy of the test application without its libtorch.</summary>
    string ApplicationWithout()
    {
        string folder = Path.Combine(temporary.Path, "application"), natives = Path.Combine(folder, "runtimes", "linux-x64", "native");
        Directory.CreateDirectory(natives);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.Copy(Path.Combine(Natives, "libLibTorchSharp.so"), Path.Combine(natives, "libLibTorchSharp.so"));
        return folder;
    }

    /// <summary>torch/lib with the libraries in use, and torch/version.py.</summary>
    string PyTorch(string? version)
    {
        string lib = Path.Combine(temporary.Path, "torch", "lib");
        Directory.CreateDirectory(lib);
        foreach (string file in Directory.EnumerateFiles(Natives).Where(file => !file.EndsWith("libLibTorchSharp.so", StringComparison.Ordinal)))
            File.CreateSymbolicLink(Path.Combine(lib, Path.GetFileName(file)), file);
        if (version is not null) File.WriteAllText(Path.Combine(lib, "..", "version.py"), version);
        return lib;
    }

    static string Natives => Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");

    static string Run(string application, string? libtorch, string order = "describe")
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", Path.Combine(application, "DiffusionProofs.Tests.dll"), "libtorch", order },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[LibTorch.Variable] = libtorch ?? "";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "the child process did not end");
        Assert.True(process.ExitCode == 0, output.Result + error.Result);
        return output.Result;
    }

    public void Dispose() => temporary.Dispose();
}
