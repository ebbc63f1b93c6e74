using System.Globalization;

namespace DiffusionProofs.TestVectors;

/// <summary>Which numbers a field may hold.</summary>
/// <param name="Text">Completes the sentence "must be …".</param>
public sealed record Domain(string Text, Func<double, bool> Accepts)
{
    public static Domain Finite { get; } = new("finite", double.IsFinite);
    public static Domain Positive { get; } = new("finite and above 0", x => double.IsFinite(x) && x > 0);
    public static Domain NotNegative { get; } = new("finite and at least 0", x => double.IsFinite(x) && x >= 0);
    public static Domain UnitInterval { get; } = new("from 0 to 1", x => x is >= 0 and <= 1);

    public static Domain NotPositive { get; } = new("finite and at most 0", x => double.IsFinite(x) && x <= 0);
    public static Domain PositiveUnit { get; } = new("above 0 and at most 1", x => x is > 0 and <= 1);

    /// <summary>A finite number, or -Infinity for the logarithm of 0.</summary>
    public static Domain LogProbability { get; } = new("a finite number or -Infinity", x => double.IsFinite(x) || double.IsNegativeInfinity(x));

    public static Domain AtLeast(double least) =>
        new(string.Create(CultureInfo.InvariantCulture, $"finite and at least {least}"), x => double.IsFinite(x) && x >= least);
}
