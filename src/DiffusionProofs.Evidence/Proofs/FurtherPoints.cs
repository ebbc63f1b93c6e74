using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>
/// Points besides those of the proof. Random ones see a degree bound that is too low, which the grid cannot; the
/// special ones see a formula that branches where a variable is 0, 1, 1/2 or -1, or equals another.
/// </summary>
static class FurtherPoints
{
    public const int Random = 8;
    const int Attempts = 200;

    /// <returns>Whether <see cref="Random"/> points were found at which the sides are defined.</returns>
    public static bool Agree<T>(PointCheck check, int variables, SeededRandom random, string? remark) where T : struct, IField<T>, IEquatable<T>
    {
        int found = 0;
        for (int i = 0; i < Attempts && found < Random; i++)
            if (check.IsDefinedAt<T>(Draw(random, variables), remark)) found++;

        Rational[] special = [0, 1, new(1, 2), -1];
        foreach (Rational value in special)
        {
            check.IsDefinedAt<T>([.. Enumerable.Repeat(value, variables)], remark);
            for (int i = 0; i < variables && variables > 1; i++)
            {
                Rational[] point = Draw(random, variables);
                point[i] = value;
                check.IsDefinedAt<T>(point, remark);
            }
        }

        check.IsDefinedAt<T>([.. Enumerable.Repeat(Draw(random, 1)[0], variables)], remark);
        return found == Random;
    }

    // One denominator a point: sums then keep it, where different ones would multiply up.
    static Rational[] Draw(SeededRandom random, int variables)
    {
        int denominator = random.Between(2, 89);
        return [.. Enumerable.Range(0, variables).Select(_ => new Rational(random.Between(-9973, 9973), denominator))];
    }
}
