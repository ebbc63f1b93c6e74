namespace DiffusionProofs.Gaussian;

/// <summary>Which of a table's steps a sampler of fewer steps visits: indices, rising. Halves round to even.</summary>
/// <remarks>Source: Lin et al., arXiv:2305.08891 (there counted from 1, here from 0).</remarks>
public static class StepSpacing
{
    /// <summary>round(T k/n) - 1 for k = 1..n: the last step of the table is always among them.</summary>
    /// <param name="steps">T, at least n.</param>
    /// <param name="count">n, at least 1.</param>
    public static int[] Trailing(int steps, int count)
    {
        Check(steps, count, 1);
        return [.. Enumerable.Range(1, count).Select(k => (int)Math.Round((double)steps * k / count) - 1)];
    }

    /// <summary>round((T - 1) k/(n - 1)) for k = 0..n - 1: both ends of the table are among them.</summary>
    /// <param name="steps">T, at least n.</param>
    /// <param name="count">n, at least 2.</param>
    public static int[] Linspace(int steps, int count)
    {
        Check(steps, count, 2);
        return [.. Enumerable.Range(0, count).Select(k => (int)Math.Round((double)(steps - 1) * k / (count - 1)))];
    }

    static void Check(int steps, int count, int least)
    {
        if (count < least) throw new ArgumentOutOfRangeException(nameof(count), $"count must be at least {least}, was {count}.");
        if (steps < count) throw new ArgumentOutOfRangeException(nameof(steps), $"steps must be at least count, {count}, was {steps}.");
    }
}
