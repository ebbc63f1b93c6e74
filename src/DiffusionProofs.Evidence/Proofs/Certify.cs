using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>
/// Strict inequalities proven over boxes: the gap is enclosed over the whole box by interval arithmetic; a box on which
/// that does not decide is halved, and its halves are looked at in turn.
/// </summary>
/// <remarks>
/// A gap that is attained (touches zero) cannot be proven this way: such bounds need a certificate. Where the gap is
/// undefined as far as an interval can tell (a divisor that may be zero), the box is undecided and halved like any other.
/// </remarks>
public static class Certify
{
    /// <summary>Several inequalities over the same box, each proven.</summary>
    public static CertifiedOutcome Positive(Box box, IInequality first, params IInequality[] more) =>
        Instances.Together([.. more.Prepend(first).Select(claim => Positive(claim, box))]);

    /// <summary>Proves that the gap is positive on the whole box.</summary>
    /// <param name="claim">The inequality; its variables are the names of the box's sides.</param>
    /// <param name="box">Where it is claimed.</param>
    /// <param name="maxBoxes">The number of boxes to look at before giving up, 1 or more.</param>
    /// <exception cref="ClaimFailedException">
    /// A point at which the gap is certainly not positive, or a box left undecided because it cannot be halved or because
    /// <paramref name="maxBoxes"/> have been looked at; the message names it.
    /// </exception>
    public static CertifiedOutcome Positive(IInequality claim, Box box, int maxBoxes = 200_000)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(box);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBoxes, 1);
        Interval[] whole = box.RangesOf(claim.Variables);
        double[] widths = [.. whole.Select(side => side.Width)];

        var open = new Stack<Interval[]>([whole]);
        int boxes = 0;
        while (open.TryPop(out Interval[]? region))
        {
            var gap = new GapOverBox(claim, region);
            if (boxes == maxBoxes) throw Undecided(claim, gap, $"{maxBoxes} boxes were looked at, and more are open");
            boxes++;
            if (gap.IsPositive()) continue;
            if (gap.Counterexample() is { } point) throw Refuted(claim, point);
            if (Halves(gap.Region, widths) is not var (lower, upper)) throw Undecided(claim, gap, "the box cannot be halved");
            open.Push(upper);
            open.Push(lower);
        }

        return new CertifiedOutcome
        {
            Shapes = claim.Shapes,
            Domain = box.ToString(),
            Method = "interval arithmetic with subdivision, mean-value form and monotonicity",
            Trust = ["IEEE 754 rounding to nearest and a fused multiply-add"],
            Cases = boxes,
        };
    }

    /// <summary>The two halves across the side that is widest beside the whole box's; null where no side has a double inside.</summary>
    static (Interval[] Lower, Interval[] Upper)? Halves(Interval[] region, double[] widths)
    {
        int widest = -1;
        double most = 0;
        for (int i = 0; i < region.Length; i++)
        {
            bool splits = region[i].Lower < region[i].Midpoint && region[i].Midpoint < region[i].Upper;
            if (splits && region[i].Width / widths[i] > most) (widest, most) = (i, region[i].Width / widths[i]);
        }

        if (widest < 0) return null;
        Interval side = region[widest];
        Interval[] lower = [.. region], upper = [.. region];
        lower[widest] = new(side.Lower, side.Midpoint);
        upper[widest] = new(side.Midpoint, side.Upper);
        return (lower, upper);
    }

    static ClaimFailedException Refuted(IInequality claim, Interval[] point) => new(
        $"The gap is not positive: it is in {new GapOverBox(claim, point).Natural} at "
        + string.Join(", ", claim.Variables.Zip(point, (name, x) => FormattableString.Invariant($"{name} = {x.Lower:R}"))) + ".");

    static ClaimFailedException Undecided(IInequality claim, GapOverBox gap, string why)
    {
        GapOverBox least = new(claim, gap.Region);
        string found = least.Natural is { } enclosure ? $"the gap there is in {enclosure}." : $"the gap there may be undefined: {least.WhyUndefined}";
        return new($"Undecided, for {why}. The box is {Box.Describe(claim.Variables, least.Region)}; {found}");
    }
}
