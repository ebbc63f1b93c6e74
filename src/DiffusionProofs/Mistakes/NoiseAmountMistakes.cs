using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong amounts of noise. Right: <see cref="NoiseAmount"/>.</summary>
public static class NoiseAmountMistakes
{
    /// <summary>-log(1 - (1 - eps t)) = -log(eps t), SEDD's appendix C.1 as printed. Wrong: it falls. Right: -log(1 - (1 - eps) t).</summary>
    public static T MisplacedBracket<T>(T eps, T t) where T : IRealField<T> => -T.Log(eps * t);

    /// <summary>1 - log(1 - (1 - eps) t), RADD's appendix D.4 as printed: 1 too much.</summary>
    public static T OneTooMuch<T>(LogLinear schedule, T t) where T : IRealField<T> => 1 + NoiseAmount.Total(schedule, t);

    /// <summary>The integral of sigma' plus sigma'(0), as the code's comment has it. Right: plus sigma(0).</summary>
    public static T PlusSlopeAtZero<T>(IMaskedSchedule schedule, T t) where T : IRealField<T> =>
        NoiseAmount.Total(schedule, t) - NoiseAmount.Total(schedule, T.Zero) + NoiseAmount.Slope(schedule, T.Zero);

    /// <summary>The integral of sigma' from 0, without sigma(0).</summary>
    public static T FromZero<T>(IMaskedSchedule schedule, T t) where T : IRealField<T> => NoiseAmount.Total(schedule, t) - NoiseAmount.Total(schedule, T.Zero);

    /// <summary>sigma'/expm1(-sigma) for the weight at the mask. Right: sigma'/expm1(sigma).</summary>
    public static T WeightOfNegativeSigma<T>(T alpha, T sigmaDot) where T : IField<T> => sigmaDot / (alpha - 1);

    /// <summary>-alpha' for sigma'.</summary>
    public static T SlopeOfAlpha<T>(IMaskedSchedule schedule, T t) where T : IRealField<T> => -schedule.DAlpha(t);

    /// <summary>a b^t as the integral of a b^t log b from 0: what it is at 0 is not taken away. Right: <see cref="ExponentialRate.Total"/>.</summary>
    public static T AntiderivativeAlone<T>(T a, T b, T t) where T : IRealField<T> => a + ExponentialRate.Total(a, b, t);
}
