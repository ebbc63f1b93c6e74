using MathNet.Numerics.Distributions;

namespace DiffusionProofs.Evidence;

/// <summary>
/// Tests of random results against a law. Each outcome carries the probability that it fails although the claim holds
/// and the least discrepancy that it detects, both computed from the number of draws and the level, never typed.
/// </summary>
/// <remarks>The draws come from an explicit generator (<see cref="Seeds"/>).</remarks>
public static class Statistics
{
    /// <summary>The level of a test: one free-seed run in a million fails by chance.</summary>
    public const double DefaultLevel = 1e-6;

    /// <summary>The probability with which the discrepancy that an outcome names is detected.</summary>
    public const double Power = 0.95;

    /// <summary>Pearson's chi-squared test of counts against an exact law.</summary>
    /// <param name="observed">How often each category came, at least two categories.</param>
    /// <param name="law">The claimed probability of each, positive, summing to 1; at least 5 expected counts each, below which the test is not valid.</param>
    /// <param name="level">False-alarm probability, in (0, 1).</param>
    public static StatisticalOutcome GoodnessOfFit(IReadOnlyList<long> observed, IReadOnlyList<double> law, string shapes, string domain,
        double level = DefaultLevel)
    {
        CheckLevel(level);
        CheckLaw(observed, law);
        long n = observed.Sum();
        double[] terms = [.. observed.Zip(law, (count, p) => Squared(count - n * p) / (n * p))];
        double statistic = terms.Sum();
        int freedom = law.Count - 1;
        double critical = ChiSquared.InvCDF(freedom, 1 - level);
        if (statistic > critical)
        {
            int worst = Array.IndexOf(terms, terms.Max());
            throw new ClaimFailedException(Invariant(
                $"the counts do not follow the law: chi-squared {statistic:G6} with {freedom} degrees of freedom, allowed {critical:G6}\n  most at category {worst}: expected {n * law[worst]:G6}, received {observed[worst]}\n  seed:     {Settings.Current.Seed}"));
        }
        double w = Math.Sqrt(NoncentralChiSquared.NoncentralityFor(freedom, critical, Power) / n);
        return new StatisticalOutcome
        {
            Shapes = shapes,
            Domain = domain,
            Method = Invariant($"chi-squared goodness of fit, {n} draws, {freedom} degrees of freedom"),
            Bound = Invariant($"chi-squared at most {critical:G6}, its quantile at level {level:G3}"),
            Trust = ["the chi-squared law of Pearson's statistic, an approximation for finitely many draws (5 or more expected in each category)"],
            FalseAlarm = level,
            Detects = Invariant($"laws q with sqrt(sum (q - p)^2 / p) >= {w:G3}, with power {Power}"),
            Cases = n,
            Worst = statistic / critical,
            WorstInput = Invariant($"chi-squared {statistic:G6}"),
        };
    }

    /// <summary>The exact two-sided binomial test of a probability.</summary>
    /// <param name="probability">The claimed one, in (0, 1).</param>
    public static StatisticalOutcome Proportion(long successes, long trials, double probability, string shapes, string domain,
        double level = DefaultLevel)
    {
        CheckLevel(level);
        if (trials is < 1 or > int.MaxValue) throw new ArgumentOutOfRangeException(nameof(trials), $"trials must be from 1 to {int.MaxValue}; it was {trials}.");
        if (successes < 0 || successes > trials) throw new ArgumentOutOfRangeException(nameof(successes), $"successes must be from 0 to {trials}; it was {successes}.");
        if (!(probability > 0 && probability < 1)) throw new ArgumentOutOfRangeException(nameof(probability), $"probability must be in (0, 1); it was {probability}.");
        var region = BinomialRegion.Of((int)trials, probability, level);
        if (successes < region.Low || successes > region.High)
        {
            throw new ClaimFailedException(Invariant(
                $"the proportion is wrong\n  expected: {probability:G6}, that is {region.Low} to {region.High} of {trials}\n  received: {successes}\n  seed:     {Settings.Current.Seed}"));
        }
        return new StatisticalOutcome
        {
            Shapes = shapes,
            Domain = domain,
            Method = Invariant($"exact two-sided binomial test, {trials} trials"),
            Bound = Invariant($"{region.Low} to {region.High} successes at level {level:G3}"),
            FalseAlarm = region.FalseAlarm,
            Detects = region.Detects(Power),
            Cases = trials,
            Worst = Math.Abs(successes - trials * probability) / Math.Max(region.High - trials * probability, trials * probability - region.Low),
            WorstInput = Invariant($"{successes} of {trials}"),
        };
    }

