namespace DiffusionProofs.Evidence;

/// <summary>How far a received number may be from the verified one: |v - r| &lt;= Absolute + Relative |v| + Ulps ulp(v), in float64.</summary>
/// <remarks>NaN is near NaN only, an infinity near itself only.</remarks>
public sealed record Tolerance
{
    /// <summary>Text and numbers exactly as written.</summary>
    public static readonly Tolerance Exact = new();

    /// <summary>Every number may be smaller than the verified one and none larger: tables of errors may improve.</summary>
    public static readonly Tolerance AtMostVerified = new() { OneSided = true };

    public double Absolute { get; init => field = Checked(value, nameof(Absolute)); }
    public double Relative { get; init => field = Checked(value, nameof(Relative)); }
    public double Ulps { get; init => field = Checked(value, nameof(Ulps)); }

    /// <summary>Accept any received number below the verified one.</summary>
    public bool OneSided { get; init; }

    public bool Allows(double verified, double received)
    {
        if (verified.Equals(received)) return true;
        if (!double.IsFinite(verified) || !double.IsFinite(received)) return false;
        if (OneSided && received < verified) return true;
        return Math.Abs(verified - received) <= Absolute + Relative * Math.Abs(verified) + Ulps * On.CpuFloat64.Ulp(verified);
    }

    static double Checked(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be finite and not negative; it was {value}.");
}
