using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong transition matrices of discrete diffusion. Arguments as in <see cref="ToeplitzKernels"/> and <see cref="RankOneStep{T}"/>.</summary>
public static class CategoricalKernelMistakes
{
    /// <summary>beta/(K - 1) off the diagonal and 1 - beta on it. Wrong: a token drawn anew may be the same, and stays with 1 - beta + beta/K.</summary>
    public static T[][] UniformWithoutReturn<T>(T beta, int categories) where T : IField<T> =>
        [.. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Select(j => i == j ? 1 - beta : beta / (categories - 1)).ToArray())];

    /// <summary>Q_t ... Q_1, the first the identity. Wrong for row-stochastic matrices, which act on rows from the right.</summary>
    public static T[][][] ReversedProduct<T>(T[][][] steps, int categories) where T : IField<T>
    {
        T[][] product = LinearAlgebra.Identity<T>(categories);
        return [product, .. steps.Select(step => product = LinearAlgebra.Multiply(step, product))];
    }

    /// <summary>The products of the (1 - beta) with one factor more than steps, as far as there are factors.</summary>
    public static T[] SurvivalOneFactorMore<T>(T[] betas) where T : IField<T>
    {
        T[] right = NoiseSchedules.Survival(betas);
        return [.. right[1..], right[^1]];
    }

    /// <summary>w_|i-j|, each row divided by its sum. Wrong: neither symmetric nor doubly stochastic, so the even law is not stationary.</summary>
    public static T[][] NormalisedRows<T>(T[] weights, int categories) where T : IField<T> =>
        [.. Enumerable.Range(0, categories).Select(i => CategoricalFormulas.Normalised(
            [.. Enumerable.Range(0, categories).Select(j => Math.Abs(i - j) < weights.Length ? weights[Math.Abs(i - j)] : T.Zero)]))];

    /// <summary>The Gaussian's weights on a grid linspace(0, K, K), of step K/(K - 1), instead of 0..K - 1.</summary>
    public static T[] GaussianWeightsOnAWiderGrid<T>(T beta, int categories, int bands) where T : IRealField<T> =>
        ToeplitzKernels.GaussianWeights(beta * (categories - 1) * (categories - 1) / (categories * categories), categories, bands);

    /// <summary>
    /// Of beta an even share for every category within the width, itself among them, in each row. Wrong: fewer are within it at the edges, and the
    /// stationary law is in proportion to their number.
    /// </summary>
    public static T[][] BandNormalised<T>(T beta, int categories, int width) where T : IField<T> =>
        [.. NormalisedRows(Enumerable.Repeat(T.One, width + 1).ToArray(), categories).Select((row, i) =>
            row.Select((share, j) => beta * share + (i == j ? 1 - beta : T.Zero)).ToArray())];

    /// <summary>The mask's row is its own. Wrong where the mask takes part in the uniform share: it leaves then with all but beta/K of it.</summary>
    public static T[][] MaskStays<T>(RankOneStep<T> step, int categories, int mask) where T : IField<T>
    {
        T[][] q = step.Matrix(categories, mask);
        q[mask] = LinearAlgebra.Identity<T>(categories)[mask];
        return q;
    }

    /// <summary>I + rate R. Wrong beyond small rates, and negative at large ones.</summary>
    /// <param name="neighbours">As for <see cref="NeighbourGenerator.Generator"/>.</param>
    public static T[][] FirstOrder<T>(int[][] neighbours, T rate) where T : IField<T> =>
        LinearAlgebra.Add(LinearAlgebra.Identity<T>(neighbours.Length), LinearAlgebra.Scale(rate, NeighbourGenerator.Generator<T>(neighbours)));

    /// <summary>Rows, then columns, divided by their sums, again and again. Wrong as a doubly stochastic matrix: rows sum to 1 in the limit at best.</summary>
    public static T[][] Sinkhorn<T>(T[][] weights, int rounds) where T : IField<T>
    {
        T[][] q = weights;
        for (int i = 0; i < rounds; i++)
            q = LinearAlgebra.Transpose<T>([.. LinearAlgebra.Transpose<T>([.. q.Select(CategoricalFormulas.Normalised)]).Select(CategoricalFormulas.Normalised)]);
        return q;
    }

    /// <summary>cos^2 in the place of cos: improved DDPM's schedule, not D3PM's.</summary>
    /// <param name="alpha">The product of D3PM's 1 - beta.</param>
    public static T SquaredCosine<T>(T alpha) where T : IField<T> => alpha.Squared();

    /// <summary>T + 1 points from 0 to T, over T + 1: half of a grid mended that was right. Wrong: the last is T/(T + 1).</summary>
    public static Rational[] GridToTOverOneMore(int steps) => [.. Enumerable.Range(0, steps + 1).Select(i => new Rational(i, steps + 1))];

    /// <summary>T + 1 points from 0 to T + 1, over T: the other half mended. Wrong: the last is (T + 1)/T.</summary>
    public static Rational[] GridToOneMoreOverT(int steps) => [.. Enumerable.Range(0, steps + 1).Select(i => new Rational(i, steps) * new Rational(steps + 1, steps))];

    /// <summary>The last feature of every embedding dropped along with the mask's row.</summary>
    public static double[][] WithoutTheLastFeature(double[][] embeddings) => [.. embeddings.Select(e => e[..^1])];

    /// <summary>-R: rows sum to 0 and nothing off the diagonal is positive, as D3PM's appendix A.4.2 prints it. Wrong: its exponential has negative entries.</summary>
    /// <param name="neighbours">As for <see cref="NeighbourGenerator.Generator"/>.</param>
    public static T[][] SignAsPrinted<T>(int[][] neighbours) where T : IField<T> => LinearAlgebra.Scale(-T.One, NeighbourGenerator.Generator<T>(neighbours));

    /// <summary>A band of an even number of entries, 1 to the left of the diagonal and 2 to the right. Wrong: not symmetric.</summary>
    /// <param name="beta">Over K off the diagonal, as in <see cref="ToeplitzKernels.Band"/>.</param>
    public static T[][] LopsidedBand<T>(T beta, int categories) where T : IField<T> => [.. Enumerable.Range(0, categories).Select(i =>
    {
        T[] row = [.. Enumerable.Range(0, categories).Select(j => j - i is -1 or 1 or 2 ? beta / categories : T.Zero)];
        row[i] = 1 - row.Sum();
        return row;
    })];

    /// <summary>(I + rate R/2^k)^(2^k) for the exponential: off by about rate^2/2^(k + 1).</summary>
    /// <param name="neighbours">As for <see cref="NeighbourGenerator.Generator"/>.</param>
    public static T[][] SquaredFirstOrder<T>(int[][] neighbours, T rate, int squarings) where T : IField<T>
    {
        T[][] power = FirstOrder(neighbours, rate / T.From(1L << squarings));
        for (int i = 0; i < squarings; i++) power = LinearAlgebra.Multiply(power, power);
        return power;
    }

    /// <summary>(q + 1e-6)/(1 + K 1e-6): what is drawn from log(q + 1e-6). Wrong: where q is 0 too.</summary>
    public static T[] FlooredLaw<T>(T[] q) where T : IField<T> => CategoricalFormulas.Normalised([.. q.Select(p => p + T.One / 1_000_000)]);
}