    /// <summary>Hoeffding's two-sided test of the mean of bounded draws: its level holds for every n, nothing is approximated.</summary>
    /// <param name="mean">The claimed one.</param>
    /// <param name="lower">No draw can be below.</param>
    /// <param name="upper">No draw can be above.</param>
    public static StatisticalOutcome MeanOfBounded(IReadOnlyList<double> draws, double mean, double lower, double upper, string shapes, string domain,
        double level = DefaultLevel)
    {
        CheckLevel(level);
        CheckDraws(draws, 1);
        if (!(lower < upper)) throw new ArgumentException($"upper must be above lower; they were {upper} and {lower}.", nameof(upper));
        if (draws.Any(x => x < lower || x > upper)) throw new ClaimFailedException(Invariant($"a draw is outside [{lower}, {upper}]: {draws.First(x => x < lower || x > upper)}"));
        int n = draws.Count;
        double allowed = (upper - lower) * Math.Sqrt(Math.Log(2 / level) / (2 * n));
        double missed = (upper - lower) * Math.Sqrt(Math.Log(1 / (1 - Power)) / (2 * n));
        return OfMean(draws.Average(), mean, allowed, n, shapes, domain, "Hoeffding's two-sided test of a mean", level,
            Invariant($"|mean - mu| at most {allowed:G3}: range times sqrt(log(2/level) / (2n))"),
            Invariant($"a mean off by {allowed + missed:G3}, with power {Power}"), []);
    }

    /// <summary>Student's two-sided test of a mean, for draws without a bound.</summary>
    /// <param name="draws">At least 30.</param>
    public static StatisticalOutcome Mean(IReadOnlyList<double> draws, double mean, string shapes, string domain, double level = DefaultLevel)
    {
        CheckLevel(level);
        CheckDraws(draws, 30);
        int n = draws.Count;
        double average = draws.Average();
        double deviation = Math.Sqrt(draws.Sum(x => Squared(x - average)) / (n - 1));
        if (deviation == 0) throw new ArgumentException($"draws must vary; all {n} were {draws[0]}.", nameof(draws));
        double quantile = -StudentT.InvCDF(0, 1, n - 1, level / 2);
        double shift = (quantile + Normal.InvCDF(0, 1, Power)) / Math.Sqrt(n);
        return OfMean(average, mean, quantile * deviation / Math.Sqrt(n), n, shapes, domain, "Student's two-sided test of a mean", level,
            Invariant($"|mean - mu| at most {quantile:G6} standard errors, Student's quantile at level {level:G3}"),
            Invariant($"a mean off by {shift:G3} standard deviations, with power {Power}"),
            ["that the mean of the draws is near enough to normal"]);
    }

