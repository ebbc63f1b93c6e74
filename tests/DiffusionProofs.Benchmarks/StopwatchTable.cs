using System.Diagnostics;

namespace DiffusionProofs.Benchmarks;

/// <summary>
/// The same questions by a plain loop, in seconds instead of minutes. Milliseconds: least, median, and processor time for each repeat, which
/// a busy machine disturbs less (with one thread: with more, waiting threads count).
/// </summary>
static class StopwatchTable
{
    public static void Mixture(TextWriter output, int threads, int repeats = 25)
    {
        Head(output);
        foreach (double sigma in new[] { 2, 0.5, 0.1, 0.002 })
        {
            using var digits = new DigitsCase(sigma, threads);
            Row(output, $"score, sigma {sigma}, {(digits.RunsInDouble ? "float64" : "float32")} pass", repeats, digits.Score);
        }
        using var half = new DigitsCase(0.5, threads);
        Row(output, "two products alone", repeats, half.TwoProducts);
        Row(output, "broadcast form", 3, half.Broadcast);
    }

    public static void Masked(TextWriter output, int threads, int repeats = 25)
    {
        Head(output);
        using var masked = new MaskedCase(threads);
        Row(output, "masked rows read once", repeats, masked.Read);
        Row(output, "masked bound", repeats, masked.Loss);
        Row(output, "and its derivative, one pass", repeats, masked.OnePass);
        Row(output, "and its derivative, autograd", repeats, masked.Autograd);
        Row(output, "published form", 3, masked.Published);
    }

    static void Head(TextWriter output) => output.WriteLine($"{"",-40} {"least",9} {"median",9} {"processor",9}");

    static void Row(TextWriter output, string name, int repeats, Action action)
    {
        action();
        TimeSpan before = ProcessorTime();
        double[] times = [.. Enumerable.Range(0, repeats).Select(_ => Milliseconds(action)).Order()];
        double processor = (ProcessorTime() - before).TotalMilliseconds / repeats;
        output.WriteLine(FormattableString.Invariant($"{name,-40} {times[0],9:F1} {times[repeats / 2],9:F1} {processor,9:F1}"));
    }

    static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    static double Milliseconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }
}
