using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>1 - alpha = lowest + (highest - lowest) t: the mask rate even in [lowest, highest]; weight (highest - lowest)/(1 - alpha).</summary>
/// <remarks>Outside the interval nothing is drawn: the bound lacks the mask rates below and above.</remarks>
public sealed class Clipped(double lowest, double highest) : IMaskedSchedule
{
    public double Lowest { get; } = Require.BelowOne(lowest, "lowest");
    public double Highest { get; } = highest > lowest && highest <= 1
        ? highest
        : throw new ArgumentOutOfRangeException(nameof(highest), FormattableString.Invariant($"highest must be above lowest = {lowest} and at most 1, was {highest}."));

    public string Name => "clipped";
    public IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["lowest"] = Lowest, ["highest"] = Highest };
    public string Source => "Arriola et al., BD3-LM, arXiv:2503.09573, clipped schedules; weight corrected";

    // From the end at t = 1, where alpha may be 0.
    public T Alpha<T>(T t) where T : IRealField<T> => (1 - T.FromDouble(Highest)) + Width<T>() * (1 - t);
    public T MaskRate<T>(T t) where T : IRealField<T> => T.FromDouble(Lowest) + Width<T>() * t;
    public T DAlpha<T>(T t) where T : IRealField<T> => -Width<T>();
    public T Weight<T>(T t) where T : IRealField<T> => BlockFormulas.ClippedWeight(MaskRate(t), T.FromDouble(Lowest), T.FromDouble(Highest));

    T Width<T>() where T : IRealField<T> => T.FromDouble(Highest) - T.FromDouble(Lowest);
}