    /// <summary>The chi-squared test of a variance: nothing is approximated, since a sum of squared normal draws has that law.</summary>
    /// <param name="sumOfSquares">Of the draws less their known means.</param>
    /// <param name="draws">How many, independent and normal; 1 or more.</param>
    /// <param name="variance">The claimed one of each, above 0.</param>
    public static StatisticalOutcome VarianceOfNormal(double sumOfSquares, int draws, double variance, string shapes, string domain,
        double level = DefaultLevel)
    {
        CheckLevel(level);
        if (draws < 1) throw new ArgumentOutOfRangeException(nameof(draws), $"draws must be 1 or more; there were {draws}.");
        if (!(variance > 0 && double.IsFinite(variance))) throw new ArgumentOutOfRangeException(nameof(variance), $"variance must be above 0; it was {variance}.");
        double low = ChiSquared.InvCDF(draws, level / 2), high = ChiSquared.InvCDF(draws, 1 - level / 2), statistic = sumOfSquares / variance;
        if (!(statistic >= low && statistic <= high))
        {
            throw new ClaimFailedException(Invariant(
                $"the variance is wrong\n  expected: {variance:R}, that is a sum of squares over it from {low:G6} to {high:G6}\n  received: {sumOfSquares / draws:R}, a sum over the expected one of {statistic:G6}\n  seed:     {Settings.Current.Seed}"));
        }
        return new StatisticalOutcome
        {
            Shapes = shapes,
            Domain = domain,
            Method = $"chi-squared test of a variance, {draws} normal draws",
            Bound = Invariant($"mean square over the variance from {low / draws:G6} to {high / draws:G6}, quantiles at level {level:G3}"),
            FalseAlarm = level,
            Detects = Invariant($"variances of at least {high / ChiSquared.InvCDF(draws, 1 - Power):G4} or at most {low / ChiSquared.InvCDF(draws, Power):G4} times it, with power {Power}"),
            Cases = draws,
            Worst = Math.Abs(statistic - draws) / Math.Max(high - draws, draws - low),
            WorstInput = Invariant($"mean square over the variance {statistic / draws:G6}"),
        };
    }

    static StatisticalOutcome OfMean(double average, double mean, double allowed, int n, string shapes, string domain, string method, double level,
        string bound, string detects, IReadOnlyList<string> trust)
    {
        if (!double.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), $"mean must be finite; it was {mean}.");
        if (Math.Abs(average - mean) > allowed)
        {
            throw new ClaimFailedException(Invariant(
                $"the mean of {n} draws is wrong\n  expected: {mean:R}\n  received: {average:R}\n  error {Math.Abs(average - mean):G4}, allowed {allowed:G4}\n  seed:     {Settings.Current.Seed}"));
        }
        return new StatisticalOutcome
        {
            Shapes = shapes,
            Domain = domain,
            Method = $"{method}, {n} draws",
            Bound = bound,
            Trust = trust,
            FalseAlarm = level,
            Detects = detects,
            Cases = n,
            Worst = Math.Abs(average - mean) / allowed,
            WorstInput = Invariant($"mean {average:R}"),
        };
    }

    static void CheckLevel(double level)
    {
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level), $"level must be in (0, 1); it was {level}.");
    }

    static void CheckDraws(IReadOnlyList<double> draws, int least)
    {
        if (draws.Count < least) throw new ArgumentException($"draws must be at least {least}; there were {draws.Count}.", nameof(draws));
        foreach (double x in draws)
        {
            if (!double.IsFinite(x)) throw new ClaimFailedException($"a draw is {x}: only finite draws have a mean");
        }
    }

    static void CheckLaw(IReadOnlyList<long> observed, IReadOnlyList<double> law)
    {
        if (law.Count < 2 || observed.Count != law.Count)
            throw new ArgumentException($"law must have as many categories as observed, two or more; they had {law.Count} and {observed.Count}.", nameof(law));
        if (observed.FirstOrDefault(c => c < 0) is < 0 and var negative)
            throw new ArgumentOutOfRangeException(nameof(observed), $"observed must not be negative; it had {negative}.");
        // Up to the rounding of a sum of that many probabilities.
        if (law.Any(p => !(p > 0)) || Math.Abs(law.Sum() - 1) > law.Count * Math.ScaleB(1, -52))
            throw new ArgumentException($"law must be positive and sum to 1; its sum was {law.Sum():R}, its least entry {law.Min():R}.", nameof(law));
        if (observed.Sum() * law.Min() < 5)
            throw new ArgumentException($"observed must be so many that each category expects 5; the rarest expects {observed.Sum() * law.Min():G3}.", nameof(observed));
    }

    static double Squared(double x) => x * x;

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
