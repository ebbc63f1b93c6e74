namespace DiffusionProofs.Masked;

/// <summary>Checks of scalar parameters; each exception names the parameter, what it must be and what it was.</summary>
static class Require
{
    public static double Positive(double value, string name) =>
        double.IsFinite(value) && value > 0 ? value : throw Refused(name, "must be a finite number above 0", value);

    public static double NotNegative(double value, string name) =>
        double.IsFinite(value) && value >= 0 ? value : throw Refused(name, "must be finite and at least 0", value);

    public static double Above(double value, double bound, string name) =>
        double.IsFinite(value) && value > bound ? value : throw Refused(name, FormattableString.Invariant($"must be finite and above {bound}"), value);

    /// <summary>In [0, 1).</summary>
    public static double Floor(double value, string name) => value is >= 0 and < 1 ? value : throw Refused(name, "must be in [0, 1)", value);

    public static int AtLeastOne(int value, string name) => value >= 1 ? value : throw Refused(name, "must be at least 1", value);

    static ArgumentOutOfRangeException Refused(string name, string must, object was) =>
        new(name, FormattableString.Invariant($"{name} {must}, was {was}."));
}
