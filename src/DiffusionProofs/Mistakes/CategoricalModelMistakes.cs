using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong schedules and models of discrete diffusion.</summary>
public static class CategoricalModelMistakes
{
    /// <summary>-I/H as the share of the information that is gone: the last form of D3PM's eq. 17 as printed, without the 1.</summary>
    /// <inheritdoc cref="NoiseSchedules.InformationLost"/>
    public static T InformationLostAsPrinted<T>(T[][] cumulative, T[] p, int[] support, Func<int, int[]> reached) where T : ILogField<T> =>
        NoiseSchedules.InformationLost(cumulative, p, support, reached) - 1;

    /// <summary>
    /// log(sigmoid(a) - sigmoid(b)) as logsigmoid(a) + log(1 - exp(logsigmoid(b) - logsigmoid(a)) + 1e-6). Wrong: the upper tail is held up at about
    /// -13.8, the lower is not.
    /// </summary>
    /// <inheritdoc cref="TruncatedLogistic.Logits"/>
    public static T[] FlooredLogits<T>(T location, T logScale, int categories) where T : IRealField<T> =>
        DifferenceLogits(location, logScale, categories, T.One / (categories - 1), T.One / 1_000_000);

    /// <summary>Bins of width 1/(K - 1), half the distance between the centres.</summary>
    /// <inheritdoc cref="TruncatedLogistic.Logits"/>
    public static T[] LogitsOfHalfBins<T>(T location, T logScale, int categories) where T : IRealField<T> =>
        DifferenceLogits(location, logScale, categories, T.One / (2 * (categories - 1)), T.Zero);

    static T[] DifferenceLogits<T>(T location, T logScale, int categories, T half, T floor) where T : IRealField<T>
    {
        T inverse = T.Exp(2 - logScale);
        T LogSigmoid(T x) => -T.Log1p(T.Exp(-x));
        return
        [
            .. Enumerable.Range(0, categories).Select(k =>
            {
                T centre = T.From(2 * k - (categories - 1)) / (categories - 1) - location;
                (T upper, T lower) = (LogSigmoid(inverse * (centre + half)), LogSigmoid(inverse * (centre - half)));
                return upper + T.Log(floor - T.Expm1(lower - upper));
            }),
        ];
    }

    /// <summary>KL with 1e-6 inside both logarithms. Wrong: finite where p has no mass, and biased elsewhere.</summary>
    public static T FlooredDivergence<T>(T[] q, T[] p) where T : ILogField<T> =>
        q.Zip(p, (a, b) => a * (T.Log(a + T.One / 1_000_000) - T.Log(b + T.One / 1_000_000))).Sum();

    /// <summary>The losses of all masked positions at every step of autoregression, where one alone is revealed.</summary>
    /// <param name="losses">[T][...]: at each step those of the masked positions, the revealed one first.</param>
    public static T AllMaskedPositions<T>(T[][] losses) where T : IField<T> => losses.Select(step => step.Sum()).Sum();

    /// <summary>The bound plus lambda times the mean of the cross-entropies over t. Wrong as the code's loss: its lambda stands before their sum.</summary>
    /// <inheritdoc cref="HybridLoss.OverSteps"/>
    public static T MeanCrossEntropy<T>(T[] terms, T[] crossEntropies, T lambda) where T : IField<T> =>
        terms.Sum() + lambda * crossEntropies.Sum() / crossEntropies.Length;

    /// <summary>Every token drawn anew: the last product put down as the stationary law of uniform noise, whatever the last step left.</summary>
    public static RankOneStep<T> ForcedLastState<T>() where T : IField<T> => RankOneStep<T>.OfUniform(T.One);
}
