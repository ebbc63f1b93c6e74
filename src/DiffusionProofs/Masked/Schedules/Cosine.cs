using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>alpha = eps + (1 - eps) cos(pi t/2). alpha(1) = eps. Not MD4's schedule of the same name: <see cref="Md4Cosine"/>.</summary>
/// <remarks>
/// 1 - cos(pi t/2) = 2 sin^2(pi t/4), so the weight is (pi/2) cos(pi t/4)/sin(pi t/4), about 2/t near 0, for every eps. The paper's
/// appendix prints cos(pi (1 - t)/2), which runs the wrong way.
/// </remarks>
public sealed class Cosine(double eps = 1e-3) : IMaskedSchedule
{
    public double Eps { get; } = Require.BelowOne(eps, "eps");

    public string Name => "cosine";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["eps"] = Eps };
    public string Source => "Sahoo et al., MDLM, arXiv:2406.07524, code; eqs. 91-92 corrected";

    public T Alpha<T>(T t) where T : IRealField<T> => T.FromDouble(Eps) + (1 - T.FromDouble(Eps)) * T.Sin(T.Pi * (1 - t) / 2);
    public T MaskRate<T>(T t) where T : IRealField<T> => 2 * (1 - T.FromDouble(Eps)) * T.Sin(T.Pi * t / 4).Squared();
    public T DAlpha<T>(T t) where T : IRealField<T> => -(1 - T.FromDouble(Eps)) * T.Pi / 2 * T.Sin(T.Pi * t / 2);
    public T Weight<T>(T t) where T : IRealField<T> => T.Pi / 2 * T.Cos(T.Pi * t / 4) / T.Sin(T.Pi * t / 4);
}
