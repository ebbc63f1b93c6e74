using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// EDM: alpha = 1, sigma(t) = (sigma_min^(1/rho) + t (sigma_max^(1/rho) - sigma_min^(1/rho)))^rho, and the steps of its sampler.
/// </summary>
public sealed class EdmSchedule : IGaussianSchedule
{
    /// <param name="sigmaMin">Above 0.</param>
    /// <param name="sigmaMax">Above <paramref name="sigmaMin"/>.</param>
    /// <param name="rho">Above 0; infinity would be the geometric schedule, <see cref="VarianceExploding"/>.</param>
    public EdmSchedule(double sigmaMin = 0.002, double sigmaMax = 80, double rho = 7)
    {
        SigmaMin = Require.Positive(sigmaMin, "sigma_min");
        SigmaMax = Require.Above(sigmaMax, sigmaMin, "sigma_max");
        Rho = Require.Positive(rho, "rho");
    }

    public double SigmaMin { get; }
    public double SigmaMax { get; }
    public double Rho { get; }

    public string Name => "edm";

    public IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["sigma_min"] = SigmaMin, ["sigma_max"] = SigmaMax, ["rho"] = Rho };

    public string Source => "Karras et al., arXiv:2206.00364, eq. 5 (read from noise to data)";

    public IReadOnlyList<Regularity> Regularities =>
        [.. new[] { "alpha", "sigma", "sigma^2", "log-SNR" }.Select(Regularity.Smooth)];

    /// <summary>The n + 1 noise levels of the sampler, falling: sigma_0 = sigma_max, ..., sigma_{n-1} = sigma_min, sigma_n = 0.</summary>
    /// <param name="n">At least 2: n = 1 divides by n - 1.</param>
    public T[] Steps<T>(int n) where T : IRealField<T>
    {
        if (n < 2) throw new ArgumentOutOfRangeException(nameof(n), $"n must be at least 2 (the steps divide by n - 1), was {n}.");
        return [.. Enumerable.Range(0, n).Select(i => Sigma(T.From(n - 1 - i) / T.From(n - 1))), T.Zero];
    }

    /// <summary>
    /// L^2/(8 rho), L = log(sigma_max/sigma_min): log sigma(t) is at least that of the geometric schedule, <see cref="VarianceExploding"/> between
    /// the same ends, and above it by that at most, so that the two meet as rho grows.
    /// </summary>
    /// <remarks>With h = L/rho, log sigma is rho log(1 - t + t e^h) + log sigma_min: Hoeffding's lemma for two points.</remarks>
    public static T LogAboveGeometric<T>(T logRatio, T rho) where T : IField<T> => logRatio.Squared() / (8 * rho);

    public T Alpha<T>(T t) where T : IRealField<T> => T.One;
    public T Sigma<T>(T t) where T : IRealField<T> => T.Exp(T.FromDouble(Rho) * T.Log(Root(t)));
    public T Variance<T>(T t) where T : IRealField<T> => Sigma(t).Squared();
    public T LogSnr<T>(T t) where T : IRealField<T> => -2 * T.FromDouble(Rho) * T.Log(Root(t));
    public T DAlpha<T>(T t) where T : IRealField<T> => T.Zero;
    public T DSigma<T>(T t) where T : IRealField<T> => Sigma(t) * LogSlope(t);
    public T DVariance<T>(T t) where T : IRealField<T> => 2 * Variance(t) * LogSlope(t);
    public T DLogSnr<T>(T t) where T : IRealField<T> => -2 * LogSlope(t);

    /// <summary>sigma'/sigma.</summary>
    T LogSlope<T>(T t) where T : IRealField<T> => T.FromDouble(Rho) * (RootOf<T>(SigmaMax) - RootOf<T>(SigmaMin)) / Root(t);

    T Root<T>(T t) where T : IRealField<T> => RootOf<T>(SigmaMin) + (RootOf<T>(SigmaMax) - RootOf<T>(SigmaMin)) * t;

    T RootOf<T>(double sigma) where T : IRealField<T> => T.Exp(T.Log(T.FromDouble(sigma)) / T.FromDouble(Rho));
}
