namespace DiffusionProofs.TestVectors;

/// <summary>One number of a case beside the right one.</summary>
/// <param name="Place">The output with its indices, such as <c>score[0][2]</c>.</param>
/// <param name="Allowed">The largest absolute error allowed here.</param>
public sealed record Comparison(string Case, string Place, double Given, double Right, double Allowed)
{
    /// <summary>Infinite for a NaN, and for an infinity that is not the right one.</summary>
    public double Absolute =>
        Given.Equals(Right) || Given == Right ? 0
        : double.IsFinite(Given) && double.IsFinite(Right) ? Math.Abs(Given - Right)
        : double.PositiveInfinity;

    /// <summary>Of the right value; infinite where that is 0 and the given one is not.</summary>
    public double Relative => Absolute == 0 ? 0 : Absolute / Math.Abs(Right);

    /// <summary>In distances between doubles at the right value.</summary>
    public double Ulps => Absolute == 0 ? 0 : Absolute / Ulp(Right);

    public bool Agrees => Absolute <= Allowed;

    /// <summary>The error as a part of what is allowed: above 1 where it disagrees.</summary>
    public double Severity => Absolute == 0 ? 0 : Allowed == 0 ? double.PositiveInfinity : Absolute / Allowed;

    internal static double Ulp(double x) =>
        double.IsFinite(x) ? Math.Max(Math.BitIncrement(Math.Abs(x)) - Math.Abs(x), double.Epsilon) : 0;
}
