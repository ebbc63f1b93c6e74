using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>A masking schedule: data plus closed forms. alpha(t) is the probability that a token is still visible; t from data (0) to noise (1).</summary>
/// <remarks>
/// Parameters are doubles and mean exactly what they say in every number system. Each form is written without cancellation at the ends;
/// where a quantity does not exist there (the weight at t = 0) the number system answers as it does to 1/0.
/// </remarks>
public interface IMaskedSchedule
{
    /// <summary>The name in files of test vectors.</summary>
    string Name { get; }

    /// <summary>Parameters by their names in files of test vectors.</summary>
    IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>Paper, equation or published code.</summary>
    string Source { get; }

    /// <summary>alpha.</summary>
    T Alpha<T>(T t) where T : IRealField<T>;

    /// <summary>1 - alpha, without cancellation near t = 0.</summary>
    T MaskRate<T>(T t) where T : IRealField<T>;

    /// <summary>alpha' = d alpha/dt, never positive.</summary>
    T DAlpha<T>(T t) where T : IRealField<T>;

    /// <summary>-alpha'/(1 - alpha), the weight of the continuous bound, for t > 0.</summary>
    T Weight<T>(T t) where T : IRealField<T>;
}
