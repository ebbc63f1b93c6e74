using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>
/// Each form of the bound of a sequence as weights [L + 1] on the sets of n masked positions: the bound is the sum over n of weight[n] times
/// the sum of the losses of the sets of n. weight[0] belongs to the set that loses nothing.
/// </summary>
/// <remarks>Sources: Sahoo et al., MDLM, arXiv:2406.07524, eqs. 8 and 11; Zheng et al., arXiv:2409.02908, proposition 3.1.</remarks>
public static class CountWeights
{
    /// <summary>m^n (1 - m)^{L-n}: each position masked with probability m.</summary>
    public static T[] Expected<T>(int length, T maskRate) where T : IField<T> =>
        [.. Enumerable.Range(0, length + 1).Select(n => maskRate.Power(n) * (1 - maskRate).Power(length - n))];

    /// <summary>The discrete bound: the sum over steps of (alpha_s - alpha_t)/(1 - alpha_t) times <see cref="Expected"/> at alpha_t (eq. 8).</summary>
    /// <param name="alpha">[T + 1], falling, alpha at times 0..T.</param>
    public static T[] Discrete<T>(int length, T[] alpha) where T : IField<T> =>
        Enumerable.Range(1, alpha.Length - 1)
            .Select(i => LinearAlgebra.Scale(MaskedFormulas.RevealProbability(alpha[i - 1], alpha[i]), Expected(length, 1 - alpha[i])))
            .Aggregate(LinearAlgebra.Add);

    /// <summary>The discrete bound with T equal steps of alpha = 1 - t, whose reveal probability is 1/i.</summary>
    public static T[] DiscreteLinear<T>(int length, int steps) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return Enumerable.Range(1, steps)
            .Select(i => LinearAlgebra.Scale(1 / T.From(i), Expected(length, T.From(i) / T.From(steps))))
            .Aggregate(LinearAlgebra.Add);
    }

    /// <summary>
    /// The continuous bound between two mask rates: weight[n] is the integral of m^{n-1} (1 - m)^{L-n}, by expanding the power (eq. 11). It depends
    /// on the schedule by its ends alone; from 0 to 1 it is the Beta integral 1/(n C(L, n)).
    /// </summary>
    public static T[] Continuous<T>(int length, T firstMaskRate, T lastMaskRate) where T : IField<T> =>
        [T.Zero, .. Enumerable.Range(1, length).Select(n => Enumerable.Range(0, length - n + 1).Select(k =>
        {
            T whole = lastMaskRate.Power(n + k) - firstMaskRate.Power(n + k);
            T term = T.From(Binomial(length - n, k)) * whole / (n + k);
            return k % 2 == 0 ? term : -term;
        }).Sum())];

    /// <summary>1/(n C(L, n)): one nth of the mean over the sets of n, for every n from 1 to L.</summary>
    public static T[] ByCount<T>(int length) where T : IField<T> =>
        [T.Zero, .. Enumerable.Range(1, length).Select(n => T.One / T.From(n * Binomial(length, n)))];

    /// <summary>C(n, k).</summary>
    public static long Binomial(int n, int k)
    {
        long value = 1;
        for (int i = 1; i <= k; i++) value = checked(value * (n - k + i)) / i;
        return value;
    }
}
