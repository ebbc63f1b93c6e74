using System.Collections.Concurrent;
using DiffEngine;

namespace DiffusionProofs.Evidence;

/// <summary>What a run may do with snapshots.</summary>
/// <param name="Accept">What is received becomes what is verified (<c>GOLDEN_ACCEPT=1</c>).</param>
/// <param name="OnBuildServer">Nobody reviews there, so acceptance is refused.</param>
/// <param name="Write">Leave a .received. file beside a snapshot that differs (not with <c>GOLDEN_WRITE=0</c>).</param>
/// <param name="ShowDiff">Open the differing pair in the diff tool of the machine, if there is one.</param>
public sealed record GoldenMode(bool Accept, bool OnBuildServer, bool Write, bool ShowDiff)
{
    public static GoldenMode FromEnvironment()
    {
        bool onBuildServer = BuildServerDetector.Detected || Environment.GetEnvironmentVariable("CI") is "true" or "1";
        return new(
            Accept: Environment.GetEnvironmentVariable("GOLDEN_ACCEPT") == "1",
            OnBuildServer: onBuildServer,
            Write: Environment.GetEnvironmentVariable("GOLDEN_WRITE") != "0",
            ShowDiff: !onBuildServer && !DiffRunner.Disabled && !Console.IsOutputRedirected);
    }
}

/// <summary>A received text differs from its verified snapshot, or has none.</summary>
public sealed class GoldenMismatchException(string message) : Exception(message);

/// <summary>A folder of snapshots, with Verify's file names: NAME.verified.EXT, and NAME.received.EXT where one differs.</summary>
public sealed class GoldenFolder(string path, GoldenMode mode)
{
    const string VerifiedInfix = ".verified.", ReceivedInfix = ".received.";

    readonly ConcurrentDictionary<string, bool> used = new();

    public string Path => path;

    /// <summary>Holds a text against its snapshot: text exactly, numbers within the tolerance of their form.</summary>
    /// <param name="text">What this run has; line ends do not matter.</param>
    /// <param name="fileName">Relative to the folder, such as <c>gaussian/score.verified.json</c>.</param>
    /// <exception cref="GoldenMismatchException">No snapshot yet, or one that differs; the message holds the differences and how to accept.</exception>
    public void Verify(string text, string fileName, Tolerance tolerance)
    {
        CheckName(fileName);
        used[fileName] = true;
        string verifiedPath = In(fileName), receivedPath = In(fileName.Replace(VerifiedInfix, ReceivedInfix));
        string received = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        string? verified = File.Exists(verifiedPath) ? File.ReadAllText(verifiedPath).ReplaceLineEndings("\n").TrimEnd('\n') + "\n" : null;

        string? difference = verified is null
            ? "  there is no verified snapshot yet\n"
            : GoldenDifference.Table(verified, received, tolerance);
        if (difference is null)
        {
            if (mode.Write) File.Delete(receivedPath);
            return;
        }
        if (mode.Accept && !mode.OnBuildServer)
        {
            Replace(verifiedPath, received);
            File.Delete(receivedPath);
            return;
        }
        string refused = mode.Accept ? "GOLDEN_ACCEPT is refused on a build server: accept where somebody reviews the difference.\n" : "";
        if (mode.Write) Replace(receivedPath, received);
        if (mode.Write && mode.ShowDiff) DiffRunner.Launch(receivedPath, verifiedPath);
        throw new GoldenMismatchException($"{fileName} differs:\n{difference}{refused}{Accepting(fileName)}");
    }

    /// <summary>The verified text of a snapshot, null where there is none yet. Counts as its use.</summary>
    public string? Read(string fileName)
    {
        CheckName(fileName);
        used[fileName] = true;
        return File.Exists(In(fileName)) ? File.ReadAllText(In(fileName)).ReplaceLineEndings("\n") : null;
    }

    /// <summary>Snapshots that no test of this run asked for, relative to the folder. Means something in a full run only.</summary>
    public IReadOnlyList<string> Orphans() => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, $"*{VerifiedInfix}*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(path, file).Replace('\\', '/'))
            .Where(name => !used.ContainsKey(name))
            .Order(StringComparer.Ordinal)]
        : [];

    string In(string fileName) => System.IO.Path.Combine(path, fileName);

    string Accepting(string fileName) => mode.Write
        ? $"received: {In(fileName.Replace(VerifiedInfix, ReceivedInfix))}\naccept:   rename it over the verified file, or GOLDEN_ACCEPT=1 dotnet test\n"
        : "accept:   GOLDEN_ACCEPT=1 dotnet test\n";

    // A reader never sees half a file, and an interrupted acceptance leaves the old one.
    static void Replace(string target, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, target, overwrite: true);
    }

    static void CheckName(string fileName)
    {
        bool isRelative = fileName.Length > 0 && !System.IO.Path.IsPathRooted(fileName) && !fileName.Split('/').Contains("..") && !fileName.Contains('\\');
        if (!isRelative || !fileName.Contains(VerifiedInfix))
            throw new ArgumentException($"fileName must be relative to the folder, with '/' and NAME.verified.EXT; it was '{fileName}'.", nameof(fileName));
    }
}
