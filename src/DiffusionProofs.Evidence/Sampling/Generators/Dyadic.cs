using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Evidence;

/// <summary>
/// Numbers that are whole multiples of 1/64: float32, float64 and fractions hold exactly the same value, so a case means
/// the same in every number system.
/// </summary>
public static class Dyadic
{
    public const int Denominator = 64;

    /// <summary>A multiple of 1/64 from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Gen<double> Between(double low, double high)
    {
        int first = (int)Math.Ceiling(low * Denominator), last = (int)Math.Floor(high * Denominator);
        if (first > last) throw new ArgumentException($"high must leave a multiple of 1/{Denominator} from low on; low was {low}, high {high}.", nameof(high));
        return Gen.Choose(first, last).Select(i => i / (double)Denominator);
    }

    /// <summary>A multiple of 1/64 in any number system, as a quotient of integers.</summary>
    public static T In<T>(double value) where T : IField<T>
    {
        double scaled = value * Denominator;
        if (scaled != Math.Truncate(scaled) || Math.Abs(scaled) > 1L << 52)
            throw new ArgumentException($"value must be a multiple of 1/{Denominator}; it was {value:R}.", nameof(value));
        return T.From((long)scaled) / T.From(Denominator);
    }

    /// <summary>Simpler values on the way to <paramref name="target"/>: fewer digits first, then nearer ones.</summary>
    public static IEnumerable<double> Shrinks(double value, double target)
    {
        if (value == target) yield break;
        if (Math.Truncate(value) != value) yield return Math.Truncate(value);
        for (double step = value - target; Math.Abs(step) >= 1.0 / Denominator; step = Math.Truncate(step * Denominator / 2) / Denominator)
        {
            yield return value - step;
        }
    }

    /// <summary>Weights k_i/64 > 0 that sum to exactly 1.</summary>
    internal static Gen<double[]> Weights(int count)
    {
        if (count is < 1 or > Denominator / 2)
            throw new ArgumentOutOfRangeException(nameof(count), $"count must be from 1 to {Denominator / 2}; it was {count}.");
        return Gen.Piles(count, Denominator - count).SelectMany(piles => Gen.Shuffle(piles))
            .Select(piles => Array.ConvertAll(piles, k => (k + 1) / (double)Denominator));
    }
}
