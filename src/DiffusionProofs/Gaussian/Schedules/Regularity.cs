namespace DiffusionProofs.Gaussian;

/// <summary>How smooth a quantity of a schedule is on the closed interval [0, 1].</summary>
public enum RegularityClass
{
    /// <summary>All derivatives exist and are bounded on the closed interval.</summary>
    Smooth,

    /// <summary>Continuous on the closed interval and smooth inside; the first derivative is unbounded at an end.</summary>
    ContinuousOnly,

    /// <summary>Smooth inside; the quantity itself is unbounded at an end.</summary>
    Diverges,
}

/// <summary>One quantity's class of smoothness.</summary>
/// <param name="Quantity"><c>alpha</c>, <c>sigma</c>, <c>sigma^2</c> or <c>log-SNR</c>.</param>
/// <param name="Class">On the closed interval.</param>
/// <param name="FailsAt">The ends at which it is not smooth; empty where the class is <see cref="RegularityClass.Smooth"/>.</param>
/// <param name="Behaviour">What happens there.</param>
public sealed record Regularity(string Quantity, RegularityClass Class, IReadOnlyList<double> FailsAt, string Behaviour)
{
    public static Regularity Smooth(string quantity) => new(quantity, RegularityClass.Smooth, [], "smooth on [0, 1]");

    public static Regularity ContinuousOnly(string quantity, double at, string behaviour) =>
        new(quantity, RegularityClass.ContinuousOnly, [at], behaviour);

    public static Regularity Diverges(string quantity, IReadOnlyList<double> at, string behaviour) =>
        new(quantity, RegularityClass.Diverges, at, behaviour);
}
