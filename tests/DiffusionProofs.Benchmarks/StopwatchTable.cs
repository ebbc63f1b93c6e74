using System.Diagnostics;

namespace DiffusionProofs.Benchmarks;

/// <summary>The same questions by a plain loop, in seconds instead of minutes: least and median of the repeats, in milliseconds.</summary>
static class StopwatchTable
{
    public static void Print(TextWriter output, int repeats = 25)
    {
        foreach (double sigma in new[] { 2, 0.5, 0.1, 0.002 })
        {
            using var digits = new DigitsCase(sigma);
            Row(output, $"score, sigma {sigma}, {(digits.RunsInDouble ? "float64" : "float32")} pass", repeats, digits.Score);
        }
        using var half = new DigitsCase(0.5);
        Row(output, "two products alone", repeats, half.TwoProducts);
        Row(output, "broadcast form", 3, half.Broadcast);
    }

    static void Row(TextWriter output, string name, int repeats, Action action)
    {
        action();
        double[] times = [.. Enumerable.Range(0, repeats).Select(_ => Milliseconds(action)).Order()];
        output.WriteLine(FormattableString.Invariant($"{name,-40} {times[0],9:F1} {times[repeats / 2],9:F1}"));
    }

    static double Milliseconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }
}
