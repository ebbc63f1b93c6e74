using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>alpha = 1 - cos(pi (1 - t)/2) = 1 - sin(pi t/2), weight (pi/2) tan(pi (1 - t)/2). alpha(1) = 0.</summary>
/// <remarks>At t = 1/2 alpha is 0.2929, that of <see cref="Cosine"/> without floor 0.7071: two schedules by one name.</remarks>
public sealed class Md4Cosine : IMaskedSchedule
{
    public string Name => "md4-cosine";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>();
    public string Source => "Shi et al., MD4, arXiv:2406.04329, table 4";

    public T Alpha<T>(T t) where T : IRealField<T> => 2 * T.Sin(T.Pi * (1 - t) / 4).Squared();
    public T MaskRate<T>(T t) where T : IRealField<T> => T.Sin(T.Pi * t / 2);
    public T DAlpha<T>(T t) where T : IRealField<T> => -T.Pi / 2 * T.Sin(T.Pi * (1 - t) / 2);
    public T Weight<T>(T t) where T : IRealField<T> => T.Pi / 2 * T.Sin(T.Pi * (1 - t) / 2) / T.Sin(T.Pi * t / 2);
}
