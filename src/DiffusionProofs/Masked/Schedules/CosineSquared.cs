using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>alpha = eps + (1 - eps) cos^2(pi t/2); the weight is pi cot(pi t/2), about 2/t near 0, for every eps. alpha(1) = eps.</summary>
public sealed class CosineSquared(double eps = 1e-3) : IMaskedSchedule
{
    public double Eps { get; } = Require.BelowOne(eps, "eps");

    public string Name => "cosine-squared";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["eps"] = Eps };
    public string Source => "Sahoo et al., MDLM, arXiv:2406.07524, code";

    public T Alpha<T>(T t) where T : IRealField<T> => T.FromDouble(Eps) + (1 - T.FromDouble(Eps)) * ToTheEnd(t).Squared();
    public T MaskRate<T>(T t) where T : IRealField<T> => (1 - T.FromDouble(Eps)) * T.Sin(T.Pi * t / 2).Squared();
    public T DAlpha<T>(T t) where T : IRealField<T> => -(1 - T.FromDouble(Eps)) * T.Pi * T.Sin(T.Pi * t / 2) * ToTheEnd(t);
    public T Weight<T>(T t) where T : IRealField<T> => T.Pi * ToTheEnd(t) / T.Sin(T.Pi * t / 2);

    /// <summary>alpha' = -(1 - eps) (pi/2) sin(pi t), as published: in rounded numbers it is not 0 at t = 1.</summary>
    public T DAlphaByWholeAngle<T>(T t) where T : IRealField<T> => -(1 - T.FromDouble(Eps)) * T.Pi / 2 * T.Sin(T.Pi * t);

    /// <summary>cos(pi t/2), from the end at which it vanishes.</summary>
    static T ToTheEnd<T>(T t) where T : IRealField<T> => T.Sin(T.Pi * (1 - t) / 2);
}
