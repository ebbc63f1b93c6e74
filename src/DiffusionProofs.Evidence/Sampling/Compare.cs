using System.Globalization;
using TorchSharp;

namespace DiffusionProofs.Evidence;

/// <summary>Whether +0 and -0 are the same number in a comparison.</summary>
public enum SignedZeros
{
    Same,
    Distinct,
}

/// <summary>
/// Holds received values against expected ones. On purpose: an infinite expectation accepts only the same infinity, NaN
/// only NaN; a received NaN or infinity is never near a finite expectation; a tolerance that is NaN, infinite or
/// negative is refused; a tensor of another shape count or dtype than expected fails.
/// </summary>
public static class Compare
{
    /// <summary>Within a number of units in the last place of the expected value.</summary>
    /// <param name="ulps">Allowed error, in ulps of <paramref name="on"/>'s dtype at max(|expected|, <paramref name="magnitude"/>).</param>
    /// <param name="magnitude">
    /// The size of the largest term where the result is a sum that cancels, that is |expected| times the condition number.
    /// </param>
    public static Comparison Ulps(string what, double expected, double received, double ulps, On on, double magnitude = 0,
        SignedZeros zeros = SignedZeros.Same)
    {
        CheckAllowance(ulps, nameof(ulps));
        CheckAllowance(magnitude, nameof(magnitude));
        double unit = double.IsFinite(expected) ? on.Ulp(Math.Max(Math.Abs(expected), magnitude)) : 1;
        return One(what, expected, received, Distance(expected, received, zeros) / unit, ulps, "ulps");
    }

    /// <summary>Each element within <paramref name="ulps"/>; the one with the largest error is reported.</summary>
    /// <param name="expected">Row-major, as many as the tensor's elements.</param>
    /// <param name="magnitudes">As in the scalar form, one an element; null where nothing cancels.</param>
    public static Comparison Ulps(string what, IReadOnlyList<double> expected, torch.Tensor received, double ulps, On on,
        IReadOnlyList<double>? magnitudes = null, SignedZeros zeros = SignedZeros.Same)
    {
        CheckAllowance(ulps, nameof(ulps));
        return Mismatch(what, expected.Count, received, on, ulps, "ulps") ?? Worst(what, expected, received,
            (name, i, value) => Ulps(name, expected[i], value, ulps, on, magnitudes?[i] ?? 0, zeros));
    }

    /// <summary>Within a number of ulps of float64, for values that never were tensors.</summary>
    public static Comparison Ulps(string what, double expected, double received, double ulps) =>
        Ulps(what, expected, received, ulps, On.CpuFloat64);

    /// <summary>Within an absolute error, in the quantity's own unit.</summary>
    public static Comparison Within(string what, double expected, double received, double allowed, SignedZeros zeros = SignedZeros.Same)
    {
        CheckAllowance(allowed, nameof(allowed));
        return One(what, expected, received, Distance(expected, received, zeros), allowed, "");
    }

    /// <summary>Each element within the same absolute error.</summary>
    public static Comparison Within(string what, IReadOnlyList<double> expected, torch.Tensor received, double allowed, On on,
        SignedZeros zeros = SignedZeros.Same) =>
        Within(what, expected, received, _ => allowed, on, zeros);

    /// <summary>Each element within an absolute error of its own.</summary>
    public static Comparison Within(string what, IReadOnlyList<double> expected, torch.Tensor received, Func<int, double> allowed, On on,
        SignedZeros zeros = SignedZeros.Same) =>
        Mismatch(what, expected.Count, received, on, 0, "") ?? Worst(what, expected, received,
            (name, i, value) => Within(name, expected[i], value, allowed(i), zeros));

    /// <summary>The received value is at most the bound, up to <paramref name="slack"/> for its rounding.</summary>
    /// <remarks>A NaN on either side fails; an infinite bound accepts nothing, since nothing could break it.</remarks>
    public static Comparison AtMost(string what, double bound, double received, double slack)
    {
        CheckAllowance(slack, nameof(slack));
        double excess = double.IsFinite(bound) && !double.IsNaN(received) ? Math.Max(0, received - bound) : double.PositiveInfinity;
        return new Comparison(what, "at most " + Text(bound), Text(received), excess, slack, "");
    }

    /// <summary>The received value is at least the bound, up to <paramref name="slack"/>; otherwise as <see cref="AtMost"/>.</summary>
    public static Comparison AtLeast(string what, double bound, double received, double slack)
    {
        CheckAllowance(slack, nameof(slack));
        double lack = double.IsFinite(bound) && !double.IsNaN(received) ? Math.Max(0, bound - received) : double.PositiveInfinity;
        return new Comparison(what, "at least " + Text(bound), Text(received), lack, slack, "");
    }

    /// <summary>The elements of a tensor in row-major order, as doubles: exact for both dtypes.</summary>
    public static double[] Values(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().to(torch.CPU).to(torch.float64).contiguous().data<double>().ToArray();
    }

    static double Distance(double expected, double received, SignedZeros zeros)
    {
        if (double.IsNaN(expected)) return double.IsNaN(received) ? 0 : double.PositiveInfinity;
        if (expected.Equals(received)) return SameZero(expected, received) || zeros == SignedZeros.Same ? 0 : double.PositiveInfinity;
        if (!double.IsFinite(expected) || !double.IsFinite(received)) return double.PositiveInfinity;
        return Math.Abs(expected - received);
    }

    static bool SameZero(double a, double b) => double.IsNegative(a) == double.IsNegative(b);

    static Comparison One(string what, double expected, double received, double error, double allowed, string unit) =>
        new(what, Text(expected), Text(received), error, allowed, unit);

    static Comparison Worst(string what, IReadOnlyList<double> expected, torch.Tensor received, Func<string, int, double, Comparison> compare)
    {
        double[] values = Values(received);
        Comparison? worst = null;
        for (int i = 0; i < expected.Count; i++)
        {
            Comparison here = compare(what, i, values[i]);
            if (worst is null || here.Ratio > worst.Ratio) worst = here with { What = what + Index(i, received.shape) };
        }
        return worst!;
    }

    static Comparison? Mismatch(string what, int count, torch.Tensor received, On on, double allowed, string unit)
    {
        if (count == 0) throw new ArgumentException($"{what} must have elements to compare; there were none.", nameof(count));
        if (received.dtype != on.DType)
            return new($"dtype of {what}", on.DTypeName, $"{received.dtype}", double.PositiveInfinity, allowed, unit);
        return received.numel() == count
            ? null
            : new($"count of elements of {what}", $"{count}", $"{received.numel()}, shape [{string.Join(", ", received.shape)}]", double.PositiveInfinity, allowed, unit);
    }

    static string Index(long flat, long[] shape)
    {
        if (shape.Length == 0) return "";
        var index = new long[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--) (flat, index[axis]) = Math.DivRem(flat, shape[axis]);
        return $"[{string.Join(", ", index)}]";
    }

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static void CheckAllowance(double value, string name)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(name, $"{name} must be finite and not negative; it was {Text(value)}.");
    }
}
