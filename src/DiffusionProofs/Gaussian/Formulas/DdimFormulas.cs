using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// A step of DDIM from time t back to time s: x_s = sqrt(abar_s) x_0 + sqrt(1 - abar_s - sigma^2) eps + sigma z, with x_0 and eps predicted
/// and z fresh noise.
/// </summary>
/// <remarks>
/// Per coordinate. Source: Song, Meng and Ermon, DDIM, arXiv:2010.02502, eqs. 12 and 16, where alpha is what DDPM calls abar.
/// 0 &lt;= abar_t &lt;= abar_s &lt;= 1, abar_s &gt; 0, abar_t &lt; 1, eta in [0, 1]: at 0 nothing is drawn, at 1 the step is DDPM's posterior.
/// abar_s = 1 is the last step: sigma is 0 and the mean x_0.
/// </remarks>
public static class DdimFormulas
{
    /// <summary>sigma^2 = eta^2 (1 - abar_s)/(1 - abar_t) (1 - abar_t/abar_s).</summary>
    public static T Variance<T>(T alphaBarS, T alphaBarT, T eta) where T : IField<T> =>
        eta.Squared() * (1 - alphaBarS) / (1 - alphaBarT) * (1 - alphaBarT / alphaBarS);

    /// <summary>
    /// 1 - abar_s - sigma^2, the square of what stands before eps, as (1 - abar_s) [1 - eta^2 + eta^2 abar_t (1 - abar_s)/(abar_s (1 - abar_t))]:
    /// no term is negative for eta &lt;= 1.
    /// </summary>
    public static T DirectionSquared<T>(T alphaBarS, T alphaBarT, T eta) where T : IField<T> =>
        (1 - alphaBarS) * ((1 - eta) * (1 + eta) + eta.Squared() * alphaBarT * (1 - alphaBarS) / (alphaBarS * (1 - alphaBarT)));

    /// <summary>alpha_s x_0 + direction eps.</summary>
    /// <param name="x0">The data, as predicted.</param>
    /// <param name="eps">The noise, as predicted.</param>
    /// <param name="alphaS">sqrt(abar_s).</param>
    /// <param name="direction">The root of <see cref="DirectionSquared"/>.</param>
    public static T Combined<T>(T x0, T eps, T alphaS, T direction) where T : IField<T> => alphaS * x0 + direction * eps;

    /// <summary>The mean of x_s, with eps = (x_t - sqrt(abar_t) x_0)/sqrt(1 - abar_t).</summary>
    public static T Mean<T>(T xt, T x0, T alphaBarS, T alphaBarT, T eta) where T : IRealField<T> => Combined(
        x0,
        ConversionFormulas.EpsFromX0(xt, x0, T.Sqrt(alphaBarT), T.Sqrt(1 - alphaBarT)),
        T.Sqrt(alphaBarS),
        T.Sqrt(DirectionSquared(alphaBarS, alphaBarT, eta)));

    /// <summary>abar at the end of each step: of the time visited next on the way back, and 1 after the last.</summary>
    /// <param name="alphaBar">The table, [T].</param>
    /// <param name="visited">Indices into the table, rising; the sampler takes them from the last to the first.</param>
    public static T[] AlphaBarAfter<T>(T[] alphaBar, int[] visited) where T : IField<T> =>
        [.. visited.Select((_, k) => k == 0 ? T.One : alphaBar[visited[k - 1]])];
}
