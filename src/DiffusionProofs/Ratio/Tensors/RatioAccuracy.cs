using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Ratio;

/// <summary>Bounds of the rounding error of the tensor code over ratios, derived and not measured. u is 2^-24 or 2^-53; elementary functions are within 4 u.</summary>
public static class RatioAccuracy
{
    /// <summary>
    /// Of <see cref="DwdseTensors"/>: 1.01 u (V + 24) times the sizes of its terms. Each exponential has 4 u and a sum of V of them, in any order, V u more;
    /// the sum of the log-scores the same of their sizes; the ratio e/(e + V) has 8 u, which K(r) = r (log r - 1) passes on at most 8 (1 + |log r|) r times;
    /// four additions and the product with sigma' are the rest.
    /// </summary>
    /// <param name="size">sigma' times the sum of |terms|: scores, ratio times |log-scores|, |K|.</param>
    public static double Dwdse(double size, long categories, torch.ScalarType type) => 1.01 * Dtypes.UnitRoundoff(type) * (categories + 24) * size;

    /// <summary>
    /// Of a sampler's step, summed over a row: 1.01 u (V + 24 + 2 d) times the sum of the sizes that the entries add up from. The scores were rounded and
    /// exponentiated (5 u), noise was rounded, which e^d passes on d times, e^d, expm1(d) and the column have 12 u together, a mean V u.
    /// </summary>
    internal static double StepFactor(long categories, torch.ScalarType type) => 1.01 * Dtypes.UnitRoundoff(type) * (categories + 24);

    /// <summary>
    /// Of the uniform prior divergence, relative: 128 u. h(x) = (1 + x) log1p(x) - x is a series within |x| &lt;= 1/4 (20 u); beyond, the difference magnifies the
    /// 6 u of its terms at most 10 times; x = (V - 1) alpha has 6 u, which h doubles; both terms are at least 0, so their sum magnifies nothing.
    /// </summary>
    public static double UniformPrior(double kl, torch.ScalarType type) => 128 * Dtypes.UnitRoundoff(type) * kl;

    /// <summary>Of the absorbing prior divergence: 12 u alpha (sigma + |log((V - 1)/leak)| + 1) and 12 u (1 - alpha) (|log(1 - alpha)| + |log(1 - leak)| + 1).</summary>
    public static double AbsorbingPrior(double sigma, double leak, long categories, torch.ScalarType type)
    {
        double alpha = Math.Exp(-sigma), changed = -Numbers.Float64.Expm1(-sigma).Value;
        double tokens = alpha * (sigma + Math.Abs(Math.Log((categories - 1) / leak)) + 1), mask = changed * (Math.Abs(Math.Log(changed)) + Math.Abs(Math.Log(1 - leak)) + 1);
        return 12 * Dtypes.UnitRoundoff(type) * (tokens + mask);
    }
}
