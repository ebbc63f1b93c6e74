using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>A schedule of alpha = e^-sigma as one of noise: sigma(t), SEDD's sigma with a bar, and its slope sigma'(t), SEDD's sigma(t).</summary>
/// <remarks>sigma(t) - sigma(0) is the integral of sigma'; sigma(0) is not 0 for <see cref="Geometric"/> and <see cref="LinearSigma"/>.</remarks>
public static class NoiseAmount
{
    /// <summary>sigma = -log alpha, where alpha is above 0.</summary>
    public static T Total<T>(IMaskedSchedule schedule, T t) where T : IRealField<T> => schedule switch
    {
        Geometric geometric => geometric.Sigma(t),
        LinearSigma linear => linear.Sigma(t),
        _ => -T.Log1p(-schedule.MaskRate(t)),
    };

    /// <summary>sigma' = -alpha'/alpha.</summary>
    public static T Slope<T>(IMaskedSchedule schedule, T t) where T : IRealField<T> => Slope(schedule.Alpha(t), schedule.DAlpha(t));

    /// <inheritdoc cref="Slope{T}(IMaskedSchedule, T)"/>
    public static T Slope<T>(T alpha, T dAlpha) where T : IField<T> => -dAlpha / alpha;

    /// <summary>expm1(sigma) = 1/alpha - 1.</summary>
    public static T Expm1<T>(T alpha) where T : IField<T> => (1 - alpha) / alpha;
}
