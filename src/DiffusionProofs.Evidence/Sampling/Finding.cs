namespace DiffusionProofs.Evidence;

/// <summary>One thing looked at in one case: what was expected, what came, and whether that will do.</summary>
/// <param name="What">The quantity, such as <c>score[3, 1]</c>.</param>
public abstract record Finding(string What, bool Holds, string Expected, string Received)
{
    /// <summary>Error in units of what is allowed: 1 is at the bound. For a decision 0 or infinity.</summary>
    public abstract double Ratio { get; }

    /// <summary>Error and allowance in words; empty for a decision.</summary>
    public abstract string Margin { get; }
}

/// <summary>A finding decided without rounding.</summary>
public sealed record Decision(string What, bool Holds, string Expected, string Received) : Finding(What, Holds, Expected, Received)
{
    public override double Ratio => Holds ? 0 : double.PositiveInfinity;

    public override string Margin => "";
}

/// <summary>A finding within a bound.</summary>
/// <param name="Error">In <paramref name="Unit"/>; infinite where no finite error would say it (NaN, a wrong infinity, a wrong shape).</param>
/// <param name="Allowed">In <paramref name="Unit"/>, finite and not negative.</param>
/// <param name="Unit"><c>ulps</c>, or empty for the quantity's own.</param>
public sealed record Comparison(string What, string Expected, string Received, double Error, double Allowed, string Unit)
    : Finding(What, Error <= Allowed, Expected, Received)
{
    public override double Ratio => Error == 0 ? 0 : Error / Allowed;

    public override string Margin => FormattableString.Invariant($"error {Error:G4}{Suffix}, allowed {Allowed:G6}{Suffix}");

    string Suffix => Unit.Length == 0 ? "" : " " + Unit;
}

/// <summary>Makes decisions.</summary>
public static class Decide
{
    /// <summary>Equality of exact values (fractions, integers, polynomials).</summary>
    public static Decision Equal<T>(string what, T expected, T received) where T : IEquatable<T> =>
        new(what, expected.Equals(received), $"{expected}", $"{received}");

    /// <summary>Equality of exact values, entry by entry; the first that differs is reported.</summary>
    public static Decision EqualAll<T>(string what, IReadOnlyList<T> expected, IReadOnlyList<T> received) where T : IEquatable<T>
    {
        if (expected.Count != received.Count)
            return new($"count of {what}", false, $"{expected.Count}", $"{received.Count}");
        if (expected.Count == 0) throw new ArgumentException($"{what} must have entries to compare; there were none.", nameof(expected));
        for (int i = 0; i < expected.Count; i++)
        {
            if (!expected[i].Equals(received[i])) return Equal($"{what}[{i}]", expected[i], received[i]);
        }
        return Equal($"{what}[0]", expected[0], received[0]);
    }

    /// <summary>A condition, with what was seen.</summary>
    public static Decision That(string what, bool holds, string received) => new(what, holds, "true", received);
}
