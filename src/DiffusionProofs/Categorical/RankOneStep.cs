using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>
/// Q = keep I + mask 1 e_m^T + uniform 1 1^T/K with keep + mask + uniform = 1: a token stays, becomes the mask, or is drawn anew from all K.
/// Uniform, absorbing and mixed noise and all their products, without a matrix: O(K) a row.
/// </summary>
/// <remarks>
/// Row-stochastic: 1 v^T 1 w^T = 1 w^T for rows v that sum to 1, so a product keeps the form. Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 6 and 7,
/// appendices A.2.6 and A.4.1.
/// </remarks>
/// <param name="Keep">The weight of the identity. A token is itself afterwards with more, keep + uniform/K.</param>
/// <param name="Mask">The weight of the mask.</param>
/// <param name="Uniform">The weight of a token drawn from all K, the mask among them where there is one.</param>
public readonly record struct RankOneStep<T>(T Keep, T Mask, T Uniform) where T : IField<T>
{
    public static RankOneStep<T> Identity { get; } = new(T.One, T.Zero, T.Zero);

    /// <summary>Uniform noise (eq. 6): off the diagonal beta/K.</summary>
    public static RankOneStep<T> OfUniform(T beta) => new(1 - beta, T.Zero, beta);

    /// <summary>Absorbing noise (eq. 7).</summary>
    public static RankOneStep<T> OfAbsorbing(T beta) => new(1 - beta, beta, T.Zero);

    /// <summary>Both (appendix A.2.6).</summary>
    public static RankOneStep<T> Of(T maskRate, T uniformRate) => new(1 - maskRate - uniformRate, maskRate, uniformRate);

    /// <summary>This step and then the next: Q Q', since x_{t+1} is drawn from row x_t of Q'.</summary>
    public RankOneStep<T> Then(RankOneStep<T> next) =>
        new(Keep * next.Keep, Mask * next.Keep + next.Mask, Uniform * next.Keep + next.Uniform);

    /// <summary>The law afterwards of a law [K] before: p Q.</summary>
    /// <param name="mask">The mask's id; any where <see cref="Mask"/> is 0.</param>
    public T[] After(T[] p, int mask)
    {
        int categories = p.Length;
        (T total, T keep, T toMask, T uniform) = (p.Sum(), Keep, Mask, Uniform);
        T spread = uniform / categories * total;
        return [.. p.Select((value, j) => keep * value + spread + (j == mask ? toMask * total : T.Zero))];
    }

    /// <summary>Q[from][to].</summary>
    public T Entry(int from, int to, int categories, int mask) =>
        (from == to ? Keep : T.Zero) + Uniform / categories + (to == mask ? Mask : T.Zero);

    /// <summary>Q, [K,K].</summary>
    public T[][] Matrix(int categories, int mask)
    {
        RankOneStep<T> step = this;
        return [.. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Select(j => step.Entry(i, j, categories, mask)).ToArray())];
    }

    /// <summary>q(x_{t-1} | x_t, x_0), [K], this being Q_t (eq. 3).</summary>
    /// <param name="before">Q_1 ... Q_{t-1}.</param>
    /// <exception cref="DivideByZeroException">x_t cannot come from x_0.</exception>
    public T[] Posterior(RankOneStep<T> before, int x0, int xt, int categories, int mask)
    {
        RankOneStep<T> step = this;
        T evidence = before.Then(step).Entry(x0, xt, categories, mask);
        return CategoricalFormulas.Given(Enumerable.Range(0, categories).Select(j => step.Entry(j, xt, categories, mask) * before.Entry(x0, j, categories, mask)), evidence, x0, xt);
    }
}
