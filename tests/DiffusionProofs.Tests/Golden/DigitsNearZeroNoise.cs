using System.Globalization;
using System.Text;
using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Snapshots;

/// <summary>What the digits' score does as the noise goes to zero, and how little that can do to the samples.</summary>
public class DigitsNearZeroNoise
{
    static readonly (string Shown, BigReal Sigma)[] levels =
        [.. new[] { 4, 2, 1, 0.5, 0.25, 0.125, 0.015625 }.Select(s => (s.ToString(CultureInfo.InvariantCulture), BigReal.FromDouble(s)))];

    /// <summary>Squared distances of pairs of different digits, and how many pairs have each.</summary>
    readonly SortedDictionary<long, long> pairs = [];

    readonly int[][] digits = [.. Digits.Load().Points.Select(p => p.Select(v => (int)v).ToArray())];

    [Fact]
    public void Slopes_and_displacements()
    {
        (int[] first, int[] second, long least) = CountPairs();
        var table = new StringBuilder($"""
            # The digits near zero noise

            1797 digits of 64 pixels with values from 0 to 16, alpha = 1; the two closest are at the distance 2a = sqrt({least}). Every digit shown is certain.

            - The largest slope of the score is at least that along the closest two, halfway between them (E5.2): W a^2/sigma^4 - 1/sigma^2, W what the two weigh there.
            - The slope to be expected under p_sigma, trace of the denoiser's Jacobian, is at most the sum of all pairs' overlaps (E5.6); 1E-100 stands for whatever is less.
            - Stopping at sigma* and taking the flow's end for the sample moves it by sigma* sup |eps_hat| along its own path at most (E5.3), of which no bound holds for every start (E5.4). Over p_sigma* the root of its mean square is at most sigma* sqrt(d): |eps_hat|^2 has a mean of d at most, eps_hat being a conditional mean of the noise. W_2(p_sigma*, p_0) has the same bound (E5.5).

            | sigma | largest slope, at least | expected slope, at most | displacement and W_2, at most |
            |---|---|---|---|

            """);
        foreach ((string shown, BigReal sigma) in levels)
        {
            Interval slope = Interval.Enclosing(SmallStepBounds.SlopeBetweenPair(WeightOfPair(first, second, least, sigma), BigReal.FromFraction(least, 4), sigma));
            Interval expected = Interval.Enclosing(pairs.Select(p => BigReal.From(p.Value) * SmallStepBounds.ExpectedSlopeOfPair(BigReal.FromFraction(1, digits.Length), BigReal.From(p.Key), sigma)).Sum());
            Interval moved = Interval.Enclosing(BigReal.Sqrt(SmallStepBounds.SquaredWasserstein(sigma, first.Length)));
            table.AppendLine(CultureInfo.InvariantCulture, $"| {shown} | {Shown(slope)} | {Shown(expected)} | {Shown(moved)} |");
        }
        Golden.Verify(table.ToString().ReplaceLineEndings("\n"), "DigitsNearZeroNoise.verified.md");
    }

    (int[] First, int[] Second, long Squared) CountPairs()
    {
        (int I, int J, long Squared) best = (0, 0, long.MaxValue);
        for (int i = 0; i < digits.Length; i++)
            for (int j = 0; j < i; j++)
            {
                long squared = 0;
                for (int k = 0; k < digits[i].Length; k++) squared += (digits[i][k] - digits[j][k]) * (digits[i][k] - digits[j][k]);
                if (squared == 0) continue;
                pairs[squared] = pairs.GetValueOrDefault(squared) + 1;
                if (squared < best.Squared) best = (i, j, squared);
            }
        return (digits[best.I], digits[best.J], best.Squared);
    }

    /// <summary>2/(2 + rest): each other digit weighs exp((a^2 - |y - m|^2)/(2 sigma^2)) beside one of the two, m their midpoint.</summary>
    BigReal WeightOfPair(int[] first, int[] second, long least, BigReal sigma)
    {
        BigReal rest = digits.Where(y => y != first && y != second)
            .Select(y => first.Zip(second, y).Sum(t => (long)(t.First + t.Second - 2 * t.Third) * (t.First + t.Second - 2 * t.Third)))
            .GroupBy(fourTimes => fourTimes)
            .Select(group => group.Count() * BigReal.Exp(BigReal.From(least - group.Key) / (8 * sigma.Squared()))).Sum();
        return 2 / (2 + rest);
    }

    /// <summary>Four digits, or a failure where the interval leaves one of them open.</summary>
    static string Shown(Interval x)
    {
        if (x is { Lower: >= 0, Upper: < 1e-100 }) return "1E-100";
        string lower = x.Lower.ToString("G4", CultureInfo.InvariantCulture);
        Assert.Equal(lower, x.Upper.ToString("G4", CultureInfo.InvariantCulture));
        return lower;
    }
}
