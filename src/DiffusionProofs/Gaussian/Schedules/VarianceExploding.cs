using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>VE: alpha = 1, sigma = sigma_min (sigma_max/sigma_min)^t.</summary>
/// <remarks>
/// sigma(0) is sigma_min, as in the perturbation kernel of the published code; the SDE alone, started from clean data, has
/// sigma_min sqrt((sigma_max/sigma_min)^(2t) - 1), which is 0 at 0.
/// </remarks>
public sealed class VarianceExploding : IGaussianSchedule
{
    /// <param name="sigmaMin">Above 0.</param>
    /// <param name="sigmaMax">Above <paramref name="sigmaMin"/>.</param>
    public VarianceExploding(double sigmaMin = 0.01, double sigmaMax = 50)
    {
        SigmaMin = Require.Positive(sigmaMin, "sigma_min");
        SigmaMax = Require.Above(sigmaMax, sigmaMin, "sigma_max");
    }

    public double SigmaMin { get; }
    public double SigmaMax { get; }

    public string Name => "ve";

    public IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["sigma_min"] = SigmaMin, ["sigma_max"] = SigmaMax };

    public string Source => "Song et al., arXiv:2011.13456, eq. 30-31 (appendix C)";

    public IReadOnlyList<Regularity> Regularities =>
        [.. new[] { "alpha", "sigma", "sigma^2", "log-SNR" }.Select(Regularity.Smooth)];

    public T Alpha<T>(T t) where T : IRealField<T> => T.One;
    public T Sigma<T>(T t) where T : IRealField<T> => T.FromDouble(SigmaMin) * T.Exp(LogRatio<T>() * t);
    public T Variance<T>(T t) where T : IRealField<T> => Sigma(t).Squared();
    public T LogSnr<T>(T t) where T : IRealField<T> => -2 * (T.Log(T.FromDouble(SigmaMin)) + LogRatio<T>() * t);
    public T DAlpha<T>(T t) where T : IRealField<T> => T.Zero;
    public T DSigma<T>(T t) where T : IRealField<T> => LogRatio<T>() * Sigma(t);
    public T DVariance<T>(T t) where T : IRealField<T> => 2 * LogRatio<T>() * Variance(t);
    public T DLogSnr<T>(T t) where T : IRealField<T> => -2 * LogRatio<T>();

    T LogRatio<T>() where T : IRealField<T> => T.Log(T.FromDouble(SigmaMax) / T.FromDouble(SigmaMin));
}
