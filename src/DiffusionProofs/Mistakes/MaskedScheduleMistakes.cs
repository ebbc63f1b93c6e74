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

    /// <summary>
    /// sigma = (1 - eps) t, as MDLM's code comments its log-linear schedule. Wrong: that is the mask rate 1 - exp(-sigma). Other schedules: as
    /// they are.
    /// </summary>
    public static IMaskedSchedule MaskRateAsSigma(IMaskedSchedule schedule) =>
        schedule is LogLinear logLinear ? new LinearSigma(0, 1 - logLinear.Eps) : schedule;

    /// <summary>MDLM's cosine for MD4's and the reverse: two schedules by one name, at t = 1/2 0.71 and 0.29.</summary>
    public static IMaskedSchedule TheOtherCosine(IMaskedSchedule schedule) => schedule switch
    {
        Cosine => new Md4Cosine(),
        Md4Cosine => new Cosine(0),
        _ => schedule,
    };

    /// <summary>MDLM's schedules without their floor: alpha(1) = 0 instead of eps. The weight is the same.</summary>
    public static IMaskedSchedule WithoutFloor(IMaskedSchedule schedule) => schedule switch
    {
        LogLinear => new LogLinear(0),
        Cosine => new Cosine(0),
        CosineSquared => new CosineSquared(0),
        _ => schedule,
    };

    /// <summary>alpha' without the factor 1 - eps of the floor, as DUO's code has it for its cosine.</summary>
    public static T DAlphaWithoutFloor<T>(IMaskedSchedule schedule, T t) where T : IRealField<T> => WithoutFloor(schedule).DAlpha(t);

    /// <summary>-alpha'/(1 - alpha) as it stands, of an alpha that is rounded already: near t = 0 the digits of 1 - alpha cancel. Right: from the mask rate.</summary>
    public static T WeightBySubtraction<T>(T alpha, T dAlpha) where T : IField<T> => -dAlpha / (1 - alpha);

    /// <summary>-alpha'/alpha = sigma'. Wrong: the weight is divided by the probability to be visible, not by that to be masked.</summary>
    public static T WeightOverAlpha<T>(T alpha, T dAlpha) where T : IField<T> => -dAlpha / alpha;
}
