using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

static class FormalSequences
{
    public static VariableNames Names(int length, int tokens) => new VariableNames().Vector("p", (int)Math.Pow(tokens, length) - 1);
}

/// <summary>Any law of sequences of tokens; the mask's id is the number of tokens.</summary>
/// <param name="free">All probabilities but the last.</param>
sealed class FormalSequences<T>(T[] free, int length, int tokens) where T : IField<T>
{
    readonly (int[] Sequence, T Probability)[] data = [.. SequenceRates.States(tokens, length).Zip([.. free, 1 - free.Sum()])];

    public int Mask => tokens;

    /// <summary>Every sequence of tokens and masks.</summary>
    public IEnumerable<int[]> Noisy => SequenceRates.States(tokens + 1, length);

    /// <summary>p_0 of what is visible.</summary>
    public T Visible(int[] x) => data.Where(d => d.Sequence.Zip(x).All(pair => pair.Second == tokens || pair.First == pair.Second)).Select(d => d.Probability).Sum();

    /// <summary>p_t(x): the mean over x_0 of the product of the tokens' transitions.</summary>
    /// <param name="noise">[tokens + 1][tokens + 1].</param>
    public T Noised(T[][] noise, int[] x) => data.Select(d => d.Sequence.Zip(x, (from, to) => noise[from][to]).Aggregate(d.Probability, (a, b) => a * b)).Sum();
}
