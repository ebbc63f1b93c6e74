using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>The sum over y of the bound's integrand in closed form, O(V) a token, as SEDD's code has it: without the factor sigma'(t).</summary>
/// <remarks>
/// By expm1(sigma) = 1/alpha - 1, which keeps its digits where little noise has been added. Scores and their logarithms are both given, since a formula over
/// fractions has no exponential. Equal to <see cref="DwdseFormulas.Integrand"/>. Nats. Source: Lou et al., SEDD, arXiv:2310.16834, code, graph_lib.
/// </remarks>
public static class TokenScoreEntropy
{
    /// <summary>q(x_t | x_0)/q(x_0 | x_0) for x_t other than x_0, uniform noise: e/(e + V). The code's 1 - V/(e + V) is 0 in float32 for little noise.</summary>
    /// <param name="expm1Sigma">e = expm1(sigma), above 0.</param>
    public static T UniformRatio<T>(T expm1Sigma, int categories) where T : IField<T> => expm1Sigma / (expm1Sigma + categories);

    /// <summary>Uniform noise at 1/V: (1/V) sum_{y != x_t} (s_y - r_y log s_y + K(r_y)).</summary>
    /// <param name="score">s, [V]; that of x_t counts for nothing.</param>
    /// <param name="logScore">log s, [V].</param>
    /// <param name="expm1Sigma">expm1(sigma), above 0.</param>
    public static T Uniform<T>(T[] score, T[] logScore, int xt, int x0, T expm1Sigma) where T : ILogField<T> =>
        UniformByRatio(score, logScore, xt, x0, expm1Sigma, UniformRatio(expm1Sigma, score.Length));

    internal static T UniformByRatio<T>(T[] score, T[] logScore, int xt, int x0, T expm1Sigma, T ratio) where T : ILogField<T>
    {
        int v = score.Length;
        T positive = Others(score, xt).Sum() / v, all = Others(logScore, xt).Sum() / v;
        return x0 == xt
            ? positive - ratio * all + T.From(v - 1) / v * ScoreEntropyFormulas.Constant(ratio)
            // Ratios are 1 but for that to x_0, which is 1/ratio; K(1) = -1.
            : positive - all - logScore[x0] / expm1Sigma + (ScoreEntropyFormulas.Constant(1 / ratio) - (v - 2)) / v;
    }

    /// <summary>Absorbing noise: 0 where x_t is a token, and at the mask <see cref="AtMask"/>.</summary>
    /// <param name="mask">The mask's id; its own score counts for nothing.</param>
    /// <inheritdoc cref="Uniform"/>
    public static T Absorbing<T>(T[] score, T[] logScore, int xt, int x0, int mask, T expm1Sigma) where T : ILogField<T> =>
        xt == mask ? AtMask(Others(score, mask), logScore[x0], expm1Sigma) : T.Zero;

    /// <summary>sum_a s_a - r log s_{x_0} + K(r) over the tokens a, r = 1/expm1(sigma) = alpha/(1 - alpha).</summary>
    /// <param name="tokens">s without the mask's.</param>
    /// <param name="logTrue">log s at x_0.</param>
    /// <param name="expm1Sigma">expm1(sigma), above 0.</param>
    public static T AtMask<T>(IEnumerable<T> tokens, T logTrue, T expm1Sigma) where T : ILogField<T> =>
        tokens.Sum() - logTrue / expm1Sigma + ScoreEntropyFormulas.Constant(1 / expm1Sigma);

    static IEnumerable<T> Others<T>(T[] values, int xt) => values.Where((_, y) => y != xt);
}
