namespace DiffusionProofs.Evidence;

/// <summary>What the engines do with the findings of a case.</summary>
static class Findings
{
    /// <summary>All findings of a case; none at all is an error of the claim, since it would hold whatever the code did.</summary>
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> findings, object? @case) where T : Finding
    {
        T[] all = [.. findings];
        return all.Length > 0
            ? all
            : throw new ClaimFailedException($"nothing was compared at {@case}: a body that yields no finding proves nothing");
    }

    public static T? FirstFailing<T>(IEnumerable<T> findings) where T : Finding => findings.FirstOrDefault(f => !f.Holds);

    /// <summary>The message of a failed claim.</summary>
    public static string Told(string counterexample, Finding failing) =>
        $"{failing.What} is wrong at {counterexample}\n  expected: {failing.Expected}\n  received: {failing.Received}"
        + (failing.Margin.Length == 0 ? "" : $"\n  {failing.Margin}") + $"\n  seed:     {Settings.Current.Seed}";

    /// <summary>The failure of a case whose body threw.</summary>
    public static ClaimFailedException Threw(string counterexample, Exception e, string prefix = "") =>
        new CrashedException($"{prefix}{e.GetType().Name} at {counterexample}\n  {e.Message}\n  seed:     {Settings.Current.Seed}", e);

    /// <summary>Shows the stack of the crash, and keeps it out of the message, which the ledger records: it holds a machine's paths.</summary>
    sealed class CrashedException(string message, Exception crash) : ClaimFailedException(message)
    {
        public override string? StackTrace => crash.StackTrace ?? base.StackTrace;
    }
}
