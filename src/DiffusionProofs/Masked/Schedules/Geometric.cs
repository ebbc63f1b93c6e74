using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>
/// alpha = exp(-sigma), sigma = sigma_min^{1-t} sigma_max^t; weight sigma log(sigma_max/sigma_min)/expm1(sigma). alpha(0) = exp(-sigma_min),
/// alpha(1) = exp(-sigma_max).
/// </summary>
public sealed class Geometric(double sigmaMin = 1e-3, double sigmaMax = 1) : IMaskedSchedule
{
    public double SigmaMin { get; } = Require.Positive(sigmaMin, "sigma_min");
    public double SigmaMax { get; } = Require.Above(sigmaMax, sigmaMin, "sigma_max");

    public string Name => "geometric";
    public IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["sigma_min"] = SigmaMin, ["sigma_max"] = SigmaMax };
    public string Source => "Lou et al., SEDD, arXiv:2310.16834, code";

    public T Alpha<T>(T t) where T : IRealField<T> => T.Exp(-Sigma(t));
    public T MaskRate<T>(T t) where T : IRealField<T> => -T.Expm1(-Sigma(t));
    public T DAlpha<T>(T t) where T : IRealField<T> => -LogRatio<T>() * Sigma(t) * Alpha(t);
    public T Weight<T>(T t) where T : IRealField<T> => LogRatio<T>() * Sigma(t) / T.Expm1(Sigma(t));

    /// <summary>sigma = -log alpha.</summary>
    public T Sigma<T>(T t) where T : IRealField<T> => T.FromDouble(SigmaMin) * T.Exp(t * LogRatio<T>());

    T LogRatio<T>() where T : IRealField<T> => T.Log(T.FromDouble(SigmaMax) / T.FromDouble(SigmaMin));
}
