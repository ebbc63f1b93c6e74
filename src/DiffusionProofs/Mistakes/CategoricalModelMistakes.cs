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
    public static T[] FlooredLogits<T>(T location, T logScale, int categories) where T : IRealField<T>
    {
        T inverse = T.Exp(2 - logScale), half = T.One / (categories - 1);
        T LogSigmoid(T x) => -T.Log1p(T.Exp(-x));
        return
        [
            .. Enumerable.Range(0, categories).Select(k =>
            {
                T centre = T.From(2 * k - (categories - 1)) / (categories - 1) - location;
                (T upper, T lower) = (LogSigmoid(inverse * (centre + half)), LogSigmoid(inverse * (centre - half)));
                return upper + T.Log(1 - T.Exp(lower - upper) + T.One / 1_000_000);
            }),
        ];
    }

    /// <summary>The losses of all masked positions at every step of autoregression, where one alone is revealed.</summary>
    /// <param name="losses">[T][...]: at each step those of the masked positions, the revealed one first.</param>
    public static T AllMaskedPositions<T>(T[][] losses) where T : IField<T> => losses.Select(step => step.Sum()).Sum();
}
