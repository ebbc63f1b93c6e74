using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Tests.Runtime;

public class NativeLibraryTests
{
    const string NewerThanDebian12 = "GLIBCXX_3.4.32";

    [Fact]
    public void A_call_into_libtorch_returns_its_result()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal(5.0, torch.tensor(new[] { 3.0, 4.0 }).norm().item<double>());
    }

    [Fact]
    public void The_report_names_the_library_that_answers()
    {
        NativeLibraryReport report = LibTorch.Describe();
        Assert.True(report.IsLoaded, report.ToString());
        Assert.True(File.Exists(report.Library), report.ToString());
        Assert.Equal(new Version(2, 10, 0), report.Needed);
        Assert.Contains("cpu", report.Devices);
    }

    [LinuxFact]
    public void The_need_for_a_newer_libstdcxx_is_weak_where_this_one_lacks_it()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        var needed = ElfVersions.Needed(library);
        Assert.Contains(needed, need => need.Version.StartsWith("GLIBCXX_", StringComparison.Ordinal));
        bool relaxed = needed.Any(need => need == (NewerThanDebian12, true));
        bool notNeeded = needed.All(need => need.Version != NewerThanDebian12);
        Assert.True(relaxed || notNeeded || LibstdcxxHas(NewerThanDebian12),
            $"{library} needs {NewerThanDebian12}, not weakly, and the libstdc++ in use lacks it");
    }

    [LinuxFact]
    public void Only_that_one_need_is_weak()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.All(ElfVersions.Needed(library), need => Assert.True(!need.Weak || need.Version == NewerThanDebian12, need.ToString()));
    }

    static bool LibstdcxxHas(string version)
    {
        _ = torch.CPU;
        string library = File.ReadLines("/proc/self/maps").Where(line => line.Contains("/libstdc++.so")).Select(line => line[line.IndexOf('/')..]).First();
        return File.ReadAllBytes(library).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(version + "\0")) >= 0;
    }
}

sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "the symbol versions of libstdc++ concern Linux alone";
    }
}
