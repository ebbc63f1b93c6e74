using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Probability flows with a solution in closed form, from noise level S to s (alpha = 1, time is sigma).</summary>
/// <remarks>
/// Per coordinate, S &gt; 0. s = 0 is allowed for Gaussian data and for one point; the slopes of two points have no limit there.
/// Source: EDM, arXiv:2206.00364, eq. 3, solved here.
/// </remarks>
public static class ExactFlows
{
    /// <summary>Data N(mean, variance): mean + (x - mean) sqrt((variance + s^2)/(variance + S^2)).</summary>
    public static T GaussianData<T>(T x, T mean, T variance, T from, T to) where T : IRealField<T> =>
        mean + (x - mean) * T.Sqrt((variance + to.Squared()) / (variance + from.Squared()));

    /// <summary>One point y: y + (x - y) s/S.</summary>
    public static T OnePoint<T>(T x, T point, T from, T to) where T : IField<T> => point + (x - point) * to / from;

    /// <summary>
    /// Two equal points +-a on the line: log of the flow's largest slope, which is at 0: log(s/S) + a^2 (1/s^2 - 1/S^2)/2.
    /// </summary>
    public static T TwoPointsLogSlope<T>(T a, T from, T to) where T : ILogField<T> =>
        T.Log(to / from) + a.Squared() * (1 / to.Squared() - 1 / from.Squared()) / 2;

    /// <summary>
    /// The same in the limit S -> infinity for a start S z, counted from z: s exp(a^2/(2 s^2)).
    /// </summary>
    public static T TwoPointsLimitSlope<T>(T a, T to) where T : IRealField<T> => to * T.Exp(a.Squared() / (2 * to.Squared()));
}
