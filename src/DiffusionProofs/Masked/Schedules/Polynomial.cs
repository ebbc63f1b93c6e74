using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>alpha = 1 - t^w, weight w/t. w = 1 is MD4's linear schedule, w = 1/2 and 2 BD3-LM's square root and square (without their clamps).</summary>
/// <remarks>t > 0 where w is not a whole number up to 64; alpha cancels near t = 1 no more than 1 - t does, times w.</remarks>
public sealed class Polynomial(double power = 1) : IMaskedSchedule
{
    public double Exponent { get; } = Require.Positive(power, "power");

    public string Name => "polynomial";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["power"] = Exponent };
    public string Source => "Shi et al., MD4, arXiv:2406.04329, table 4";

    public T Alpha<T>(T t) where T : IRealField<T> => IsWhole ? WholeAlpha(t) : -T.Expm1(T.FromDouble(Exponent) * T.Log(t));
    public T MaskRate<T>(T t) where T : IRealField<T> => PowerOf(t, Exponent);
    public T DAlpha<T>(T t) where T : IRealField<T> => -T.FromDouble(Exponent) * PowerOf(t, Exponent - 1);
    public T Weight<T>(T t) where T : IRealField<T> => T.FromDouble(Exponent) / t;

    bool IsWhole => Exponent <= 64 && double.IsInteger(Exponent);

    // 1 - t^w = (1 - t)(1 + t + ... + t^{w-1}): no cancellation near t = 1.
    T WholeAlpha<T>(T t) where T : IRealField<T> => (1 - t) * Enumerable.Range(0, (int)Exponent).Select(k => t.Power(k)).Sum();

    T PowerOf<T>(T t, double exponent) where T : IRealField<T> =>
        IsWhole ? t.Power((int)exponent) : T.Exp(T.FromDouble(exponent) * T.Log(t));
}
