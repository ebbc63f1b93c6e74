using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>MD4 and GenMD4: the discrete coefficient by log-SNR, the terms at both ends, and schedules that are vectors over the tokens.</summary>
/// <remarks>Source: Shi et al., MD4, arXiv:2406.04329. Nats per token.</remarks>
public static class Md4Formulas
{
    /// <summary>
    /// alpha_s expm1(g_t - g_s) with g = log(alpha/(1 - alpha)), written by the odds: the code's coefficient of logP, the same as
    /// (alpha_t - alpha_s)/(1 - alpha_t).
    /// </summary>
    public static T DiscreteCoefficient<T>(T alphaS, T alphaT) where T : IField<T> =>
        alphaS * (Odds(alphaT) / Odds(alphaS) - 1);

    /// <summary>alpha/(1 - alpha).</summary>
    public static T Odds<T>(T alpha) where T : IField<T> => alpha / (1 - alpha);

    /// <summary>E[-log p(x_0 | z)] at the first time, p proportional to q(z | x_0): (1 - alpha) log N, N the number of tokens without the mask.</summary>
    public static T Reconstruction<T>(T firstAlpha, int tokens) where T : ILogField<T> => (1 - firstAlpha) * T.Log(T.From(tokens));

    /// <summary>KL of q(z_1 | x_0) from a prior with alpha_1 spread evenly over the N tokens: alpha_1 log N (appendix E).</summary>
    public static T Prior<T>(T lastAlpha, int tokens) where T : ILogField<T> => lastAlpha * T.Log(T.From(tokens));

    /// <summary>
    /// GenMD4's integrand at a masked position (eq. 12), never negative: -sum_j w_j (x_0 - mu + x_0 x_0^T log mu)_j with
    /// w = -alpha'/(1 - alpha) a vector [N] over the tokens.
    /// </summary>
    /// <param name="weights">w, [N].</param>
    /// <param name="predicted">mu, [N], sums to 1.</param>
    /// <param name="logP">log mu[x0].</param>
    public static T VectorIntegrand<T>(T[] weights, T[] predicted, int x0, T logP) where T : IField<T> =>
        LinearAlgebra.Dot(weights, predicted) - weights[x0] * (1 + logP);

    /// <summary>GenMD4's reverse step at a masked position: token j with mu_j (alpha_s - alpha_t)_j/(1 - alpha_t)_j, [N]; the mask with the rest.</summary>
    public static T[] VectorReverse<T>(T[] predicted, T[] alphaS, T[] alphaT) where T : IField<T> =>
        [.. predicted.Select((p, j) => p * MaskedFormulas.RevealProbability(alphaS[j], alphaT[j]))];
}
