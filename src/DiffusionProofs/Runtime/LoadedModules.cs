using System.Diagnostics;

namespace DiffusionProofs.Runtime;

/// <summary>Native libraries that the process has loaded, found without loading anything.</summary>
static class LoadedModules
{
    /// <summary>Full paths of the loaded libraries of that file name; normally one or none.</summary>
    public static IReadOnlyList<string> Named(string fileName) =>
        All().Where(path => string.Equals(Path.GetFileName(path), fileName, PathComparison)).Distinct().ToArray();

    static StringComparison PathComparison => OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    static IEnumerable<string> All()
    {
        // Process.Modules leaves out libraries that are mapped in an unusual order on Linux; the kernel's own list does not.
        if (OperatingSystem.IsLinux())
            return File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is >= 0 and var at ? line[at..] : "");
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Select(module => module.FileName).ToArray();
    }
}
