using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>The noise beta_t of the steps t = 1..T.</summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, section 3.1, eq. 17 and appendix A.7, with the errors of the print mended.</remarks>
public static class NoiseSchedules
{
    /// <summary>From first to last, both ends met; T = 1 takes the first.</summary>
    public static T[] Linear<T>(T first, T last, int steps) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return [.. Enumerable.Range(0, steps).Select(i => steps == 1 ? first : first + (last - first) * i / (steps - 1))];
    }

    /// <summary>1/(T - t + 1): the masked share is t/T, and the last step masks everything.</summary>
    public static T[] Absorbing<T>(int steps) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return [.. Enumerable.Range(1, steps).Select(t => T.One / (steps - t + 1))];
    }

    /// <summary>1 - f(t)/f(t - 1), f(t) = cos((t/T + s)/(1 + s) pi/2), without a square, as D3PM's code has it; the last is 1 and is not clipped.</summary>
    public static T[] Cosine<T>(T offset, int steps) where T : IRealField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        // cos at 1 is 0 exactly, as sin(0): the angle is taken from the end.
        T F(int t) => T.Sin((T.From(steps - t) / steps) / (1 + offset) * T.Pi / 2);
        return [.. Enumerable.Range(1, steps).Select(t => 1 - F(t) / F(t - 1))];
    }

    /// <summary>The product of the (1 - beta) up to each t, t = 0..T.</summary>
    public static T[] Survival<T>(T[] betas) where T : IField<T>
    {
        T alpha = T.One;
        return [alpha, .. betas.Select(beta => alpha *= 1 - beta)];
    }

    /// <summary>1 - I(x_t; x_0)/H(x_0) = H(x_0 | x_t)/H(x_0): the share of the information that is gone (eq. 17; the print's last form lacks the 1).</summary>
    /// <inheritdoc cref="MutualInformation"/>
    public static T InformationLost<T>(T[][] cumulative, T[] p, int[] support, Func<int, int[]> reached) where T : ILogField<T> =>
        1 - MutualInformation(cumulative, p, support, reached) / Entropy(p, support);

    /// <summary>I(x_t; x_0).</summary>
    /// <param name="cumulative">Q_1 ... Q_t, [K,K].</param>
    /// <param name="p">The data's law, [K].</param>
    /// <param name="support">Where p is not 0.</param>
    /// <param name="reached">Where each row of <paramref name="cumulative"/> is not 0: 0 log 0 is 0 and is left out.</param>
    public static T MutualInformation<T>(T[][] cumulative, T[] p, int[] support, Func<int, int[]> reached) where T : ILogField<T>
    {
        T[] marginal = LinearAlgebra.Combine(p, cumulative);
        return support.Select(i => reached(i).Select(j => p[i] * cumulative[i][j] * T.Log(cumulative[i][j] / marginal[j])).Sum()).Sum();
    }

    /// <summary>-sum p log p over the support.</summary>
    public static T Entropy<T>(T[] p, int[] support) where T : ILogField<T> => -support.Select(i => p[i] * T.Log(p[i])).Sum();
}
