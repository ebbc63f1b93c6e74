using DiffusionProofs.Evidence;

namespace DiffusionProofs.Cli.Running;

/// <summary>
/// Two files: the ledger, which holds the latest line of every piece of evidence since the last build and is what may be
/// cited, and beside it the latest run of verify on its own. Only runs at default settings enter the ledger.
/// </summary>
sealed class Ledgers
{
    readonly Checkout checkout;

    public Ledgers(Checkout checkout)
    {
        this.checkout = checkout;
        var set = Environment.GetEnvironmentVariable(Settings.LedgerName);
        Ledger = string.IsNullOrEmpty(set) ? Path.Combine(checkout.Artifacts, "ledger.jsonl") : Path.GetFullPath(set);
        Run = Path.Combine(Path.GetDirectoryName(Ledger)!, Path.GetFileNameWithoutExtension(Ledger) + ".verify.jsonl");
    }

    public string Ledger { get; }

    public string Run { get; }

    /// <summary>What counts now: nothing that was found before the last build.</summary>
    /// <exception cref="InvalidDataException">The file is no ledger.</exception>
    public IReadOnlyList<LedgerEntry> Current() => SinceBuild(Ledger);

    /// <summary>Failures of the latest run of verify, whatever its settings were: they speak against what the ledger says.</summary>
    public IReadOnlyList<LedgerEntry> LatestFailures() => [.. SinceBuild(Run).Where(entry => entry.HasFailed)];

    /// <summary>Whether there is a ledger, but from before the last build.</summary>
    public bool IsStale => File.Exists(Ledger) && IsOlderThanBuild(Ledger);

    /// <summary>The lines that a run has written, also when it was cut off.</summary>
    public IReadOnlyList<LedgerEntry> OfRun() => File.Exists(Run) ? LedgerFile.Read(Run).Entries : [];

    /// <summary>An empty file for a run, so that no line of an earlier one can be taken for its own.</summary>
    public void StartRun() => LedgerFile.StartedAnew(Run);

    /// <summary>Puts a run's lines into the ledger; pieces that the run should have brought and did not are no longer there.</summary>
    public void Enter(IReadOnlyCollection<LedgerEntry> run, IEnumerable<string> expected)
    {
        var replaced = expected.Concat(run.Select(entry => entry.Id)).ToHashSet();
        var kept = Current().Where(entry => !replaced.Contains(entry.Id));
        var partial = Ledger + ".new";
        File.WriteAllText(partial, string.Concat(LedgerFile.Sorted(kept.Concat(run)).Select(entry => entry.ToLine() + "\n")));
        File.Move(partial, Ledger, overwrite: true);
    }

    IReadOnlyList<LedgerEntry> SinceBuild(string path) =>
        !File.Exists(path) || IsOlderThanBuild(path) ? [] : LedgerFile.Read(path).Entries;

    bool IsOlderThanBuild(string path) => File.GetLastWriteTimeUtc(path) < checkout.BuiltAtUtc;
}
