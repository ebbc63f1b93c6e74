using MathNet.Numerics.Distributions;

namespace DiffusionProofs.Evidence;

/// <summary>The noncentral chi-squared law: that of Pearson's statistic where the claimed law is wrong.</summary>
static class NoncentralChiSquared
{
    /// <summary>P(X &lt;= x): the central laws of k + 2j degrees of freedom, mixed with Poisson weights of mean lambda/2.</summary>
    public static double Cdf(int freedom, double noncentrality, double x)
    {
        double mean = noncentrality / 2;
        if (mean == 0) return ChiSquared.CDF(freedom, x);
        // Outside 40 standard deviations of the Poisson law nothing is left in double precision.
        int first = (int)Math.Max(0, mean - 40 * Math.Sqrt(mean)), last = (int)(mean + 40 * Math.Sqrt(mean) + 40);
        double sum = 0;
        for (int j = first; j <= last; j++) sum += Poisson.PMF(mean, j) * ChiSquared.CDF(freedom + 2 * j, x);
        return Math.Min(1, sum);
    }

    /// <summary>The noncentrality at which the critical value is passed with the given power.</summary>
    public static double NoncentralityFor(int freedom, double critical, double power)
    {
        double low = 0, high = 1;
        while (1 - Cdf(freedom, high, critical) < power) (low, high) = (high, 2 * high);
        // Three significant digits are shown.
        while (high - low > 1e-6 * high)
        {
            double middle = (low + high) / 2;
            if (1 - Cdf(freedom, middle, critical) < power) low = middle;
            else high = middle;
        }
        return high;
    }
}
