using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>The inverse distribution function of a noised data set on the line, enclosed: Newton's method proposes, signs of F - p decide.</summary>
/// <remarks>
/// The ball returned is one at whose ends F - p has certain and opposite signs. Arguments are exact or narrow balls; the ambient precision
/// of <see cref="BigReal"/> counts. In the tails digits cancel, about z^2/4.6 of them.
/// </remarks>
public static class QuantileEnclosure
{
    const int MostSteps = 1000;

    /// <summary>F^{-1}(Phi(z)).</summary>
    public static BigReal AtNormal(BigReal z, BigReal[] points, BigReal[] prior, BigReal alpha, BigReal sigma) =>
        At(QuantileFormulas.StandardNormal(z), points, prior, alpha, sigma);

    /// <summary>F^{-1}(p), for 0 &lt; p &lt; 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">At this precision p is not certainly between 0 and 1, or the signs are not certain.</exception>
    public static BigReal At(BigReal probability, BigReal[] points, BigReal[] prior, BigReal alpha, BigReal sigma)
    {
        if (!probability.IsCertainlyPositive || !BigReal.CertainlyLess(probability, 1))
            throw new ArgumentOutOfRangeException(nameof(probability), $"probability must certainly be between 0 and 1, was {probability}.");
        BigReal Gap(BigReal x) => QuantileFormulas.Distribution(x, points, prior, alpha, sigma) - probability;
        BigReal near = sigma.Midpoint / (1 << 20), x = InDoubles(probability, points, prior, alpha, sigma), before = 1;
        BigReal low = Beyond(x, -near, at => BigReal.CertainlyLess(Gap(at), 0));
        BigReal high = Beyond(x, near, at => Gap(at).IsCertainlyPositive);
        for (int step = 0; step < MostSteps; step++)
        {
            BigReal gap = Gap(x), slope = QuantileFormulas.Density(x, points, prior, alpha, sigma);
            if (gap.ContainsZero) return Certified(x, 2 * gap.Radius / slope.Midpoint, Gap);
            if (gap.IsCertainlyPositive) high = x;
            else low = x;
            BigReal size = gap.IsCertainlyPositive ? gap : -gap;
            BigReal newton = (x - gap / slope).Midpoint;
            // Newton's step where it stays inside and the last one at least halved the gap, else the middle.
            bool trusted = BigReal.CertainlyLess(2 * size, before) && BigReal.CertainlyLess(low, newton) && BigReal.CertainlyLess(newton, high);
            x = trusted ? newton : Middle(low, high);
            before = size.Midpoint;
        }
        throw TooFewDigits(probability);
    }

    /// <summary>About where the quantile is: halving in doubles costs next to nothing, and nothing depends on it.</summary>
    static BigReal InDoubles(BigReal probability, BigReal[] points, BigReal[] prior, BigReal alpha, BigReal sigma)
    {
        Float64[] at = [.. points.Select(y => new Float64((double)y))], mass = [.. prior.Select(p => new Float64((double)p))];
        double scale = (double)alpha, width = (double)sigma, target = (double)probability;
        double low = at.Min(y => scale * y.Value) - 10 * width, high = at.Max(y => scale * y.Value) + 10 * width;
        for (int i = 0; i < 64; i++)
        {
            double middle = low + (high - low) / 2;
            if (QuantileFormulas.Distribution(middle, at, mass, scale, width).Value < target) low = middle;
            else high = middle;
        }
        return BigReal.FromDouble(low);
    }

    static BigReal Beyond(BigReal x, BigReal step, Func<BigReal, bool> isPast)
    {
        for (int i = 0; i < MostSteps; i++, step *= 2)
        {
            if (isPast(x)) return x;
            x = (x + step).Midpoint;
        }
        throw TooFewDigits(x);
    }

    static BigReal Middle(BigReal low, BigReal high) => ((low + high) / 2).Midpoint;

    static BigReal Certified(BigReal x, BigReal radius, Func<BigReal, BigReal> gap)
    {
        for (int i = 0; i < 64; i++, radius *= 4)
        {
            radius = radius.Midpoint;
            if (BigReal.CertainlyLess(gap((x - radius).Midpoint), 0) && gap((x + radius).Midpoint).IsCertainlyPositive)
                return x + radius * BigReal.Ball(0, 1.0625);
        }
        throw TooFewDigits(x);
    }

    // The exception on which BigReal.Evaluate takes more digits.
    static ArgumentOutOfRangeException TooFewDigits(BigReal at) =>
        new("probability", $"probability must be one that {BigReal.Digits} digits tell from its neighbours; undecided at {at}.");
}
