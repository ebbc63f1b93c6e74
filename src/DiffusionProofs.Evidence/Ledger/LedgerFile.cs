using System.Text;
using System.Text.Json;

namespace DiffusionProofs.Evidence;

/// <summary>A file of entries, one a line, each on the disk before <see cref="Append"/> returns: an interrupted run keeps what it had.</summary>
public sealed class LedgerFile
{
    static readonly Lazy<LedgerFile> ofThisRun = new(() => StartedAnew(Settings.Current.LedgerPath));
    static readonly AsyncLocal<LedgerFile?> inForce = new();

    readonly Lock appending = new();
    readonly List<LedgerEntry> appended = [];

    LedgerFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>The ledger of this process; its first use empties the file.</summary>
    public static LedgerFile OfThisRun => inForce.Value ?? ofThisRun.Value;

    /// <summary>What this run has appended so far.</summary>
    public IReadOnlyList<LedgerEntry> Appended
    {
        get
        {
            lock (appending) return [.. appended];
        }
    }

    /// <summary>An empty ledger at the path; what stood there is gone.</summary>
    public static LedgerFile StartedAnew(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        File.WriteAllText(path, "");
        return new LedgerFile(path);
    }

    /// <summary>Makes another file the ledger of the current flow of control: for tests of the evidence itself.</summary>
    public static IDisposable Use(LedgerFile file)
    {
        LedgerFile? before = inForce.Value;
        inForce.Value = file;
        return new Restore(() => inForce.Value = before);
    }

    public void Append(LedgerEntry entry)
    {
        byte[] line = Encoding.UTF8.GetBytes(entry.ToLine() + "\n");
        lock (appending)
        {
            using var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(line);
            file.Flush(flushToDisk: true);
            appended.Add(entry);
        }
    }

    /// <summary>The entries of a file, sorted by id.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line other than an unfinished last one is no entry; file and line are named.</exception>
    public static LedgerContents Read(string path)
    {
        string text = File.ReadAllText(path);
        string[] lines = text.Split('\n');
        var entries = new List<LedgerEntry>();
        string? interrupted = null;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            // A whole line ends with its newline, so only the text after the last newline can be unfinished.
            bool unfinished = i == lines.Length - 1;
            try
            {
                entries.Add(LedgerEntry.FromLine(lines[i]));
            }
            catch (JsonException) when (unfinished)
            {
                interrupted = $"the last line of {path} (line {i + 1}) is unfinished: the run was interrupted while writing it";
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path}, line {i + 1} must be an entry of the ledger; it was '{Shortened(lines[i])}'.", e);
            }
        }
        return new LedgerContents(Sorted(entries), interrupted);
    }

    /// <summary>By id, ordinally; of two entries with one id the later counts.</summary>
    public static IReadOnlyList<LedgerEntry> Sorted(IEnumerable<LedgerEntry> entries) =>
        [.. entries.GroupBy(e => e.Id).Select(same => same.Last()).OrderBy(e => e.Id, StringComparer.Ordinal)];

    static string Shortened(string line) => line.Length <= 80 ? line : line[..80] + "…";

    sealed class Restore(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}

/// <param name="Entries">Sorted by id.</param>
/// <param name="Interrupted">What is missing at the end of the file; null where it is whole.</param>
public sealed record LedgerContents(IReadOnlyList<LedgerEntry> Entries, string? Interrupted);
