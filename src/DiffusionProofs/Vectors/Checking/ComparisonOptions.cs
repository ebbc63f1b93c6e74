using System.Globalization;

namespace DiffusionProofs.TestVectors;

/// <summary>How near an output must be to the right one: the form's own tolerance, unless a number is given instead.</summary>
public sealed record ComparisonOptions
{
    public static ComparisonOptions Default { get; } = new();

    /// <summary>The arithmetic of the implementation, for the form's own tolerance.</summary>
    public Arithmetic Arithmetic { get; init; } = Arithmetic.Float64;

    /// <summary>Instead of the form's: |given - right| at most this times |right|.</summary>
    public double? Relative { get; init; }

    /// <summary>Instead of the form's: at most this many distances between doubles at the right value.</summary>
    public double? Ulps { get; init; }

    /// <exception cref="ArgumentException">Both are given, or one is negative or not finite.</exception>
    public void Validate()
    {
        if (Relative is not null && Ulps is not null) throw new ArgumentException("rtol and ulps exclude each other, but both were given");
        if (Relative is { } relative && !(relative >= 0 && double.IsFinite(relative))) throw Refused("rtol", relative);
        if (Ulps is { } ulps && !(ulps >= 0 && double.IsFinite(ulps))) throw Refused("ulps", ulps);
    }

    internal double Allowed(ClosedForm form, double right, RoundedReal tolerance) =>
        Relative is { } relative ? relative * Math.Abs(right)
        : Ulps is { } ulps ? ulps * Comparison.Ulp(right)
        : form.ToleranceFactor * tolerance.Deviation(Arithmetic.UnitRoundoff, Arithmetic.LeastNormal);

    static ArgumentException Refused(string name, double was) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name} must be finite and at least 0, but was {was}"), name);
}
