using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// Two equal points: a start z of the flow ends with the noise prediction |Phi^{-1}(2 Phi(|z|) - 1)|, which for L = log(1/|z|) from 4.5 on is
/// between these two bounds.
/// </summary>
/// <remarks>Derived in the claim E5.4.</remarks>
public static class PredictionGrowth
{
    /// <summary>sqrt(2 L) (1 - (log(8 L) + 1)/(4 L)).</summary>
    public static T Lower<T>(T log) where T : IRealField<T> => T.Sqrt(2 * log) * (1 - Lost(T.Log(8 * log) + 1, log));

    /// <summary>sqrt(2 L) (1 - (log(8 L) - 1)/(4 L)).</summary>
    public static T Upper<T>(T log) where T : IRealField<T> => T.Sqrt(2 * log) * (1 - Lost(T.Log(8 * log) - 1, log));

    /// <summary>c/(4 L): the share of sqrt(2 L) that a bound is below it.</summary>
    public static T Lost<T>(T c, T log) where T : IField<T> => c / (4 * log);
}
