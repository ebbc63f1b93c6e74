using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>How wild the score of finite data is at a small noise level, and how little that does to the samples; alpha = 1.</summary>
/// <remarks>sigma other than 0. Derived in the claims E5.2, E5.5 and E5.6.</remarks>
public static class SmallStepBounds
{
    /// <summary>
    /// W a^2/sigma^4 - 1/sigma^2: the score's slope along two points at distance 2a, halfway between them, is at least that, W being what the
    /// two weigh there together, half each.
    /// </summary>
    public static T SlopeBetweenPair<T>(T weightOfPair, T squaredHalfDistance, T sigma) where T : IField<T> =>
        weightOfPair * squaredHalfDistance / sigma.Squared().Squared() - 1 / sigma.Squared();

    /// <summary>
    /// sqrt(pi_i pi_j)/2 |y_i - y_j|^2 exp(-|y_i - y_j|^2/(8 sigma^2))/sigma^2: summed over the pairs, at least the mean over p_sigma of the trace
    /// of the denoiser's slope.
    /// </summary>
    /// <param name="rootOfWeights">sqrt(pi_i pi_j).</param>
    public static T ExpectedSlopeOfPair<T>(T rootOfWeights, T squaredDistance, T sigma) where T : IRealField<T> =>
        rootOfWeights / 2 * squaredDistance * T.Exp(-squaredDistance / (8 * sigma.Squared())) / sigma.Squared();

    /// <summary>
    /// d sigma^2, at least W_2^2 between p_sigma and the data, and the mean squared displacement of the flow from sigma to 0.
    /// </summary>
    /// <param name="dimensions">d, at least 1.</param>
    public static T SquaredWasserstein<T>(T sigma, int dimensions) where T : IField<T> => Require.AtLeastOne(dimensions, "d") * sigma.Squared();
}
