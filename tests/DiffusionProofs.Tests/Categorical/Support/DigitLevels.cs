using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>D3PM's schedules of 1000 steps.</summary>
static class LongSchedules
{
    public const int Steps = 1000;

    /// <summary>beta from 1e-4 to 0.02.</summary>
    public static Interval[] Gaussian() =>
        NoiseSchedules.Linear(Interval.Enclosing(Parse("0.0001")), Interval.Enclosing(Parse("0.02")), Steps);

    /// <summary>What uniform noise keeps in the end: the cosine without a square, the last beta 0.999 for 1.</summary>
    public static BigReal ClippedCosine() => NoiseSchedules.Survival(NoiseSchedules.Cosine(Parse("0.008"), Steps))[^2] * Parse("0.001");
}

/// <summary>The digits as 64 tokens of 17 ordered levels.</summary>
static class DigitLevels
{
    public const int Count = 17, Pixels = DiffusionProofs.Data.Digits.Dimensions;

    static readonly Lazy<int[][]> pixels = new(() =>
    {
        double[][] points = DiffusionProofs.Data.Digits.Load().Points;
        return [.. Enumerable.Range(0, Pixels).Select(pixel => points.Select(point => (int)point[pixel]).ToArray())];
    });

    static readonly Lazy<Interval[][][]> gaussian = new(() => PriorTerms.GaussianProducts(LongSchedules.Gaussian(), Count));

    /// <summary>Q_1 ... Q_t of the discretised Gaussian for t = 0..1000, [17,17] each.</summary>
    public static Interval[][][] Gaussian => gaussian.Value;

    /// <summary>The relative frequencies of a pixel's levels, [17].</summary>
    public static Rational[] Law(int pixel) => EmpiricalLaw.Of<Rational>(pixels.Value[pixel], Count);

    /// <summary>The same as intervals.</summary>
    public static Interval[] Enclosed(Rational[] law) => [.. law.Select(p => Interval.Enclosing(p.In<BigReal>()))];

    /// <summary>H(x_0) of a pixel, nats; 0 where it never varies.</summary>
    public static Interval Entropy(int pixel)
    {
        Rational[] law = Law(pixel);
        int[] support = [.. Enumerable.Range(0, Count).Where(level => !law[level].IsZero)];
        return support.Length == 1 ? Interval.Zero : NoiseSchedules.Entropy(Enclosed(law), support);
    }

    /// <summary>The two levels nearest to each, the lower of equally near ones first.</summary>
    public static int[][] Neighbours { get; } = [.. Enumerable.Range(0, Count).Select(level =>
        Enumerable.Range(0, Count).Where(other => other != level).OrderBy(other => Math.Abs(other - level)).ThenBy(other => other).Take(2).ToArray())];

    /// <summary>The prior's term in bits, the mean over all digits and pixels.</summary>
    public static BigReal MeanPriorBits(bool isUniform) => isUniform ? PriorTerms.UniformBits(LongSchedules.ClippedCosine(), Count) : MeanBits(Gaussian[^1]);

    /// <summary>The same of a doubly stochastic product of steps.</summary>
    public static BigReal MeanBits(Interval[][] product) => Mean([.. product.Select(PriorTerms.BitsFromEven)]);

    static BigReal Mean(BigReal[] bits)
    {
        BigReal sum = 0;
        for (int pixel = 0; pixel < Pixels; pixel++)
            sum += Law(pixel).Zip(bits, (p, each) => p.In<BigReal>() * each).Sum();
        return sum / Pixels;
    }
}
