using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>alpha = 1 - sin(pi (1 - (1 - (1 - eps) t))/2) = 1 - sin(pi (1 - eps) t/2): <see cref="Md4Cosine"/> stopped before its end.</summary>
/// <remarks>The published derivative leaves out the factor 1 - eps.</remarks>
public sealed class DuoCosine(double eps = 1e-3) : IMaskedSchedule
{
    static readonly Md4Cosine whole = new();

    public double Eps { get; } = Require.BelowOne(eps, "eps");

    public string Name => "duo-cosine";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["eps"] = Eps };
    public string Source => "Sahoo et al., DUO, arXiv:2506.10892, code, derivative corrected";

    public T Alpha<T>(T t) where T : IRealField<T> => whole.Alpha(Rate<T>() * t);
    public T MaskRate<T>(T t) where T : IRealField<T> => whole.MaskRate(Rate<T>() * t);
    public T DAlpha<T>(T t) where T : IRealField<T> => Rate<T>() * whole.DAlpha(Rate<T>() * t);
    public T Weight<T>(T t) where T : IRealField<T> => Rate<T>() * whole.Weight(Rate<T>() * t);

    T Rate<T>() where T : IRealField<T> => 1 - T.FromDouble(Eps);
}
