using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong rates and transitions of chains in continuous time. Row convention, as in <see cref="IRateMatrix"/>.</summary>
public static class RateMistakes
{
    /// <summary>alpha I + (1 - alpha) 1 1^T/V for rates of 1 (SEDD, eq. 15). Wrong: those have alpha^V; right for rates of 1/V.</summary>
    public static T[][] UnscaledUniformAsScaled<T>(T alpha, int categories) where T : IField<T> => new UniformRate(categories).AtAlpha(alpha);

    /// <summary>A matrix in columns taken for one in rows.</summary>
    public static T[][] ColumnsForRows<T>(T[][] matrix) => LinearAlgebra.Transpose(matrix);

    /// <summary>The stay probability taken for e^sigma. Right: alpha = e^-sigma.</summary>
    public static T[][] KeptWithPositiveSigma<T>(ClosedRate rate, T alpha) where T : IField<T> => rate.AtAlpha(1 / alpha);

    /// <summary>
    /// Absorbing noise that draws a token with 1 - alpha instead of masking: q(x_t = y | x_0) = (1 - alpha) p(y). Wrong: no token becomes another.
    /// </summary>
    /// <param name="law">p, [V], 0 at the mask.</param>
    public static T[][] TokensRedrawn<T>(T alpha, T[] law, int mask) where T : IField<T> =>
        [.. law.Select((_, x) => law.Select((p, y) => (x == mask ? (y == mask ? T.One : T.Zero) : (x == y ? alpha : T.Zero) + (1 - alpha) * p)).ToArray())];

    /// <summary>e^sigma I + (1 - e^-sigma) 1 w^T for exp(-sigma Q). Wrong: the share of the rest is 1 - e^sigma, below 0.</summary>
    public static T[][] HalfInverse<T>(ClosedRate rate, T alpha) where T : IField<T> =>
        LinearAlgebra.Add(rate.AtAlpha(alpha), LinearAlgebra.Scale(1 / alpha - alpha, LinearAlgebra.Identity<T>(rate.Categories)));

    /// <summary>Rates of sequences as the product of the tokens' entries: not 0 where several places differ. That is how transitions multiply.</summary>
    public static T[][] ProductOfRates<T>(T[][] token, int length) where T : IField<T> => SequenceRates.Transition(token, length);

    /// <summary>Every place that differs counts, at any Hamming distance.</summary>
    public static T[][] AllPlacesAtOnce<T>(T[][] token, int length) where T : IField<T>
    {
        int[][] states = [.. SequenceRates.States(token.Length, length)];
        return [.. states.Select(x => states.Select(y => (x.SequenceEqual(y) ? x.Zip(y) : x.Zip(y).Where(pair => pair.First != pair.Second))
            .Select(pair => token[pair.First][pair.Second]).Sum()).ToArray())];
    }

    /// <summary>Q[x][y] s[x][y]: the forward rate not exchanged. Right for symmetric rates alone.</summary>
    public static T[][] ReverseWithoutExchange<T>(T[][] rate, T[][] score) where T : IField<T> => ReverseRates.FromScore(LinearAlgebra.Transpose(rate), score);

    /// <summary>Q[y][x] p(x)/p(y): the ratio upside down.</summary>
    public static T[][] ReverseUpsideDown<T>(T[][] rate, T[][] score) where T : IField<T> => ReverseRates.FromScore(rate, LinearAlgebra.Transpose(score));

    /// <summary>The forward diagonal kept: rows no longer sum to 0.</summary>
    public static T[][] ReverseWithForwardDiagonal<T>(T[][] rate, T[][] score) where T : IField<T> =>
        [.. ReverseRates.FromScore(rate, score).Select((row, x) => row.Select((entry, y) => x == y ? rate[x][x] : entry).ToArray())];

    /// <summary>CSM's score, the ratio less 1, put where the ratio belongs.</summary>
    public static T[][] ReverseFromLessOne<T>(T[][] rate, T[][] score) where T : IField<T> => ReverseRates.FromScore(rate, ConcreteScores.LessOne(score));

    /// <summary>1e-9 added to q(x | x_0) below the fraction, against division by zero: the rates are biased.</summary>
    /// <inheritdoc cref="ReverseRates.FromDenoiser"/>
    public static T[][] GuardedDenominator<T>(T[][] rate, T[][] transition, T[][] denoiser) where T : IField<T> =>
        ReverseRates.WithDiagonal(rate.Length, (x, y) => rate[y][x] * Enumerable.Range(0, rate.Length)
            .Select(x0 => transition[x0][y] / (transition[x0][x] + T.One / 1_000_000_000) * denoiser[x][x0]).Sum());
}
