using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong tau-leaps. Arguments as in <see cref="TauLeaping"/>.</summary>
public static class TauLeapMistakes
{
    /// <summary>x + sum of n_s (s - x), cut to 0..V-1: jumps added up, as if ids were numbers. Wrong: two jumps to one category end at another.</summary>
    /// <param name="terms">How many jumps at most are counted; what lies beyond is left out.</param>
    public static T[] Summed<T>(T[] jumps, int x, int terms) where T : IRealField<T>
    {
        T none = T.Exp(-TauLeaping.Jumps(jumps, x));
        T[] law = [.. jumps.Select((_, s) => s == x ? none : T.Zero)];
        // The weight of each displacement after n jumps, lambda_s/n a jump.
        Dictionary<int, T> after = new() { [0] = none };
        for (int n = 1; n <= terms; n++)
        {
            after = after.SelectMany(at => jumps.Select((mean, s) => (At: at.Key + s - x, s, Weight: at.Value * mean / n))).Where(next => next.s != x)
                .GroupBy(next => next.At).ToDictionary(same => same.Key, same => same.Select(next => next.Weight).Sum());
            foreach (var (at, weight) in after) law[Math.Clamp(x + at, 0, jumps.Length - 1)] += weight;
        }
        return law;
    }

    /// <summary>lambda_s e^-lambda_s: jumps to the other categories not looked at. Wrong: the row can sum to more than 1 off x.</summary>
    public static T[] EachByItself<T>(T[] jumps, int x) where T : IRealField<T>
    {
        T[] law = [.. jumps.Select((mean, s) => s == x ? T.Zero : mean * T.Exp(-mean))];
        law[x] = 1 - law.Sum();
        return law;
    }
}
