using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Bounds on how fast the score and the weights of a data set can change. R is the data set's diameter, max |y_i - y_j|.</summary>
/// <remarks>
/// A variance along a direction is at most a quarter of the squared width (Popoviciu's inequality), hence <c>0 &lt;= Cov_w &lt;= R^2/4</c>.
/// R = 0 (one distinct point) is allowed: the bounds then meet.
/// </remarks>
public static class MixtureBounds
{
    /// <summary>No eigenvalue of the score's Jacobian is below -1/sigma^2.</summary>
    public static T ScoreSlopeLower<T>(T sigma) where T : IField<T> => -1 / sigma.Squared();

    /// <summary>No eigenvalue of the score's Jacobian is above -1/sigma^2 + alpha^2 R^2/(4 sigma^4).</summary>
    public static T ScoreSlopeUpper<T>(T alpha, T sigma, T squaredDiameter) where T : IField<T> =>
        -1 / sigma.Squared() + alpha.Squared() * squaredDiameter / (4 * sigma.Squared().Squared());

    /// <summary>|grad w_i| &lt;= alpha R w_i (1 - w_i)/sigma^2.</summary>
    public static T WeightGradient<T>(T weight, T alpha, T sigma, T diameter) where T : IField<T> =>
        alpha * diameter * weight * (1 - weight) / sigma.Squared();

    /// <summary>|grad w_i| &lt;= alpha R/(4 sigma^2), attained by two points where both weights are 1/2.</summary>
    public static T WeightGradient<T>(T alpha, T sigma, T diameter) where T : IField<T> =>
        alpha * diameter / (4 * sigma.Squared());
}
