using MathNet.Numerics.Distributions;

namespace DiffusionProofs.Evidence;

/// <summary>The counts that an exact two-sided binomial test accepts, each tail at most half the level.</summary>
/// <param name="FalseAlarm">The probability of the counts outside, under the claimed probability: at most the level.</param>
sealed record BinomialRegion(int Trials, double Probability, int Low, int High, double FalseAlarm)
{
    public static BinomialRegion Of(int trials, double probability, double level)
    {
        // Below(k) = P(X < k) and Above(k) = P(X > k), each from its own tail: 1 - CDF would cancel.
        int low = Last(0, trials, k => Below(trials, probability, k) <= level / 2);
        int high = trials - Last(0, trials, k => Above(trials, probability, trials - k) <= level / 2);
        return new(trials, probability, low, high, Below(trials, probability, low) + Above(trials, probability, high));
    }

    /// <summary>The nearest probabilities on both sides that are rejected with the given power.</summary>
    public string Detects(double power)
    {
        double above = Bisect(Probability, 1, p => Above(Trials, p, High) >= power);
        double below = 1 - Bisect(1 - Probability, 1, q => Above(Trials, q, Trials - Low) >= power);
        string up = High < Trials ? FormattableString.Invariant($"at least {above:G4}") : "";
        string down = Low > 0 ? FormattableString.Invariant($"at most {below:G4}") : "";
        string which = string.Join(" or ", new[] { up, down }.Where(s => s.Length > 0));
        return which.Length == 0
            ? "nothing: at this level every count is accepted"
            : FormattableString.Invariant($"probabilities of {which}, with power {power}");
    }

    static double Below(int n, double p, int k) => k <= 0 ? 0 : Binomial.CDF(p, n, k - 1);

    static double Above(int n, double p, int k) => Below(n, 1 - p, n - k);

    /// <summary>The last k at which a condition holds that holds at first and then no more.</summary>
    static int Last(int first, int last, Func<int, bool> holds)
    {
        while (first < last)
        {
            int middle = first + (last - first + 1) / 2;
            if (holds(middle)) first = middle;
            else last = middle - 1;
        }
        return first;
    }

    static double Bisect(double low, double high, Func<double, bool> reached)
    {
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (reached(middle)) high = middle;
            else low = middle;
        }
        return high;
    }
}
