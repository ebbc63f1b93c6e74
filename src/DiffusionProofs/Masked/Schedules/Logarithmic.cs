using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>1 - alpha = log_2(1 + t), weight 1/((1 + t) log(1 + t)). alpha(1) = 0.</summary>
public sealed class Logarithmic : IMaskedSchedule
{
    public string Name => "logarithmic";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>();
    public string Source => "Arriola et al., BD3-LM, arXiv:2503.09573, code";

    // 1 - log_2(1 + t) = log_2(2/(1 + t)) = -log_2(1 - (1 - t)/2).
    public T Alpha<T>(T t) where T : IRealField<T> => -T.Log1p((t - 1) / 2) / T.Log(T.From(2));
    public T MaskRate<T>(T t) where T : IRealField<T> => T.Log1p(t) / T.Log(T.From(2));
    public T DAlpha<T>(T t) where T : IRealField<T> => -1 / ((1 + t) * T.Log(T.From(2)));
    public T Weight<T>(T t) where T : IRealField<T> => 1 / ((1 + t) * T.Log1p(t));
}
