using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong learned variances. Right: <see cref="LearnedRange"/>, whose arguments these have.</summary>
public static class LearnedRangeMistakes
{
    /// <summary>v = out. Wrong: an output of -1 is then as far below beta~ as beta is above it.</summary>
    public static T OutputForTheShare<T>(T output, T logBeta, T logBetaTilde) where T : IField<T> =>
        output * logBeta + (1 - output) * logBetaTilde;

    /// <summary>v log beta~ + (1 - v) log beta. Wrong: the two ends exchanged.</summary>
    public static T EndsExchanged<T>(T output, T logBeta, T logBetaTilde) where T : IField<T> =>
        LearnedRange.LogVariance(output, logBetaTilde, logBeta);

    /// <summary>v beta + (1 - v) beta~. Wrong: the variances mixed, not their logarithms.</summary>
    public static T MixedVariances<T>(T output, T beta, T betaTilde) where T : IField<T> =>
        LearnedRange.LogVariance(output, beta, betaTilde);
}
