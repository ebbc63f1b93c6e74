using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong posteriors of discrete diffusion. Arguments as in <see cref="CategoricalFormulas"/>.</summary>
public static class CategoricalPosteriorMistakes
{
    /// <summary>The row x_t of Q_t in the place of its column. Wrong where Q_t is not symmetric.</summary>
    public static T[] RowOfTheStep<T>(T[][] step, T[][] before, int x0, int xt) where T : IField<T> =>
        CategoricalFormulas.Posterior(LinearAlgebra.Transpose(step), before, x0, xt);

    /// <summary>Divided by (Q_1 ... Q_t)[x_t, x_0], x_t noised another t steps, instead of [x_0, x_t]. Wrong where the product is not symmetric.</summary>
    public static T[] EvidenceFromTheNoisyToken<T>(T[][] step, T[][] before, int x0, int xt) where T : IField<T>
    {
        T evidence = LinearAlgebra.Combine(before[xt], step)[x0];
        return [.. before[x0].Select((p, j) => step[j][xt] * p / evidence)];
    }

    /// <summary>Q_1 ... Q_t in the place of Q_1 ... Q_{t-1}.</summary>
    public static T[] ProductWithTheStep<T>(T[][] step, T[][] before, int x0, int xt) where T : IField<T> =>
        CategoricalFormulas.Posterior(step, LinearAlgebra.Multiply(before, step), x0, xt);

    /// <summary>The law that the noise draws from as the single number pi[x_t], at every x_{t-1}: right at x_{t-1} = x_t alone.</summary>
    /// <param name="keep">The probability that no noise came before t.</param>
    public static T[] ScalarInvariant<T>(T[][] step, T keep, T[] pi, int x0, int xt) where T : IField<T> =>
        CategoricalFormulas.Normalised([.. pi.Select((_, j) => step[j][xt] * ((j == x0 ? keep : T.Zero) + (1 - keep) * pi[xt]))]);

    /// <summary>x_{t-1} drawn from q(. | x_0) and put where q(x_{t-1} | x_0) belongs. Wrong: normalised, nothing of x_t is left, and the mean is that law itself.</summary>
    public static T[] DrawnBefore<T>(T[][] before, int x0) where T : IField<T> => before[x0];

    /// <summary>Eq. 4 over k steps without its normalisation, as section 3.3 prints it.</summary>
    /// <inheritdoc cref="CategoricalFormulas.ReverseOverSteps"/>
    public static T[] NotNormalised<T>(T[][][] steps, T[][] before, T[] predicted, int xt) where T : IField<T>
    {
        T[][] product = CategoricalFormulas.Cumulative(steps, predicted.Length)[^1];
        return [.. LinearAlgebra.Combine(predicted, before).Select((p, j) => product[j][xt] * p)];
    }
}
