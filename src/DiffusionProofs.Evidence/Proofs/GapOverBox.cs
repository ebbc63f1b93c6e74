using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>What interval arithmetic tells of a claim's gap over one box.</summary>
sealed class GapOverBox
{
    readonly IInequality claim;

    public GapOverBox(IInequality claim, Interval[] region)
    {
        (this.claim, Region) = (claim, region);
        Natural = Enclose(region);
    }

    /// <summary>The box in the order of the claim's variables; after <see cref="IsPositive"/>, the part of it on which the gap is least.</summary>
    public Interval[] Region { get; private set; }

    /// <summary>The gap over the box as it was given; null where an operation may be undefined.</summary>
    public Interval? Natural { get; }

    /// <summary>The number system's own words.</summary>
    public string? WhyUndefined { get; private set; }

    /// <summary>Whether the gap is certainly positive on the whole box.</summary>
    public bool IsPositive()
    {
        if (Natural is not { } natural) return false;
        if (natural.IsPositive) return true;
        if (natural.IsNotPositive || Slopes() is not { } slopes) return false;
        if (MeanValueForm(slopes) is { IsPositive: true }) return true;

        // All slopes exist on the whole box: where one keeps its sign, the gap is least at an end of that side.
        Interval[] least = [.. Region.Zip(slopes, (side, slope) =>
            slope.Lower >= 0 ? Interval.Point(side.Lower) : slope.Upper <= 0 ? Interval.Point(side.Upper) : side)];
        if (least.SequenceEqual(Region)) return false;
        Region = least;
        return Enclose(least) is { IsPositive: true };
    }

    /// <summary>The middle of the box, where the gap is certainly not positive there.</summary>
    public Interval[]? Counterexample()
    {
        Interval[] middle = Middle();
        return Enclose(middle) is { IsNotPositive: true } ? middle : null;
    }

    Interval[] Middle() => [.. Region.Select(side => Interval.Point(side.Midpoint))];

    /// <summary>gap(x) is in gap(m) + sum_i slope_i (x_i - m_i), with the slopes enclosed over the whole box.</summary>
    Interval? MeanValueForm(Interval[] slopes)
    {
        Interval[] middle = Middle();
        if (Enclose(middle) is not { } gap) return null;
        for (int i = 0; i < slopes.Length; i++) gap += slopes[i] * (Region[i] - middle[i]);
        return gap;
    }

    Interval[]? Slopes() => Try(() => Derivative.Gradient(claim.Gap, Region), out Interval[]? slopes) ? slopes : null;

    Interval? Enclose(Interval[] region) => Try(() => claim.Gap(region), out Interval gap) ? gap : null;

    bool Try<T>(Func<T> evaluate, out T? value)
    {
        try
        {
            value = evaluate();
            return true;
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentOutOfRangeException)
        {
            // What the number systems throw where an operation may be undefined; anything else is a mistake and passes through.
            WhyUndefined ??= e.Message;
            value = default;
            return false;
        }
    }
}
