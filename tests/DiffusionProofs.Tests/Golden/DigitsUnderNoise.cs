using System.Globalization;
using System.Text;
using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.Categorical;

namespace DiffusionProofs.Tests.Snapshots;

/// <summary>What discrete noises of 1000 steps do to the digits as ordinal data of 17 levels.</summary>
public class DigitsUnderNoise
{
    const int Levels = DigitLevels.Count;
    static readonly int[] times = [250, 500, 750, 1000], all = [.. Enumerable.Range(0, Levels)];

    [Fact]
    public void Information_gone_and_the_priors_term()
    {
        var page = new StringBuilder("""
            # The digits as ordinal data of 17 levels under discrete noise

            1797 digits of 64 pixels, each pixel a token with the law of its own relative frequencies; 1000 steps. Share gone: 1 - sum of I(x_t; x_0) over sum of H(x_0), both over the pixels. Prior's term: the mean of KL(q(x_T | x_0) || stationary law) over digits and pixels, bits a dimension. Numbers are rounded, from enclosures that leave no digit open.

            | noise | schedule | gone at t = 250 | 500 | 750 | 1000 | prior's term |
            |---|---|---|---|---|---|---|

            """);
        BigReal[] cosine = NoiseSchedules.Survival(NoiseSchedules.Cosine(BigReal.Parse("0.008"), LongSchedules.Steps));
        BigReal Kept(int t) => t == LongSchedules.Steps ? LongSchedules.ClippedCosine() : cosine[t];
        Append("absorbing", "1/(T - t + 1)", times.Select(t => Gone(Absorbing(t), withMask: true, level => t == LongSchedules.Steps ? [Levels] : [level, Levels])),
            Shown(NelboFormulas.PriorKl([Absorbing(LongSchedules.Steps)[0][Levels]], [Interval.One], [0])));
        // The last step leaves nothing: half mask, half uniform, which is stationary.
        Append("absorbing and uniform", "1/(T - t + 1) in all, half each", times.Select(t => Gone(Mixed(t), withMask: true)), "0");
        Append("uniform", "cosine, the last beta 0.999", times.Select(t => Gone(RankOneStep<Interval>.OfUniform(Interval.Enclosing(1 - Kept(t))).Matrix(Levels, 0))), Shown(Interval.Enclosing(DigitLevels.MeanPriorBits(isUniform: true))));
        Append("discretised Gaussian", "linear, 1e-4 to 0.02", times.Select(t => Gone(DigitLevels.Gaussian[t])), Shown(Interval.Enclosing(DigitLevels.MeanPriorBits(isUniform: false))));
        Interval[] jumps = [Interval.One / Levels, Interval.One / Levels];
        Interval[][][] band = PriorTerms.Products([.. Enumerable.Repeat(jumps, LongSchedules.Steps)], Levels);
        Append("band-diagonal, width 2", "beta = 1 at every step", times.Select(t => Gone(band[t])), Shown(Interval.Enclosing(DigitLevels.MeanBits(band[^1]))));
        Interval[][][] neighbours = [.. times.Select(t => Neighbours(t / 8.0))];
        Append("nearest neighbours, 2 of each level", "rate 1/8 at every step", neighbours.Select(q => Gone(q)), Shown(Interval.Enclosing(DigitLevels.MeanBits(neighbours[^1]))));

        AppendPixels("Information of each pixel, H(x_0) in nats", DigitLevels.Entropy);
        AppendPixels("What the discretised Gaussian leaves of it at t = 250, I(x_250; x_0) in nats", pixel => Information(DigitLevels.Gaussian[250], DigitLevels.Law(pixel)));
        Golden.Verify(page.ToString().ReplaceLineEndings("\n"), "DigitsUnderNoise.verified.md");

        void Append(string noise, string schedule, IEnumerable<Interval> gone, string prior) =>
            page.AppendLine(CultureInfo.InvariantCulture, $"| {noise} | {schedule} | {string.Join(" | ", gone.Select(Shown))} | {prior} |");

        void AppendPixels(string title, Func<int, Interval> value)
        {
            page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {title}").AppendLine();
            page.AppendLine("| | " + string.Join(" | ", Enumerable.Range(0, 8)) + " |").AppendLine("|---" + string.Concat(Enumerable.Repeat("|---", 8)) + "|");
            for (int row = 0; row < 8; row++)
                page.AppendLine(CultureInfo.InvariantCulture, $"| {row} | {string.Join(" | ", Enumerable.Range(8 * row, 8).Select(pixel => Shown(value(pixel))))} |");
        }
    }

    static Interval[][] Absorbing(int t) => new AbsorbingKernel(Levels + 1, Levels).Cumulative(Interval.Enclosing(BigReal.FromFraction(LongSchedules.Steps - t, LongSchedules.Steps)));

    static Interval[][] Mixed(int t)
    {
        Interval gone = Interval.Enclosing(BigReal.FromFraction(t, LongSchedules.Steps)), half = gone / 2;
        return RankOneStep<Interval>.Of(half, half).Matrix(Levels + 1, Levels);
    }

    static Interval[][] Neighbours(double rate) => [.. new NoiseBetweenNeighbours(DigitLevels.Neighbours).Cumulative<BigReal>(rate).Select(row => row.Select(Interval.Enclosing).ToArray())];

    /// <param name="withMask">A last category that the data lack.</param>
    /// <param name="reached">Where a level's row is not 0; everywhere if left out.</param>
    static Interval Gone(Interval[][] product, bool withMask = false, Func<int, int[]>? reached = null)
    {
        (Interval information, Interval entropy) = (Interval.Zero, Interval.Zero);
        for (int pixel = 0; pixel < DigitLevels.Pixels; pixel++)
        {
            information += Information(product, withMask ? [.. DigitLevels.Law(pixel), 0] : DigitLevels.Law(pixel), reached);
            entropy += DigitLevels.Entropy(pixel);
        }
        return 1 - information / entropy;
    }

    static Interval Information(Interval[][] product, Rational[] law, Func<int, int[]>? reached = null)
    {
        int[] support = [.. Enumerable.Range(0, law.Length).Where(level => !law[level].IsZero)], to = [.. Enumerable.Range(0, law.Length)];
        return support.Length == 1 ? Interval.Zero : NoiseSchedules.MutualInformation(product, DigitLevels.Enclosed(law), support, reached ?? (_ => to));
    }

    /// <summary>Four digits, or a failure where the interval leaves one of them open.</summary>
    static string Shown(Interval x)
    {
        string lower = x.Lower.ToString("G4", CultureInfo.InvariantCulture);
        Assert.Equal(lower, x.Upper.ToString("G4", CultureInfo.InvariantCulture));
        return lower;
    }
}
