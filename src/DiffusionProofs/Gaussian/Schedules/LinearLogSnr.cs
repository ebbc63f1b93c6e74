using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>VDM: log-SNR = -gamma(t), gamma = gamma_min + (gamma_max - gamma_min) t; alpha^2 = sigmoid(-gamma), sigma^2 = sigmoid(gamma).</summary>
public sealed class LinearLogSnr : IGaussianSchedule
{
    /// <param name="gammaMin">Any finite number; VDM starts from -13.3.</param>
    /// <param name="gammaMax">Above <paramref name="gammaMin"/>; VDM starts from 5.</param>
    public LinearLogSnr(double gammaMin = -13.3, double gammaMax = 5)
    {
        GammaMin = Require.Finite(gammaMin, "gamma_min");
        GammaMax = Require.Above(gammaMax, gammaMin, "gamma_max");
    }

    public double GammaMin { get; }
    public double GammaMax { get; }

    public string Name => "vdm-linear";

    public IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["gamma_min"] = GammaMin, ["gamma_max"] = GammaMax };

    public string Source => "Kingma et al., arXiv:2107.00630, eq. 3-4 and appendix H";

    public IReadOnlyList<Regularity> Regularities =>
        [.. new[] { "alpha", "sigma", "sigma^2", "log-SNR" }.Select(Regularity.Smooth)];

    public T Alpha<T>(T t) where T : IRealField<T> => T.Sqrt(SquaredAlpha(t));
    public T Sigma<T>(T t) where T : IRealField<T> => T.Sqrt(Variance(t));
    public T Variance<T>(T t) where T : IRealField<T> => 1 / (1 + T.Exp(-Gamma(t)));
    public T LogSnr<T>(T t) where T : IRealField<T> => -Gamma(t);
    public T DAlpha<T>(T t) where T : IRealField<T> => -Slope<T>() / 2 * Alpha(t) * Variance(t);
    public T DSigma<T>(T t) where T : IRealField<T> => Slope<T>() / 2 * Sigma(t) * SquaredAlpha(t);
    public T DVariance<T>(T t) where T : IRealField<T> => Slope<T>() * Variance(t) * SquaredAlpha(t);
    public T DLogSnr<T>(T t) where T : IRealField<T> => -Slope<T>();

    T SquaredAlpha<T>(T t) where T : IRealField<T> => 1 / (1 + T.Exp(Gamma(t)));
    T Gamma<T>(T t) where T : IRealField<T> => T.FromDouble(GammaMin) + Slope<T>() * t;
    T Slope<T>() where T : IRealField<T> => T.FromDouble(GammaMax) - T.FromDouble(GammaMin);
}
