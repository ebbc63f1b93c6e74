using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>VP: alpha^2 + sigma^2 = 1, alpha = exp(-B/2), B(t) = int_0^t beta, beta(t) = beta_min + (beta_max - beta_min) t.</summary>
public sealed class VariancePreserving : IGaussianSchedule
{
    /// <param name="betaMin">At least 0.</param>
    /// <param name="betaMax">Not below <paramref name="betaMin"/>, above 0.</param>
    public VariancePreserving(double betaMin = 0.1, double betaMax = 20) => Rate = new LinearRate(betaMin, betaMax);

    /// <summary>beta(t) and its integral.</summary>
    public LinearRate Rate { get; }

    public string Name => "vp";
    public IReadOnlyDictionary<string, double> Parameters => Rate.Parameters;
    public string Source => "Song et al., arXiv:2011.13456, eq. 33 (appendix C)";

    public IReadOnlyList<Regularity> Regularities =>
    [
        Regularity.Smooth("alpha"),
        Rate.SigmaOfSquareRoot,
        Regularity.Smooth("sigma^2"),
        Regularity.Diverges("log-SNR", [0], "-log B(t) as t falls to 0, where sigma = 0"),
    ];

    public T Alpha<T>(T t) where T : IRealField<T> => T.Exp(-Rate.Integral(t) / 2);
    public T Sigma<T>(T t) where T : IRealField<T> => T.Sqrt(Variance(t));
    public T Variance<T>(T t) where T : IRealField<T> => -T.Expm1(-Rate.Integral(t));
    public T LogSnr<T>(T t) where T : IRealField<T> => -T.Log(T.Expm1(Rate.Integral(t)));
    public T DAlpha<T>(T t) where T : IRealField<T> => -Rate.Beta(t) / 2 * Alpha(t);
    public T DSigma<T>(T t) where T : IRealField<T> => DVariance(t) / (2 * Sigma(t));
    public T DVariance<T>(T t) where T : IRealField<T> => Rate.Beta(t) * T.Exp(-Rate.Integral(t));
    public T DLogSnr<T>(T t) where T : IRealField<T> => Rate.Beta(t) / T.Expm1(-Rate.Integral(t));
}
