using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace DiffusionProofs.Runtime;

/// <summary>libtorch as this process finds it: the one that the application carries, or an installed PyTorch's.</summary>
public static class LibTorch
{
    /// <summary>
    /// Environment variable: the folder of an installed PyTorch's libraries (<c>…/site-packages/torch/lib</c>), to be used
    /// by an application that carries no libtorch of its own (built with <c>-p:LibTorchBackend=none</c>).
    /// </summary>
    public const string Variable = "DIFFUSIONPROOFS_LIBTORCH";

    static readonly Lazy<string> Outcome = new(Follow, LazyThreadSafetyMode.ExecutionAndPublication);

    static Assembly TorchSharpAssembly => typeof(torch).Assembly;

    static string? Requested => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    static string? requestProblem;

    /// <summary>The libtorch version that this TorchSharp was built for; null where it does not tell.</summary>
    public static Version? NeededVersion { get; } = ReadNeededVersion();

    /// <summary>
    /// Loads libtorch from the folder that <see cref="Variable"/> names; does nothing where it is not set. It must act before
    /// the first use of TorchSharp, and does so by itself when this library's code is first used; call it first in an
    /// application that uses TorchSharp on its own before.
    /// </summary>
    /// <exception cref="InvalidOperationException">The variable is set and could not be followed: the message says why.</exception>
    public static void Use()
    {
        if (Requested is null) return;
        string outcome = Outcome.Value;
        if (requestProblem is not null) throw new InvalidOperationException($"{Variable}={Requested} cannot be used: {outcome}");
    }

    /// <summary>Which libtorch is loaded, from where, with which devices, and if none, why. Never throws.</summary>
    public static NativeLibraryReport Describe()
    {
        var report = new NativeLibraryReport
        {
            Needed = NeededVersion,
            TorchSharp = TorchSharpAssembly.GetName().Version!,
            Requested = Requested,
            RequestOutcome = Requested is null ? null : Outcome.Value,
        };
        try
        {
            // TorchSharp's own message does not carry the loader's reason, and its static constructor fails only once.
            NativeLibrary.Load("LibTorchSharp", TorchSharpAssembly, null);
            IReadOnlyList<string> devices = Devices.Available().Select(Devices.Describe).ToArray();
            string? library = LoadedModules.Named(LibTorchFolder.FileName("torch_cpu")).FirstOrDefault();
            var found = library is null ? null : new LibTorchFolder(Path.GetDirectoryName(library)!).FindVersion();
            return report with { Library = library, Found = found, Devices = devices };
        }
        catch (Exception e)
        {
            return report with { Problem = Reason((e is TypeInitializationException { InnerException: { } inner } ? inner : e).Message) };
        }
    }

    /// <summary>Without the lines about places at which the loader looked in vain for a file of that name.</summary>
    static string Reason(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] telling = lines.Skip(1).Where(line => !(line.Contains("LibTorchSharp", StringComparison.Ordinal) && line.Contains("No such file", StringComparison.Ordinal))).ToArray();
        return telling.Length > 0 ? string.Join("; ", telling) : message;
    }

#pragma warning disable CA2255 // A library's module initializer is what acts before the user's first use of TorchSharp.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void FollowVariable()
    {
        // An exception here would fail the first unrelated call into the library: Use and Describe tell instead.
        if (Requested is not null) _ = Outcome.Value;
    }

    static string Follow()
    {
        try
        {
            var folder = new LibTorchFolder(Requested!);
            if (folder.Problem is { } problem) return Refuse(problem);
            var version = folder.FindVersion();
            if (version is { } found && NeededVersion is { } needed && (found.Version.Major, found.Version.Minor) != (needed.Major, needed.Minor))
                return Refuse($"it is libtorch {found.Version}, says {found.Source}, and this TorchSharp needs {needed.ToString(2)}");
            if (LoadedModules.Named(LibTorchFolder.FileName("torch_cpu")) is [var loaded, ..])
                return Refuse($"{loaded} was loaded before; call {nameof(LibTorch)}.{nameof(Use)} before the first use of TorchSharp");
            if (CarriedLibrary() is { } carried)
                return Refuse($"the application carries its own libtorch, which TorchSharp prefers ({carried}); build it with -p:LibTorchBackend=none");
            foreach (string library in folder.Present) NativeLibrary.Load(library);
            return version is null
                ? $"loaded, but nothing beside it tells its version, which must be {NeededVersion?.ToString(2) ?? "TorchSharp's"}"
                : $"loaded, version {version.Value.Version}, says {version.Value.Source}";
        }
        catch (Exception e)
        {
            return Refuse(e.Message);
        }
    }

    static string Refuse(string problem) => requestProblem = problem;

    /// <summary>The libtorch that the application's own folders hold: TorchSharp asks for it by a full path, past any that is loaded already.</summary>
    static string? CarriedLibrary()
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return searched.Split(Path.PathSeparator).Append(AppContext.BaseDirectory).Append(Path.GetDirectoryName(TorchSharpAssembly.Location))
            .Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.Combine(folder!, LibTorchFolder.FileName("torch_cpu")))
            .FirstOrDefault(File.Exists);
    }

    static Version? ReadNeededVersion()
    {
        // A constant of TorchSharp's: reading it runs none of its code.
        var constant = typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static);
        return constant is { IsLiteral: true } && Version.TryParse((string?)constant.GetRawConstantValue(), out Version? version)
            ? new Version(version.Major, version.Minor, Math.Max(version.Build, 0))
            : null;
    }
}
