using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong schedules of masking. Right: those of <see cref="MaskedSchedules"/> and beside them.</summary>
public static class MaskedScheduleMistakes
{
    /// <summary>alpha = cos(pi (1 - t)/2). Wrong: it rises from 0 to 1 (MDLM, arXiv:2406.07524, eqs. 91-92). Right: cos(pi t/2), <see cref="Cosine"/>.</summary>
    public static T ReversedCosine<T>(T t) where T : IRealField<T> => T.Cos(T.Pi * (1 - t) / 2);

    /// <summary>2t as the slope of max(t^2, floor), inside the clamp too. Right: 0 where t^2 is below the floor.</summary>
    public static T SlopeInTheClamp<T>(T t) where T : IField<T> => 2 * t;

    /// <summary>The slope of <see cref="DuoCosine"/> without its factor 1 - eps.</summary>
    public static T DuoCosineSlope<T>(DuoCosine schedule, T t) where T : IRealField<T> => new Md4Cosine().DAlpha((1 - T.FromDouble(schedule.Eps)) * t);

    /// <summary>
    /// <see cref="ImportanceFormulas.Time"/> for sigma from 0, without refusal: log(1 - alpha) begins at -infinity, and every draw below 1 is the
    /// time 0.
    /// </summary>
    public static Float64 TimeFromSigmaZero(Float64 u, double sigmaMax)
    {
        Float64 first = Math.Log(0), last = Float64.Log(-Float64.Expm1(-Float64.FromDouble(sigmaMax)));
        return -Float64.Log1p(-Float64.Exp((1 - u) * first + u * last)) / Float64.FromDouble(sigmaMax);
    }
}
