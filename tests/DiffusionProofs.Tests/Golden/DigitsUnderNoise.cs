using System.Globalization;
using System.Text;
using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.Categorical;

namespace DiffusionProofs.Tests.Snapshots;

/// <summary>What D3PM's noises of 1000 steps do to the digits as ordinal data of 17 levels.</summary>
public class DigitsUnderNoise
{
    static readonly int[] times = [250, 500, 750, 1000];

    [Fact]
    public void Information_gone_and_the_priors_term()
    {
        var table = new StringBuilder("""
            # The digits as ordinal data of 17 levels under D3PM's noises

            1797 digits of 64 pixels, each pixel a token with the law of its own relative frequencies; 1000 steps. Share gone: 1 - sum of I(x_t; x_0) over sum of H(x_0), both over the pixels. Prior's term: the mean of KL(q(x_T | x_0) || stationary law) over digits and pixels, bits a dimension. Every digit shown is certain.

            | noise | schedule | gone at t = 250 | 500 | 750 | 1000 | prior's term |
            |---|---|---|---|---|---|---|

            """);
        BigReal[] cosine = NoiseSchedules.Survival(NoiseSchedules.Cosine(BigReal.Parse("0.008"), LongSchedules.Steps));
        BigReal Kept(int t) => t == LongSchedules.Steps ? LongSchedules.ClippedCosine() : cosine[t];
        Append("absorbing", "1/(T - t + 1)", times.Select(t => (Interval)Interval.Enclosing(BigReal.FromFraction(t, LongSchedules.Steps))), "0");
        Append("uniform", "cosine, the last beta 0.999", times.Select(t => Gone(RankOneStep<Interval>.OfUniform(Interval.Enclosing(1 - Kept(t))).Matrix(DigitLevels.Count, 0))),
            Shown(Interval.Enclosing(DigitLevels.MeanPriorBits(isUniform: true))));
        Append("discretised Gaussian", "linear, 1e-4 to 0.02", times.Select(t => Gone(PriorTerms.GaussianProduct(LongSchedules.Gaussian()[..t], DigitLevels.Count))),
            Shown(Interval.Enclosing(DigitLevels.MeanPriorBits(isUniform: false))));
        Golden.Verify(table.ToString().ReplaceLineEndings("\n"), "DigitsUnderNoise.verified.md");

        void Append(string noise, string schedule, IEnumerable<Interval> gone, string prior) =>
            table.AppendLine(CultureInfo.InvariantCulture, $"| {noise} | {schedule} | {string.Join(" | ", gone.Select(Shown))} | {prior} |");
    }

    static Interval Gone(Interval[][] product)
    {
        (Interval information, Interval entropy) = (Interval.Zero, Interval.Zero);
        int[] all = [.. Enumerable.Range(0, DigitLevels.Count)];
        for (int pixel = 0; pixel < DigitLevels.Pixels; pixel++)
        {
            Rational[] law = DigitLevels.Law(pixel);
            Interval[] p = [.. law.Select(q => Interval.Enclosing(BigReal.FromFraction(q.Numerator, q.Denominator)))];
            int[] support = [.. all.Where(level => !law[level].IsZero)];
            information += NoiseSchedules.MutualInformation(product, p, support, _ => all);
            entropy += NoiseSchedules.Entropy(p, support);
        }
        return 1 - information / entropy;
    }

    /// <summary>Four digits, or a failure where the interval leaves one of them open.</summary>
    static string Shown(Interval x)
    {
        string lower = x.Lower.ToString("G4", CultureInfo.InvariantCulture);
        Assert.Equal(lower, x.Upper.ToString("G4", CultureInfo.InvariantCulture));
        return lower;
    }
}
