using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>A data set on the line with whole-number weights.</summary>
sealed class LineData(double[] points, int[] weights)
{
    public static LineData[] Sets { get; } = [new([-1, 1], [1, 1]), new([-1.25, 0.75], [1, 3]), new([-2, 0.5, 3], [2, 1, 2]), new([-1.5, -1.125, 0.25, 2], [1, 2, 1, 1])];

    public double[] Points => points;

    public double[] LogPrior => [.. weights.Select(w => Math.Log(w))];

    public T[] In<T>() where T : IRealField<T> => [.. points.Select(T.FromDouble)];

    public T[] Prior<T>() where T : IRealField<T> => [.. weights.Select(w => T.From(w) / T.From(weights.Sum()))];

    public override string ToString() => FormattableString.Invariant($"points {string.Join(", ", points)} with weights {string.Join(", ", weights)}");
}
