using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Rectified flow: alpha = 1 - t', sigma = t', with the shifted time t' = k t/(1 + (k - 1) t), k the shift.</summary>
/// <remarks>Shifts compose by multiplication. A shift moves log-SNR by the constant -2 log k, so its derivative does not depend on k.</remarks>
public sealed class RectifiedFlow : IGaussianSchedule
{
    /// <param name="shift">Above 0; 1 leaves time as it is.</param>
    public RectifiedFlow(double shift = 1) => Shift = Require.Positive(shift, "shift");

    public double Shift { get; }

    public string Name => "rectified-flow";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["shift"] = Shift };
    public string Source => "Liu et al., arXiv:2209.03003, eq. 1; shift: Esser et al., arXiv:2403.03206, eq. 23";

    public IReadOnlyList<Regularity> Regularities =>
    [
        Regularity.Smooth("alpha"),
        Regularity.Smooth("sigma"),
        Regularity.Smooth("sigma^2"),
        Regularity.Diverges("log-SNR", [0, 1], "to +infinity at t = 0 (sigma = 0), to -infinity at t = 1 (alpha = 0)"),
    ];

    /// <summary>k t/(1 + (k - 1) t).</summary>
    public static T ShiftedTime<T>(T t, T shift) where T : IField<T> => shift * t / Denominator(t, shift);

    /// <summary>The derivative of the shifted time, k/(1 + (k - 1) t)^2.</summary>
    public static T DShiftedTime<T>(T t, T shift) where T : IField<T> => shift / Denominator(t, shift).Squared();

    public T Alpha<T>(T t) where T : IRealField<T> => (1 - t) / Denominator(t, T.FromDouble(Shift));
    public T Sigma<T>(T t) where T : IRealField<T> => ShiftedTime(t, T.FromDouble(Shift));
    public T Variance<T>(T t) where T : IRealField<T> => Sigma(t).Squared();
    public T LogSnr<T>(T t) where T : IRealField<T> => 2 * T.Log((1 - t) / (T.FromDouble(Shift) * t));
    public T DAlpha<T>(T t) where T : IRealField<T> => -DShiftedTime(t, T.FromDouble(Shift));
    public T DSigma<T>(T t) where T : IRealField<T> => DShiftedTime(t, T.FromDouble(Shift));
    public T DVariance<T>(T t) where T : IRealField<T> => 2 * Sigma(t) * DSigma(t);
    public T DLogSnr<T>(T t) where T : IRealField<T> => -2 / (t * (1 - t));

    static T Denominator<T>(T t, T shift) where T : IField<T> => 1 + (shift - 1) * t;
}
