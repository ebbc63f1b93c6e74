using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong losses over ratios. Arguments as in <see cref="ScoreEntropyLosses"/>, <see cref="DwdseFormulas"/> and <see cref="PriorDivergences"/>.</summary>
public static class RatioLossMistakes
{
    /// <summary>K(a) = a log a, without -a: a pair's minimum is r and not 0.</summary>
    public static T PairOfShortConstant<T>(T score, T ratio) where T : ILogField<T> => ScoreEntropyFormulas.Pair(score, ratio) + ratio;

    /// <summary>K left out: a pair can be negative.</summary>
    public static T PairWithoutConstant<T>(T score, T ratio) where T : ILogField<T> => score - ratio * T.Log(score);

    /// <summary>The Bregman divergence of -log, s/r - log(s/r) - 1, as the pair. Wrong: the factor r is left out.</summary>
    public static T PairOfLogDivergence<T>(T score, T ratio) where T : ILogField<T> => score / ratio - T.Log(score / ratio) - 1;

    /// <summary>w[x][y] at the logarithm too. Wrong where weights are not symmetric: the logarithm's is that of the exchanged pair.</summary>
    public static T ImplicitWithoutExchange<T>(T[] p, T[][] score, T[][] weights) where T : ILogField<T> =>
        PairSums.Mean(p, (x, y) => weights[x][y] * (score[x][y] - T.Log(score[y][x])));

    /// <summary>w[x][y] log s[x][y] at x's own row: the expectation's states not exchanged at all.</summary>
    public static T ImplicitOfOwnRow<T>(T[] p, T[][] score, T[][] weights) where T : ILogField<T> =>
        PairSums.Mean(p, (x, y) => weights[x][y] * (score[x][y] - T.Log(score[x][y])));

    /// <summary>+ r log s: the minus before the logarithm lost (SEDD, last line of the proof of theorem 3.4).</summary>
    public static T DenoisingWithPlus<T>(T[] p0, T[][] transition, T[][] score, T[][] weights, int[] support, Func<int, int, bool> reaches) where T : ILogField<T> =>
        2 * Linear(p0, transition, score, weights, support, reaches) - ScoreEntropyLosses.Denoising(p0, transition, score, weights, support, reaches);

    /// <summary>q(x | x_0)/q(y | x_0), the ratio upside down.</summary>
    public static T DenoisingUpsideDown<T>(T[] p0, T[][] transition, T[][] score, T[][] weights) where T : ILogField<T> =>
        p0.Select((prior, x0) => prior * PairSums.Mean(transition[x0], (x, y) => weights[x][y] * (score[x][y] - transition[x0][x] / transition[x0][y] * T.Log(score[x][y])))).Sum();

    static T Linear<T>(T[] p0, T[][] transition, T[][] score, T[][] weights, int[] support, Func<int, int, bool> reaches) where T : IField<T> =>
        support.Select(x0 => p0[x0] * PairSums.Mean(transition[x0], Enumerable.Range(0, p0.Length).Where(x => reaches(x0, x)), (x, y) => weights[x][y] * score[x][y])).Sum();

    /// <summary>The weight Q[x_t][y], from x_t to y: SEDD's Q_t(x_t, y), which is in columns, read in rows. For absorbing noise it is not 0 at y = mask alone.</summary>
    public static T IntegrandReadInRows<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) where T : ILogField<T> =>
        DwdseFormulas.Integrand(LinearAlgebra.Transpose(rate), conditional, score, xt, sigmaDot, reaches);

    /// <summary>The weight sigma' for every y other than x_t, whatever x_t.</summary>
    public static T IntegrandOfEveryState<T>(T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) where T : ILogField<T> =>
        DwdseFormulas.Integrand([.. score.Select(_ => score.Select(_ => T.One).ToArray())], conditional, score, xt, sigmaDot, reaches);

    /// <summary>K left out of the bound, as constants are when one trains.</summary>
    public static T IntegrandWithoutConstant<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) where T : ILogField<T> =>
        DwdseFormulas.Integrand(rate, conditional, score, xt, sigmaDot, reaches) - sigmaDot * Enumerable.Range(0, score.Length).Where(y => y != xt && reaches(y))
            .Select(y => rate[y][xt] * ScoreEntropyFormulas.Constant(conditional[y] / conditional[xt])).Sum();

    /// <summary>sigma' left out.</summary>
    public static T IntegrandWithoutRate<T>(T[][] rate, T[] conditional, T[] score, int xt, Func<int, bool> reaches) where T : ILogField<T> =>
        DwdseFormulas.Integrand(rate, conditional, score, xt, T.One, reaches);

    /// <summary>The code's uniform form with x_t's own score and its logarithm kept in both means.</summary>
    public static T UniformWithOwnScore<T>(T[] score, T[] logScore, int xt, int x0, T expm1Sigma) where T : ILogField<T> =>
        TokenScoreEntropy.Uniform(score, logScore, xt, x0, expm1Sigma)
        + (score[xt] - (xt == x0 ? TokenScoreEntropy.UniformRatio(expm1Sigma, score.Length) : T.One) * logScore[xt]) / score.Length;

    /// <summary>1 - V/(e + V): right without rounding; in float32 it is 0 where e is below V 2^-25, and K(0) is then 0 log 0.</summary>
    public static T UniformRatioBySubtraction<T>(T expm1Sigma, int categories) where T : IField<T> => 1 - categories / (expm1Sigma + categories);

    /// <summary>The code's uniform form with that ratio: in float32 NaN at x_t = x_0 and infinite elsewhere, where little noise has been added.</summary>
    public static T UniformOfSubtractedRatio<T>(T[] score, T[] logScore, int xt, int x0, T expm1Sigma) where T : ILogField<T> =>
        TokenScoreEntropy.UniformByRatio(score, logScore, xt, x0, expm1Sigma, UniformRatioBySubtraction(expm1Sigma, score.Length));

    /// <summary>r = expm1(sigma) at the mask, upside down.</summary>
    public static T AbsorbingUpsideDown<T>(T[] score, T[] logScore, int xt, int x0, int mask, T expm1Sigma) where T : ILogField<T> =>
        TokenScoreEntropy.Absorbing(score, logScore, xt, x0, mask, 1 / expm1Sigma);

    /// <summary>The divergence of the even base without V: the negative entropy.</summary>
    public static T PriorWithoutCategories<T>(T alpha, int categories) where T : ILogField<T> =>
        PriorDivergences.Uniform(alpha, categories) - T.Log(T.From(categories));

    /// <summary>0, "since everything is masked": only at alpha = 0.</summary>
    public static T PriorOfFullMask<T>(T alpha) where T : IField<T> => T.Zero;

    /// <summary>The leak on each token, not spread over them: alpha log(alpha/leak).</summary>
    public static T PriorWithWholeLeak<T>(T alpha, T leak, int categories) where T : ILogField<T> =>
        PriorDivergences.Absorbing(alpha, leak, categories) - alpha * T.Log(T.From(categories - 1));

    /// <summary>Zero logits scaled by expm1(sigma) alone, without the number of tokens.</summary>
    public static T ScoreWithoutCategories<T>(T expLogit, T alpha) where T : IField<T> => expLogit * Md4Formulas.Odds(alpha);

    /// <summary>The mean over the places of a sequence. Right: their sum, in nats a sequence.</summary>
    public static T MeanOverPlaces<T>(T[] losses) where T : IField<T> => losses.Sum() / losses.Length;
}
