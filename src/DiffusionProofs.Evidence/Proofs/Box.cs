using System.Globalization;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>A product of closed intervals, one for each named variable; the bounds are the doubles given, exactly.</summary>
public sealed class Box
{
    readonly (string Name, Interval Range)[] sides;

    Box((string, Interval)[] sides) => this.sides = sides;

    /// <summary>The names of the sides, in the order given.</summary>
    public IReadOnlyList<string> Names => [.. sides.Select(side => side.Name)];

    /// <param name="sides">At least one; names differ, bounds are finite, the lower at most the upper (equal: the variable is held fixed).</param>
    /// <exception cref="ArgumentException">The sides are not so.</exception>
    public static Box Of(params (string Name, double Lower, double Upper)[] sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        if (sides.Length == 0) throw new ArgumentException("A box needs at least one side, but none was given.", nameof(sides));
        foreach (var (name, lower, upper) in sides)
        {
            if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("A side needs a name, but one is blank.", nameof(sides));
            if (!double.IsFinite(lower) || !double.IsFinite(upper) || lower > upper)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"The side {name} needs finite bounds lower <= upper, but was given {lower:R} and {upper:R}."), nameof(sides));
        }

        if (sides.GroupBy(side => side.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Each side needs a name of its own, but {twice.Key} is given {twice.Count()} times.", nameof(sides));
        return new([.. sides.Select(side => (side.Name, new Interval(side.Lower, side.Upper)))]);
    }

    /// <summary>The ranges in the order of <paramref name="variables"/>, which must be the names of the sides.</summary>
    internal Interval[] RangesOf(IReadOnlyList<string> variables)
    {
        if (!variables.Order().SequenceEqual(Names.Order()))
            throw new ArgumentException(
                $"The sides must be the variables of the claim ({string.Join(", ", variables)}), but were {string.Join(", ", Names)}.", nameof(variables));
        return [.. variables.Select(name => sides.Single(side => side.Name == name).Range)];
    }

    /// <summary><c>x in [-1, 2], y in [0, 0.5]</c>.</summary>
    public override string ToString() => Describe(Names, [.. sides.Select(side => side.Range)]);

    internal static string Describe(IReadOnlyList<string> names, IReadOnlyList<Interval> ranges) =>
        string.Join(", ", names.Zip(ranges, (name, range) => $"{name} in {range}"));
}
