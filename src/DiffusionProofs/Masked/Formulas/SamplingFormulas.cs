using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>When tokens are revealed, how many calls of the network that takes, and what 32 bits do to Gumbel sampling.</summary>
/// <remarks>Source: Zheng et al., arXiv:2409.02908.</remarks>
public static class SamplingFormulas
{
    /// <summary>The mask rate at which the next of n masked tokens is revealed: u^{1/n} times the present one (proposition 4.1, eq. 11).</summary>
    /// <param name="u">Uniform in (0, 1].</param>
    /// <param name="remaining">n >= 1, tokens still masked.</param>
    public static T FirstHittingMaskRate<T>(T u, int remaining, T maskRate) where T : IRealField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(remaining);
        return maskRate * T.Exp(T.Log(u) / remaining);
    }

    /// <summary>The same as a time, for alpha = 1 - t, whose mask rate is t itself.</summary>
    public static T FirstHittingTime<T>(T u, int remaining, T t) where T : IRealField<T> => FirstHittingMaskRate(u, remaining, t);

    /// <summary>The probability that none of the masked tokens is revealed between t and s: ((1 - alpha_s)/(1 - alpha_t))^tokens.</summary>
    public static T StillMasked<T>(int tokens, T alphaS, T alphaT) where T : IField<T> => MaskedFormulas.StayProbability(alphaS, alphaT).Power(tokens);

    /// <summary>Expected steps that change something, alpha = 1 - t, n equal steps: n (1 - (1 - 1/n)^{length batch}) (section 4.1).</summary>
    public static T ExpectedEvaluations<T>(int steps, int length, int batch) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return steps * (1 - (T.From(steps - 1) / steps).Power(checked(length * batch)));
    }

    /// <summary>
    /// The probability that a masked token is revealed in each step, from that of a step given that it is still masked: reveal_k times the product of the
    /// 1 - reveal_j before. For exact steps of alpha it is the step's (alpha_s - alpha_t)/(1 - alpha at the start), for n equal steps of alpha = 1 - t 1/n.
    /// </summary>
    /// <param name="reveal">[n], the first step's first, each in [0, 1].</param>
    /// <remarks>Source: Ou et al., RADD, arXiv:2406.03736, eq. D.27.</remarks>
    public static T[] RevealShares<T>(T[] reveal) where T : IField<T>
    {
        T masked = T.One;
        return [.. reveal.Select(r =>
        {
            T share = masked * r;
            masked *= 1 - r;
            return share;
        })];
    }

    /// <summary>Expected steps that reveal some of so many masked tokens, for any schedule: the sum over the steps of 1 - (1 - share)^tokens (RADD, eqs. D.22 and D.30).</summary>
    /// <param name="shares">[n]: <see cref="RevealShares"/>.</param>
    /// <remarks>A cache that also asks before the first step and does not after the last makes 1 more call, less the probability that the last step reveals.</remarks>
    public static T ExpectedEvaluations<T>(T[] shares, int tokens) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        return shares.Select(share => 1 - (1 - share).Power(tokens)).Sum();
    }

    /// <summary>
    /// Expected evaluations of MDLM's cache, which asks before the first step and after every step but the last that changed something:
    /// 1 + (n - 1)(1 - (1 - 1/n)^{length batch}).
    /// </summary>
    public static T ExpectedCachedEvaluations<T>(int steps, int length, int batch) where T : IField<T> =>
        1 + (steps - 1) * (ExpectedEvaluations<T>(steps, length, batch) / steps);

    /// <summary>
    /// The law of the argmax of log p + Gumbel noise where the noise is cut off at M: what 32-bit uniforms do to sampling (proposition 5.2, eq. 12).
    /// p'_n = p_n sum_{i &lt;= n} b(i), b(i) = [exp((K + 1 - i - S_i/p_i) e^{-M}) - exp((K + 1 - i - S_i/p_{i-1}) e^{-M})]/S_i,
    /// S_i = sum_{k >= i} p_k; the second exponential is 0 for i = 1. M to infinity leaves p.
    /// </summary>
    /// <param name="ascending">[K], above 0, in ascending order.</param>
    /// <param name="bound">M.</param>
    public static T[] TruncatedGumbel<T>(T[] ascending, T bound) where T : IRealField<T>
    {
        T unit = T.Exp(-bound);
        return TruncatedGumbel(ascending, x => T.Exp(x * unit));
    }

    /// <summary>The same with x to exp(x e^{-M}) = c^{-x}, c = exp(-e^{-M}) the mass that a Gumbel variable has below M.</summary>
    public static T[] TruncatedGumbel<T>(T[] ascending, Func<T, T> exp) where T : IField<T>
    {
        int n = ascending.Length;
        T[] tails = [.. ascending], law = new T[n];
        for (int i = n - 2; i >= 0; i--) tails[i] += tails[i + 1];
        T sum = T.Zero;
        for (int i = 0; i < n; i++)
        {
            T upper = exp(n - i - tails[i] / ascending[i]);
            sum += (i == 0 ? upper : upper - exp(n - i - tails[i] / ascending[i - 1])) / tails[i];
            law[i] = ascending[i] * sum;
        }
        return law;
    }

    /// <summary>The largest value of -log(-log u) for u below 1 with so many bits: -log(-log(1 - 2^-bits)), 16.6355 for 24 and 36.7368 for 53.</summary>
    public static T LargestGumbel<T>(int bits) where T : IRealField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        return -T.Log(-T.Log1p(-(1 / T.From(System.Numerics.BigInteger.One << bits))));
    }
}
