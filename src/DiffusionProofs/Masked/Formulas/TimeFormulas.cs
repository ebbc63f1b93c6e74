using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>Times of low discrepancy, and grids of times.</summary>
/// <remarks>Source: Sahoo et al., MDLM, arXiv:2406.07524, appendix D.3 and code.</remarks>
public static class TimeFormulas
{
    /// <summary>(i + u_i)/n for i = 0..n-1: one time in each of n equal strata. With all u the same: equispaced, as a set (u/n + i/n) mod 1.</summary>
    /// <param name="u">[n], in (0, 1].</param>
    public static T[] Stratified<T>(T[] u) where T : IField<T> => [.. u.Select((v, i) => (i + v) / u.Length)];

    /// <summary>The steps (t, s) of an even grid from 1 to <paramref name="last"/>: n of them, each beginning where the one before ended.</summary>
    public static (T From, T To)[] Steps<T>(int steps, T last) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        T At(int i) => (steps - i + i * last) / steps;
        return [.. Enumerable.Range(0, steps).Select(i => (At(i), At(i + 1)))];
    }
}
