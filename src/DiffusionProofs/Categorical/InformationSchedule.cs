using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>The mutual-information schedule: by time t the share t/T of the data's information is gone.</summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, eq. 17 and appendix A.7, for one token.</remarks>
public static class InformationSchedule
{
    /// <summary>How far <see cref="Near"/> may be off.</summary>
    public const double Radius = 1.0 / (1L << 36);

    /// <summary>The share that is gone under uniform noise at alpha in (0, 1). It falls as alpha rises: more noise is noise on top.</summary>
    /// <param name="p">The data's law, [K].</param>
    /// <param name="support">Where it is not 0, two categories at least.</param>
    public static T Lost<T>(T alpha, T[] p, int[] support) where T : ILogField<T>
    {
        int[] all = [.. Enumerable.Range(0, p.Length)];
        return NoiseSchedules.InformationLost(RankOneStep<T>.OfUniform(1 - alpha).Matrix(p.Length, mask: 0), p, support, _ => all);
    }

    /// <summary>The alpha of uniform noise at which a share in (0, 1) is gone: one step of Newton, which by the mean value theorem encloses it.</summary>
    /// <param name="near">Within <see cref="Radius"/> of it.</param>
    public static T Alpha<T>(T share, T[] p, int[] support, double near) where T : IRealField<T>
    {
        T alpha = T.FromDouble(near);
        RealDual<T>[] law = [.. p.Select(RealDual<T>.Constant)];
        T slope = Derivative.Of(a => Lost(a, law, support), T.Within(alpha, T.FromDouble(Radius)));
        return alpha - (Lost(alpha, p, support) - share) / slope;
    }

    /// <summary>A double within <see cref="Radius"/> of that alpha: halving in doubles, then the signs on both sides in sixty digits.</summary>
    /// <exception cref="ArithmeticException">The signs do not show it: the share hardly depends on alpha there.</exception>
    public static double Near(Rational share, Rational[] p, int[] support)
    {
        double wanted = share.In<Float64>().Value;
        Float64[] law = [.. p.Select(q => Float64.FromDouble(q.ToDouble()))];
        double low = Halved(0, 1, alpha => !(Lost(alpha, law, support).Value > wanted));
        BigReal exact = share.In<BigReal>();
        BigReal[] exactLaw = [.. p.Select(q => q.In<BigReal>())];
        BigReal At(double alpha) => Lost(BigReal.FromDouble(alpha), exactLaw, support);
        bool enclosed = low > Radius && low < 1 - Radius && BigReal.CertainlyLess(exact, At(low - Radius)) && BigReal.CertainlyLess(At(low + Radius), exact);
        return enclosed ? low : throw new ArithmeticException($"no alpha at which the share {share} of the information is gone could be told from its neighbours.");
    }

    /// <summary>The rates a_1 .. a_{T-1} of any noise exp(a R) at which the shares t/T of the data's information are gone; all of it is gone at T, in the limit of a.</summary>
    /// <param name="p">The data's law, [K], two categories at least with probability above 0.</param>
    /// <returns>[T - 1], rising, each within <see cref="Radius"/> of itself, relatively.</returns>
    /// <inheritdoc cref="RateAt"/>
    public static double[] Rates(IContinuousNoise noise, Rational[] p, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return [.. Enumerable.Range(1, steps - 1).Select(t => RateAt(noise, p, new Rational(t, steps)))];
    }

    /// <summary>The rate at which a share in (0, 1) is gone: halving in doubles, then the signs on both sides in sixty digits.</summary>
    /// <remarks>The paper interpolates a table of rates; here nothing is interpolated. The share rises with the rate, more noise being noise on top.</remarks>
    /// <exception cref="ArgumentException">p is no law of the noise's categories, or of one category alone.</exception>
    /// <exception cref="ArithmeticException">The signs do not show it, or no rate loses so much: the noise does not connect what the data tell apart.</exception>
    public static double RateAt(IContinuousNoise noise, Rational[] p, Rational share)
    {
        if (p.Length != noise.Categories) throw new ArgumentException($"p must have the noise's {noise.Categories} categories; it had {p.Length}.", nameof(p));
        if (p.Any(q => q < 0) || p.Sum() != 1) throw new ArgumentException("p must be a law: no entry below 0, and their sum 1.", nameof(p));
        if (!(share > 0 && share < 1)) throw new ArgumentOutOfRangeException(nameof(share), $"share must be in (0, 1); was {share}.");
        int[] support = [.. Enumerable.Range(0, p.Length).Where(i => !p[i].IsZero)];
        if (support.Length < 2) throw new ArgumentException("p must leave something to lose: two categories at least with probability above 0.", nameof(p));

        T Gone<T>(double rate) where T : IRealField<T> =>
            NoiseSchedules.InformationLost(noise.Cumulative<T>(rate), [.. p.Select(q => q.In<T>())], support, noise.Reached);
        double wanted = share.In<Float64>().Value;
        bool IsGone(double rate) => Gone<Float64>(rate).Value > wanted;
        (double below, double above) = (1, 1);
        for (int i = 0; IsGone(below) && i < 64; i++) below /= 2;
        for (int i = 0; !IsGone(above) && i < 9; i++) above *= 2;
        double low = Halved(below, above, IsGone);
        BigReal exact = share.In<BigReal>();
        return BigReal.CertainlyLess(Gone<BigReal>(low * (1 - Radius)), exact) && BigReal.CertainlyLess(exact, Gone<BigReal>(low * (1 + Radius)))
            ? low
            : throw new ArithmeticException($"no rate at which the share {share} of the information is gone could be told from its neighbours.");
    }

    /// <summary>The last of 60 lower ends between two doubles, halved towards where a condition begins to hold.</summary>
    static double Halved(double low, double high, Func<double, bool> holds)
    {
        for (int i = 0; i < 60; i++)
        {
            double middle = low + (high - low) / 2;
            if (holds(middle)) high = middle;
            else low = middle;
        }
        return low;
    }
}
