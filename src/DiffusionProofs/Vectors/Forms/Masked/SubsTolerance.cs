using DiffusionProofs.Gaussian;

namespace DiffusionProofs.TestVectors;

/// <summary>
/// Log-probabilities as implementations compute them, logit - log-sum-exp around the largest logit: where a probability is nearly 1 the
/// rounding of the log-sum-exp stays in its logarithm, and no exponential overflows.
/// </summary>
static class SubsTolerance
{
    public const string Derivation = "first-order rounding error with log-probabilities as logit - log-sum-exp around the largest logit";

    public static RoundedReal LogProbability(RoundedReal[] logits, int token, int mask) =>
        logits[token] - LogSumExp([.. logits.Where((_, j) => j != mask)]);

    public static RoundedReal LogProbabilityWithMask(RoundedReal[] logits, int category) => logits[category] - LogSumExp(logits);

    /// <summary>A mistake: log softmax over all of [V], in which the mask takes its share, so that the tokens do not sum to 1.</summary>
    public static RoundedReal WhereTheMaskTakesPart(RoundedReal[] logits, int token, int mask) => LogProbabilityWithMask(logits, token);

    static RoundedReal LogSumExp(RoundedReal[] logits) =>
        MixtureFormulas.LogSumExp(logits, Enumerable.Range(0, logits.Length).MaxBy(j => logits[j].Value));
}
