using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>
/// Times drawn evenly in gamma = log(1 - alpha) between its ends: the weight of the bound is the density of gamma in t, so every draw has the
/// weight log(last/first), whatever its time.
/// </summary>
/// <remarks>Source: Sahoo et al., MDLM, arXiv:2406.07524, appendix E.1 and code. The first mask rate must be above 0.</remarks>
public static class ImportanceFormulas
{
    /// <summary>first^{1-u} last^u, the mask rate of a draw u in [0, 1].</summary>
    public static T MaskRate<T>(T u, T first, T last) where T : IRealField<T> => T.Exp((1 - u) * T.Log(first) + u * T.Log(last));

    /// <summary>The time at which sigma = -log alpha, linear in t, has that mask rate.</summary>
    /// <exception cref="ArgumentException">sigma_min is 0: log(1 - alpha) has no lower end, and nothing is even over an infinite interval.</exception>
    public static T Time<T>(T u, LinearSigma schedule) where T : IRealField<T>
    {
        if (schedule.SigmaMin == 0) throw new ArgumentException("schedule must have a sigma_min above 0, was 0.", nameof(schedule));
        T sigma = -T.Log1p(-MaskRate(u, schedule.MaskRate(T.Zero), schedule.MaskRate(T.One)));
        return (sigma - T.FromDouble(schedule.SigmaMin)) / (T.FromDouble(schedule.SigmaMax) - T.FromDouble(schedule.SigmaMin));
    }
}
