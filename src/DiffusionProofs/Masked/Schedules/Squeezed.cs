using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>Another schedule's alpha squeezed into [eps, 1 - eps]: (1 - 2 eps) alpha + eps. alpha(0) is below 1, so a reconstruction term remains.</summary>
public sealed class Squeezed(IMaskedSchedule inner, double eps = 1e-4) : IMaskedSchedule
{
    public double Eps { get; } = eps is >= 0 and < 0.5
        ? eps
        : throw new ArgumentOutOfRangeException(nameof(eps), FormattableString.Invariant($"eps must be in [0, 1/2), was {eps}."));

    public string Name => $"squeezed-{inner.Name}";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>(inner.Parameters) { ["eps"] = Eps };
    public string Source => "Shi et al., MD4, arXiv:2406.04329, code";

    public T Alpha<T>(T t) where T : IRealField<T> => Factor<T>() * inner.Alpha(t) + T.FromDouble(Eps);
    public T MaskRate<T>(T t) where T : IRealField<T> => Factor<T>() * inner.MaskRate(t) + T.FromDouble(Eps);
    public T DAlpha<T>(T t) where T : IRealField<T> => Factor<T>() * inner.DAlpha(t);
    public T Weight<T>(T t) where T : IRealField<T> => -DAlpha(t) / MaskRate(t);

    T Factor<T>() where T : IRealField<T> => 1 - 2 * T.FromDouble(Eps);
}
