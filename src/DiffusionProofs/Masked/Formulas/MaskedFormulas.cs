using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>Masked diffusion of one token: forward law, posterior, and the terms of the bound in discrete and continuous time.</summary>
/// <remarks>
/// <para>Token ids 0..V-1, the mask among them; rows [V]; s before t, so alpha_s >= alpha_t. logP = log x_theta[x_0], the
/// model's log-probability of the true token at a masked position; at a visible one every loss is 0 by carry-over. Nats.</para>
/// <para>Source: Sahoo et al., MDLM, arXiv:2406.07524.</para>
/// </remarks>
public static class MaskedFormulas
{
    /// <summary>q(z_t | x) = alpha x + (1 - alpha) m (eq. 4).</summary>
    public static T[] Marginal<T>(int x0, int vocabulary, int mask, T alpha) where T : IField<T> =>
        [.. Enumerable.Range(0, vocabulary).Select(j => j == x0 ? alpha : j == mask ? 1 - alpha : T.Zero)];

    /// <summary>q(z_t | z_s): the marginal with alpha_t/alpha_s, from z_s; the mask stays (eq. 13).</summary>
    public static T[] Transition<T>(int zs, int vocabulary, int mask, T alphaS, T alphaT) where T : IField<T> =>
        zs == mask ? OneHot<T>(mask, vocabulary) : Marginal(zs, vocabulary, mask, alphaT / alphaS);

    /// <summary>(alpha_s - alpha_t)/(1 - alpha_t): the probability that a masked token is revealed between t and s.</summary>
    public static T RevealProbability<T>(T alphaS, T alphaT) where T : IField<T> => (alphaS - alphaT) / (1 - alphaT);

    /// <summary>(1 - alpha_s)/(1 - alpha_t): the probability that it stays masked.</summary>
    public static T StayProbability<T>(T alphaS, T alphaT) where T : IField<T> => (1 - alphaS) / (1 - alphaT);

    /// <summary>q(z_s | z_t, x) (eq. 6): z_t where it is visible, else the token with the reveal probability and the mask with the rest.</summary>
    /// <exception cref="ArgumentException">z_t is neither x_0 nor the mask: an event of probability 0.</exception>
    public static T[] Posterior<T>(int zt, int x0, int vocabulary, int mask, T alphaS, T alphaT) where T : IField<T>
    {
        if (zt != mask && zt != x0)
            throw new ArgumentException($"zt must be x0 = {x0} or the mask {mask}, since nothing else comes from x0; was {zt}.", nameof(zt));
        if (zt != mask) return OneHot<T>(zt, vocabulary);
        return
        [
            .. Enumerable.Range(0, vocabulary).Select(j =>
                j == mask ? StayProbability(alphaS, alphaT) : j == x0 ? RevealProbability(alphaS, alphaT) : T.Zero),
        ];
    }

    /// <summary>
    /// The posterior for noise to any law pi (eq. 5): [a z_t + (1 - a) pi_{z_t} 1] * [alpha_s x + (1 - alpha_s) pi] over
    /// alpha_t [z_t = x] + (1 - alpha_t) pi_{z_t}, with a = alpha_t/alpha_s.
    /// </summary>
    public static T[] InterpolatingPosterior<T>(int zt, int x0, T[] pi, T alphaS, T alphaT) where T : IField<T>
    {
        T keep = alphaT / alphaS;
        T evidence = (zt == x0 ? alphaT : T.Zero) + (1 - alphaT) * pi[zt];
        return
        [
            .. pi.Select((noise, j) => ((j == zt ? keep : T.Zero) + (1 - keep) * pi[zt])
                * ((j == x0 ? alphaS : T.Zero) + (1 - alphaS) * noise) / evidence),
        ];
    }

    /// <summary>The model's p(z_s | z_t = m): predicted in place of x in the posterior. predicted [V] puts nothing on the mask.</summary>
    public static T[] Reverse<T>(T[] predicted, int mask, T alphaS, T alphaT) where T : IField<T> =>
        [.. predicted.Select((p, j) => j == mask ? StayProbability(alphaS, alphaT) : RevealProbability(alphaS, alphaT) * p)];

    /// <summary>A step's KL at a masked position where the model puts nothing on the mask: -(alpha_s - alpha_t)/(1 - alpha_t) logP, never negative (eq. 8).</summary>
    public static T DiscreteTerm<T>(T logP, T alphaS, T alphaT) where T : IField<T> => (alphaT - alphaS) / (1 - alphaT) * logP;

    /// <summary>A step's KL at a masked position where the model may predict the mask (eq. 9), for alpha_s below 1.</summary>
    /// <param name="logP">log x_theta[x_0].</param>
    /// <param name="maskProbability">x_theta[m].</param>
    public static T DiscreteTermWithMask<T>(T logP, T maskProbability, T alphaS, T alphaT) where T : ILogField<T>
    {
        T normaliser = alphaT * maskProbability + 1 - alphaT;
        T stays = alphaS * maskProbability + 1 - alphaS;
        return RevealProbability(alphaS, alphaT) * (T.Log(normaliser / (1 - alphaT)) - logP)
            + StayProbability(alphaS, alphaT) * T.Log((1 - alphaS) * normaliser / ((1 - alphaT) * stays));
    }

    /// <summary><see cref="DiscreteTermWithMask"/> at s = 0, where alpha_s = 1: its second term is 0, not the 0/0 that eq. 9 would give without a prediction of the mask.</summary>
    public static T FirstTermWithMask<T>(T logP, T maskProbability, T alphaT) where T : ILogField<T> =>
        T.Log((alphaT * maskProbability + 1 - alphaT) / (1 - alphaT)) - logP;

    /// <summary>The integrand of the continuous bound at a masked position, alpha'/(1 - alpha) logP, never negative (eq. 10).</summary>
    public static T ContinuousIntegrand<T>(T logP, T alpha, T dAlpha) where T : IField<T> => dAlpha / (1 - alpha) * logP;

    /// <summary>The same by sigma = -log alpha: -sigma'/expm1(sigma) logP, as published code has it.</summary>
    public static T SigmaIntegrand<T>(T logP, T sigma, T dSigma) where T : IRealField<T> => -dSigma / T.Expm1(sigma) * logP;

    /// <summary>By gamma = log(1 - alpha), from -infinity to 0: -logP, without weight (appendix E.1, eq. 94).</summary>
    public static T GammaIntegrand<T>(T logP) where T : IField<T> => -logP;

    /// <summary>By the mask rate 1 - alpha, from 0 to 1: -logP/(1 - alpha).</summary>
    public static T MaskRateIntegrand<T>(T logP, T maskRate) where T : IField<T> => -logP / maskRate;

    /// <summary>By log-SNR lambda = log(alpha/(1 - alpha)), falling in time; to be integrated upwards: -alpha logP (Shi et al., MD4, arXiv:2406.04329, section 3).</summary>
    public static T LogSnrIntegrand<T>(T logP, T alpha) where T : IField<T> => -alpha * logP;

    internal static T[] OneHot<T>(int token, int vocabulary) where T : IField<T> =>
        [.. Enumerable.Range(0, vocabulary).Select(j => j == token ? T.One : T.Zero)];
}
