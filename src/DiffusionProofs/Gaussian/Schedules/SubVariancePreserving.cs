using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Sub-VP: alpha = exp(-B/2) as in VP; the standard deviation is sigma = 1 - exp(-B), the variance its square.</summary>
public sealed class SubVariancePreserving : IGaussianSchedule
{
    /// <inheritdoc cref="VariancePreserving(double, double)"/>
    public SubVariancePreserving(double betaMin = 0.1, double betaMax = 20) => Rate = new LinearRate(betaMin, betaMax);

    /// <inheritdoc cref="VariancePreserving.Rate"/>
    public LinearRate Rate { get; }

    public string Name => "sub-vp";
    public IReadOnlyDictionary<string, double> Parameters => Rate.Parameters;
    public string Source => "Song et al., arXiv:2011.13456, section 3.4 and appendix C";

    public IReadOnlyList<Regularity> Regularities =>
    [
        Regularity.Smooth("alpha"),
        Regularity.Smooth("sigma"),
        Regularity.Smooth("sigma^2"),
        Regularity.Diverges("log-SNR", [0], "-2 log B(t) as t falls to 0, where sigma = 0"),
    ];

    public T Alpha<T>(T t) where T : IRealField<T> => T.Exp(-Rate.Integral(t) / 2);
    public T Sigma<T>(T t) where T : IRealField<T> => -T.Expm1(-Rate.Integral(t));
    public T Variance<T>(T t) where T : IRealField<T> => Sigma(t).Squared();
    public T LogSnr<T>(T t) where T : IRealField<T> => -Rate.Integral(t) - 2 * T.Log(Sigma(t));
    public T DAlpha<T>(T t) where T : IRealField<T> => -Rate.Beta(t) / 2 * Alpha(t);
    public T DSigma<T>(T t) where T : IRealField<T> => Rate.Beta(t) * T.Exp(-Rate.Integral(t));
    public T DVariance<T>(T t) where T : IRealField<T> => 2 * Sigma(t) * DSigma(t);
    public T DLogSnr<T>(T t) where T : IRealField<T> => -Rate.Beta(t) * (1 + 2 / T.Expm1(Rate.Integral(t)));
}
