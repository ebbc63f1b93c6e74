using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>A reverse variance learned as a point between DDPM's two choices, beta~ and beta, on the scale of logarithms.</summary>
/// <remarks>
/// Source: Nichol and Dhariwal, improved DDPM, arXiv:2102.09672, eq. 15. In nats, per coordinate. t at least 2: beta~_1 is 0, in whose place the
/// published code takes beta~_2.
/// </remarks>
public static class LearnedRange
{
    /// <summary>v = (out + 1)/2: the network's output from -1 to 1 as a share from 0 to 1. Nothing holds it there.</summary>
    public static T Share<T>(T output) where T : IField<T> => (output + 1) / 2;

    /// <summary>v log beta + (1 - v) log beta~.</summary>
    public static T LogVariance<T>(T output, T logBeta, T logBetaTilde) where T : IField<T> =>
        Share(output) * logBeta + (1 - Share(output)) * logBetaTilde;
}
