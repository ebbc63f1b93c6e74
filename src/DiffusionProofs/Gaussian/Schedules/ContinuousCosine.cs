using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Cosine: alpha^2 = f(t)/f(0), f(t) = cos^2(u), u(t) = (t + s)/(1 + s) pi/2; alpha^2 + sigma^2 = 1.</summary>
/// <remarks>
/// sigma^2 = (cos^2 u_0 - cos^2 u)/cos^2 u_0 = sin(u - u_0) sin(u + u_0)/cos^2 u_0, which does not cancel near t = 0.
/// The discrete table of the same name clips its betas: <see cref="BetaFormulas.Cosine"/>.
/// </remarks>
public sealed class ContinuousCosine : IGaussianSchedule
{
    /// <param name="s">The offset, at least 0.</param>
    public ContinuousCosine(double s = 0.008) => Offset = Require.AtLeast(s, 0, "s");

    public double Offset { get; }

    public string Name => "cosine";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["s"] = Offset };
    public string Source => "Nichol and Dhariwal, arXiv:2102.09672, eq. 17";

    public IReadOnlyList<Regularity> Regularities =>
    [
        Regularity.Smooth("alpha"),
        // With s = 0, sigma = sin(pi t/2): the square root is of a square.
        Offset > 0
            ? Regularity.ContinuousOnly("sigma", 0, "sigma ~ sqrt(t pi tan(u_0)/(1 + s))")
            : Regularity.Smooth("sigma"),
        Regularity.Smooth("sigma^2"),
        Regularity.Diverges("log-SNR", [0, 1], "to +infinity at t = 0 (sigma = 0), to -infinity at t = 1 (alpha = 0)"),
    ];

    // Written from the end at which it vanishes: cos(u) = sin(pi/2 - u).
    public T Alpha<T>(T t) where T : IRealField<T> => T.Sin(Rate<T>() * (1 - t)) / T.Cos(Start<T>());

    public T Sigma<T>(T t) where T : IRealField<T> => T.Sqrt(Variance(t));

    public T Variance<T>(T t) where T : IRealField<T> =>
        T.Sin(Rate<T>() * t) * T.Sin(Rate<T>() * t + 2 * Start<T>()) / T.Cos(Start<T>()).Squared();

    public T LogSnr<T>(T t) where T : IRealField<T> => T.Log(Alpha(t).Squared() / Variance(t));

    public T DAlpha<T>(T t) where T : IRealField<T> => -Rate<T>() * T.Sin(Rate<T>() * t + Start<T>()) / T.Cos(Start<T>());

    public T DSigma<T>(T t) where T : IRealField<T> => DVariance(t) / (2 * Sigma(t));

    public T DVariance<T>(T t) where T : IRealField<T> => -2 * Alpha(t) * DAlpha(t);

    public T DLogSnr<T>(T t) where T : IRealField<T> => 2 * DAlpha(t) / (Alpha(t) * Variance(t));

    /// <summary>u' = pi/(2 (1 + s)).</summary>
    T Rate<T>() where T : IRealField<T> => T.Pi / (2 * (1 + T.FromDouble(Offset)));

    /// <summary>u(0) = s u'.</summary>
    T Start<T>() where T : IRealField<T> => T.FromDouble(Offset) * Rate<T>();
}
