using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>KL(N(mean, variance I) || N(otherMean, otherVariance I)) in nats; means are [D], variances above 0.</summary>
/// <remarks>Source: improved DDPM, arXiv:2102.09672, code (normal_kl); any textbook.</remarks>
public static class GaussianDivergence
{
    /// <summary>(|m_1 - m_2|^2/v_2 + D (v_1/v_2 - 1 - log(v_1/v_2)))/2.</summary>
    public static T Isotropic<T>(T[] mean, T variance, T[] otherMean, T otherVariance) where T : ILogField<T> =>
        EqualVariances(mean, otherMean, otherVariance) + mean.Length * OfVariances(variance, otherVariance);

    /// <summary>|m_1 - m_2|^2/(2 v): both variances the same.</summary>
    public static T EqualVariances<T>(T[] mean, T[] otherMean, T variance) where T : IField<T> =>
        SquaredDistance(mean, otherMean) / (2 * variance);

    /// <summary>(v_1/v_2 - 1 - log(v_1/v_2))/2: both means the same, per dimension.</summary>
    public static T OfVariances<T>(T variance, T otherVariance) where T : ILogField<T> =>
        (variance / otherVariance - 1 - T.Log(variance / otherVariance)) / 2;
}
