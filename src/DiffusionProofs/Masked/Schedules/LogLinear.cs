using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>alpha = 1 - (1 - eps) t; the weight is 1/t for every eps. alpha(1) = eps.</summary>
public sealed class LogLinear(double eps = 1e-3) : IMaskedSchedule
{
    public double Eps { get; } = Require.BelowOne(eps, "eps");

    public string Name => "log-linear";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["eps"] = Eps };
    public string Source => "Sahoo et al., MDLM, arXiv:2406.07524, code; Lou et al., SEDD, arXiv:2310.16834, code";

    public T Alpha<T>(T t) where T : IRealField<T> => (1 - t) + T.FromDouble(Eps) * t;
    public T MaskRate<T>(T t) where T : IRealField<T> => (1 - T.FromDouble(Eps)) * t;
    public T DAlpha<T>(T t) where T : IRealField<T> => T.FromDouble(Eps) - 1;
    public T Weight<T>(T t) where T : IRealField<T> => 1 / t;
}
