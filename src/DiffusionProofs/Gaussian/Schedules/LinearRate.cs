using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>beta(t) = beta_min + (beta_max - beta_min) t, the rate of VP and sub-VP.</summary>
public sealed class LinearRate
{
    public LinearRate(double betaMin, double betaMax)
    {
        BetaMin = Require.AtLeast(betaMin, 0, "beta_min");
        BetaMax = Require.AtLeast(Require.Positive(betaMax, "beta_max"), betaMin, "beta_max");
    }

    public double BetaMin { get; }

    public double BetaMax { get; }

    internal IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["beta_min"] = BetaMin, ["beta_max"] = BetaMax };

    public T Beta<T>(T t) where T : IRealField<T> => T.FromDouble(BetaMin) + Slope<T>() * t;

    /// <summary>B(t) = beta_min t + (beta_max - beta_min) t^2/2.</summary>
    public T Integral<T>(T t) where T : IRealField<T> => (T.FromDouble(BetaMin) + Slope<T>() * t / 2) * t;

    /// <summary>The time at which B has that value, without cancellation: 2 B/(beta_min + sqrt(beta_min^2 + 2 (beta_max - beta_min) B)).</summary>
    /// <remarks>For B = log(1 + sigma^2) the inverse of VP's noise level sigma of x/alpha (EDM, arXiv:2206.00364, table 1).</remarks>
    public T TimeOf<T>(T integral) where T : IRealField<T> =>
        2 * integral / (T.FromDouble(BetaMin) + T.Sqrt(T.FromDouble(BetaMin).Squared() + 2 * Slope<T>() * integral));

    // Subtracted in T: the difference of two doubles need not be a double.
    T Slope<T>() where T : IRealField<T> => T.FromDouble(BetaMax) - T.FromDouble(BetaMin);

    /// <summary>sqrt(1 - exp(-B)) ~ sqrt(B): a square root at 0, unless beta_min = 0 makes B a square.</summary>
    internal Regularity SigmaOfSquareRoot => BetaMin > 0
        ? Regularity.ContinuousOnly("sigma", 0, "sigma ~ sqrt(beta_min t)")
        : Regularity.Smooth("sigma");
}
