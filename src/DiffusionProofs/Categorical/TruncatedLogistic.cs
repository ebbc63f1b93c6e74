using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>A discretised logistic over K ordered categories as a model's law, renormalised: the bins at the edges do not get the tails.</summary>
/// <remarks>Nats. Source: Austin et al., D3PM, arXiv:2107.03006, appendix A.8.</remarks>
public static class TruncatedLogistic
{
    /// <summary>
    /// log of sigmoid(s (c + w/2)) - sigmoid(s (c - w/2)), [K], without the difference: logsigmoid(s (c + w/2)) + logsigmoid(-s (c - w/2)) +
    /// log(1 - exp(-s w)), with s = exp(2 - logScale), w = 2/(K - 1), c = linspace(-1, 1, K) - location.
    /// </summary>
    /// <param name="location">On [-1, 1], where the categories lie.</param>
    public static T[] Logits<T>(T location, T logScale, int categories) where T : IRealField<T>
    {
        if (categories < 2) throw new ArgumentOutOfRangeException(nameof(categories), $"categories must be at least 2, was {categories}.");
        T inverse = T.Exp(2 - logScale), half = T.One / (categories - 1), width = T.Log(-T.Expm1(-2 * inverse * half));
        T LogSigmoid(T x) => -T.Log1p(T.Exp(-x));
        return
        [
            .. Enumerable.Range(0, categories).Select(k =>
            {
                T centre = T.From(2 * k - (categories - 1)) / (categories - 1) - location;
                return LogSigmoid(inverse * (centre + half)) + LogSigmoid(-inverse * (centre - half)) + width;
            }),
        ];
    }

    /// <summary>The logarithms of the probabilities, [K].</summary>
    /// <inheritdoc cref="Logits"/>
    public static T[] LogProbabilities<T>(T location, T logScale, int categories) where T : IRealField<T>
    {
        T[] logits = Logits(location, logScale, categories);
        T sum = T.Log(logits.Select(T.Exp).Sum());
        return [.. logits.Select(l => l - sum)];
    }
}
