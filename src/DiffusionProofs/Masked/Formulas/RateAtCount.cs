using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>
/// alpha given that n of L tokens are masked, weighted as in the continuous bound: Beta(L - n + 1, n). It is alpha at the reveal that leaves
/// n - 1 masked.
/// </summary>
/// <remarks>Source: Zheng et al., arXiv:2409.02908, section 3. 1 &lt;= n &lt;= L.</remarks>
public static class RateAtCount
{
    /// <summary>The density at the mask rate m = 1 - alpha: n C(L, n) m^{n-1} (1 - m)^{L-n}.</summary>
    public static T Density<T>(int length, int masked, T maskRate) where T : IField<T> =>
        T.From(masked * CountWeights.Binomial(length, masked)) * maskRate.Power(masked - 1) * (1 - maskRate).Power(length - masked);

    /// <summary>(L - n + 1)/(L + 1).</summary>
    public static T Mean<T>(T length, T masked) where T : IField<T> => (length - masked + 1) / (length + 1);

    /// <summary>(L - n)/(L - 1), for L above 1.</summary>
    public static T Mode<T>(T length, T masked) where T : IField<T> => (length - masked) / (length - 1);

    /// <summary>n (L - n + 1)/((L + 1)^2 (L + 2)).</summary>
    public static T Variance<T>(T length, T masked) where T : IField<T> =>
        masked * (length - masked + 1) / ((length + 1).Squared() * (length + 2));

    /// <summary>1/(4(L + 2)), which no n exceeds.</summary>
    public static T LargestVariance<T>(T length) where T : IField<T> => 1 / (4 * (length + 2));
}
