using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong times, grids and counts of samplers. Arguments as in <see cref="TimeFormulas"/>, <see cref="SamplingFormulas"/> and <see cref="RateAtCount"/>.</summary>
public static class SamplingTimeMistakes
{
    /// <summary>n + 1 steps of length 1/n: the last ends at -1/n, with a negative probability to stay masked.</summary>
    public static (T From, T To)[] StepsPastTheEnd<T>(int steps, T last) where T : IField<T> =>
        [.. TimeFormulas.Steps(steps, last), (last, last - (1 - last) / steps)];

    /// <summary>n times from 1 to the last, 1/(n - 1) apart, each stepped back from by 1/n.</summary>
    public static (T From, T To)[] StepsOfTwoLengths<T>(int steps, T last) where T : IField<T>
    {
        T[] times = [T.One, .. TimeFormulas.Steps(steps - 1, last).Select(s => s.To)];
        return [.. times.Select(t => (t, t - (1 - last) / steps))];
    }

    /// <summary>n + 1 times, of which the first is never stepped from.</summary>
    public static (T From, T To)[] WithoutTheFirstStep<T>(int steps, T last) where T : IField<T> => TimeFormulas.Steps(steps, last)[1..];

    /// <summary>How many points arange(0, 1, 1/n) has in float64, ceil(1/fl(1/n)): n + 1 where 1/n was rounded down far enough.</summary>
    public static int PointsOfArange(int n) => (int)Math.Ceiling(1 / (1.0 / n));

    /// <summary>n + 1 times 1/n apart for n strata: what arange gives where it has a point too many.</summary>
    public static T[] StratifiedByArange<T>(T[] u) where T : IField<T> =>
        [.. TimeFormulas.Stratified(u), (u.Length + u[0]) / u.Length];

    /// <summary>(L - n)/L, the visible share, for the mode of alpha.</summary>
    public static T VisibleShare<T>(T length, T masked) where T : IField<T> => (length - masked) / length;
}
