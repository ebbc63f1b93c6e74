using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

public class StatisticsTests
{
    static string Fails(Func<object> test) => Assert.Throws<ClaimFailedException>(test).Message;

    static StatisticalOutcome Fit(long[] observed, double[] law, double level = 1e-6) => Statistics.GoodnessOfFit(observed, law, "3 categories", "-", level);

    [Fact]
    public void Counts_that_follow_the_law_pass_and_others_do_not()
    {
        Assert.Equal(10_000, Fit([2500, 2450, 5050], [0.25, 0.25, 0.5]).Cases);
        string message = Fails(() => Fit([2700, 2250, 5050], [0.25, 0.25, 0.5]));
        Assert.Contains("most at category 1: expected 2500, received 2250", message);
    }

    [Fact]
    public void The_critical_value_is_the_quantile_of_the_chi_squared_law()
    {
        // 1 - exp(-x/2) is its distribution function with 2 degrees of freedom: x = -2 log 0.05 = 5.99146.
        Assert.Equal("chi-squared at most 5.99146, its quantile at level 0.05", Fit([250, 250, 500], [0.25, 0.25, 0.5], 0.05).Bound);
    }

    [Fact]
    public void A_discrepancy_that_is_said_to_be_detected_is_detected_that_often()
    {
        // The least detected distance w at n = 10000, put into the law; 400 repetitions at power 0.95 fail to detect it 20 times, give or take 4.4.
        double[] law = [0.25, 0.25, 0.5];
        string detects = Fit([2500, 2500, 5000], law, 0.001).Detects;
        double w = double.Parse(detects.Split(">= ")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
        double shift = w * Math.Sqrt(1 / (1 / 0.25 + 1 / 0.25));
        Random random = Seeds.Random("power of the chi-squared test");
        int missed = Enumerable.Range(0, 400).Count(_ => Passes(Draw(random, [0.25 + shift, 0.25 - shift, 0.5], 10_000), law, 0.001));
        Assert.InRange(missed, 20 - 5 * 5, 20 + 5 * 5);
        Assert.True(missed > 0);
    }

    [Fact]
    public void The_false_alarm_probability_is_the_share_of_right_laws_that_fail()
    {
        double[] law = [0.2, 0.3, 0.5];
        Random random = Seeds.Random("level of the chi-squared test");
        int failed = Enumerable.Range(0, 1000).Count(_ => !Passes(Draw(random, law, 2000), law, 0.05));
        Assert.InRange(failed, 50 - 5 * 7, 50 + 5 * 7);
    }

    [Fact]
    public void The_binomial_test_is_exact()
    {
        // Ten throws of a coin at level 0.05: 2 to 8 heads are accepted, the rest has probability 22/1024.
        StatisticalOutcome outcome = Statistics.Proportion(8, 10, 0.5, "-", "-", 0.05);
        Assert.Equal(22.0 / 1024, outcome.FalseAlarm, 1e-15);
        Assert.Equal("2 to 8 successes at level 0.05", outcome.Bound);
        Assert.Contains("received: 9", Fails(() => Statistics.Proportion(9, 10, 0.5, "-", "-", 0.05)));
        Assert.Contains("received: 1", Fails(() => Statistics.Proportion(1, 10, 0.5, "-", "-", 0.05)));
    }

    [Fact]
    public void What_a_binomial_test_detects_follows_from_trials_and_level()
    {
        // P(9 or 10 heads) = 10 p^9 - 9 p^10 reaches 0.95 at p = 0.9632.
        Assert.Equal("probabilities of at least 0.9632 or at most 0.03677, with power 0.95", Statistics.Proportion(5, 10, 0.5, "-", "-", 0.05).Detects);
        Assert.StartsWith("nothing", Statistics.Proportion(2, 3, 0.5, "-", "-", 0.01).Detects);
    }

    [Fact]
    public void A_wrong_mean_fails_both_tests_of_means()
    {
        Random random = Seeds.Random("means");
        double[] draws = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())];
        Statistics.MeanOfBounded(draws, 0.5, 0, 1, "-", "-");
        Statistics.Mean(draws, 0.5, "-", "-");
        Assert.Contains("expected: 0.55", Fails(() => Statistics.MeanOfBounded(draws, 0.55, 0, 1, "-", "-")));
        Assert.Contains("expected: 0.52", Fails(() => Statistics.Mean(draws, 0.52, "-", "-")));
        Assert.Contains("a draw is outside", Fails(() => Statistics.MeanOfBounded([0.5, 1.5], 1, 0, 1, "-", "-")));
        Assert.Contains("only finite draws", Fails(() => Statistics.Mean([.. draws, double.NaN], 0.5, "-", "-")));
    }

    [Fact]
    public void Hoeffdings_allowance_is_its_formula()
    {
        double[] draws = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 0.0 : 1.0)];
        // sqrt(log(2/0.01) / 400) = 0.11509.
        Assert.Contains("at most 0.115:", Statistics.MeanOfBounded(draws, 0.5, 0, 1, "-", "-", 0.01).Bound);
    }

    [Fact]
    public void The_test_of_a_variance_has_the_chi_squared_laws_quantiles()
    {
        // With two draws the law is 1 - exp(-x/2): its quantiles at level 0.1 are -2 log 0.95 and -2 log 0.05, 0.0513 and 2.996 a draw.
        Assert.Equal("mean square over the variance from 0.0512933 to 2.99573, quantiles at level 0.1", Statistics.VarianceOfNormal(4, 2, 1, "-", "-", 0.1).Bound);
        Assert.Contains("expected: 1,", Fails(() => Statistics.VarianceOfNormal(6, 2, 1, "-", "-", 0.1)));
        Assert.Contains("expected: 1,", Fails(() => Statistics.VarianceOfNormal(0.1, 2, 1, "-", "-", 0.1)));
        Assert.Contains("received: NaN", Fails(() => Statistics.VarianceOfNormal(double.NaN, 2, 1, "-", "-", 0.1)));
    }

    [Fact]
    public void The_test_of_a_variance_holds_its_level_and_power()
    {
        Random random = Seeds.Random("level of the test of a variance");
        double Squares(int n) => Enumerable.Range(0, n).Sum(_ => -2 * Math.Log(1 - random.NextDouble()) * Math.Pow(Math.Cos(2 * Math.PI * random.NextDouble()), 2));
        bool Rejects(double sum) => !Passes(() => Statistics.VarianceOfNormal(sum, 500, 1, "-", "-", 0.05));
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => Rejects(Squares(500))), 50 - 5 * 7, 50 + 5 * 7);
        string detects = Statistics.VarianceOfNormal(500, 500, 1, "-", "-", 0.05).Detects;
        double factor = double.Parse(detects.Split("least ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(Enumerable.Range(0, 400).Count(_ => !Rejects(factor * Squares(500))), 1, 20 + 5 * 5);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Equal("variance", Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.VarianceOfNormal(1, 1, 0, "-", "-")).ParamName);
        Assert.Equal("draws", Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.VarianceOfNormal(1, 0, 1, "-", "-")).ParamName);
        Assert.Equal("level", Assert.Throws<ArgumentOutOfRangeException>(() => Fit([9, 9, 9], [0.2, 0.3, 0.5], 0)).ParamName);
        Assert.Equal("law", Assert.Throws<ArgumentException>(() => Fit([9, 9, 9], [0.2, 0.3, 0.6])).ParamName);
        Assert.Equal("law", Assert.Throws<ArgumentException>(() => Fit([9, 9, 9], [0.5, 0.5])).ParamName);
        Assert.Equal("law", Assert.Throws<ArgumentException>(() => Fit([90, 90, 0], [0.5, 0.5, 0])).ParamName);
        Assert.Equal("observed", Assert.Throws<ArgumentException>(() => Fit([1, 1, 2], [0.25, 0.25, 0.5])).ParamName);
        Assert.Equal("probability", Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.Proportion(1, 2, 1, "-", "-")).ParamName);
        Assert.Equal("successes", Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.Proportion(3, 2, 0.5, "-", "-")).ParamName);
        Assert.Equal("draws", Assert.Throws<ArgumentException>(() => Statistics.Mean([1, 2], 1, "-", "-")).ParamName);
        Assert.Equal("draws", Assert.Throws<ArgumentException>(() => Statistics.Mean(new double[40], 0, "-", "-")).ParamName);
    }

    static bool Passes(long[] observed, double[] law, double level) => Passes(() => Fit(observed, law, level));

    static bool Passes(Action test)
    {
        try
        {
            test();
            return true;
        }
        catch (ClaimFailedException)
        {
            return false;
        }
    }

    static long[] Draw(Random random, double[] law, int n)
    {
        var counts = new long[law.Length];
        for (int i = 0; i < n; i++)
        {
            double u = random.NextDouble();
            int category = 0;
            while (category < law.Length - 1 && u >= law[category]) u -= law[category++];
            counts[category]++;
        }
        return counts;
    }
}
