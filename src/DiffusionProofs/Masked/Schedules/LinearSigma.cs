using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>alpha = exp(-sigma), sigma = sigma_min + t (sigma_max - sigma_min); weight sigma'/expm1(sigma). alpha(0) = exp(-sigma_min).</summary>
public sealed class LinearSigma(double sigmaMin = 1e-3, double sigmaMax = 7) : IMaskedSchedule
{
    public double SigmaMin { get; } = Require.AtLeast(sigmaMin, 0, "sigma_min");
    public double SigmaMax { get; } = Require.Above(sigmaMax, sigmaMin, "sigma_max");

    public string Name => "linear-sigma";
    public IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["sigma_min"] = SigmaMin, ["sigma_max"] = SigmaMax };
    public string Source => "Sahoo et al., MDLM, arXiv:2406.07524, code";

    public T Alpha<T>(T t) where T : IRealField<T> => T.Exp(-Sigma(t));
    public T MaskRate<T>(T t) where T : IRealField<T> => -T.Expm1(-Sigma(t));
    public T DAlpha<T>(T t) where T : IRealField<T> => -Slope<T>() * Alpha(t);
    public T Weight<T>(T t) where T : IRealField<T> => Slope<T>() / T.Expm1(Sigma(t));

    /// <summary>sigma = -log alpha.</summary>
    public T Sigma<T>(T t) where T : IRealField<T> => T.FromDouble(SigmaMin) + t * Slope<T>();

    T Slope<T>() where T : IRealField<T> => T.FromDouble(SigmaMax) - T.FromDouble(SigmaMin);
}
