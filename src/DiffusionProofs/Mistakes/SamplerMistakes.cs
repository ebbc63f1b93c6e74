using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong steps of samplers of masked diffusion, on numbers and on tensors.</summary>
public static class SamplerMistakes
{
    /// <summary>All on the most likely token, the first of equals: what masks that are left get by argmax. Wrong: biased to the mode.</summary>
    public static Rational[] Greedy(Rational[] row)
    {
        int best = Array.IndexOf(row, row.Max());
        return [.. row.Select((_, j) => j == best ? Rational.One : Rational.Zero)];
    }

    /// <summary>"Is it revealed?", and then a draw from the row that has the mask in it again: the reveal probability comes in twice.</summary>
    public static T[] RevealedTwice<T>(T[] predicted, int mask, T alphaS, T alphaT) where T : IField<T>
    {
        T reveal = MaskedFormulas.RevealProbability(alphaS, alphaT);
        return [.. MaskedFormulas.Reverse(predicted, mask, alphaS, alphaT).Select((p, j) => reveal * p + (j == mask ? 1 - reveal : T.Zero))];
    }

    /// <summary>The answer at the first step used at every step. Wrong where the model depends on time.</summary>
    public static T[] FirstAnswer<T>(T[][] answers, int step) where T : IField<T> => answers[0];

    /// <summary>Whether torch.allclose takes the ids for the same: it allows 1e-5 of an id, which is 1 and more from 100 000 on.</summary>
    public static bool SameByAllclose(Tensor tokens, Tensor other) => allclose(tokens, other);

    /// <summary>u &lt;= p. Wrong: at p = 0 it happens where u is 0.</summary>
    public static Tensor HappensAtMost(Tensor u, double probability) => u.IsAtMost(probability);

    /// <summary>The tokens whose cumulated mass is at most p. Wrong: without the one that crosses p the mass kept is below p, or none.</summary>
    public static Tensor NucleusWithoutTheCrossing(Tensor probabilities, double mass)
    {
        using var scope = NewDisposeScope();
        (Tensor sorted, Tensor order) = probabilities.sort(-1, descending: true);
        Tensor kept = where(sorted.cumsum(-1).IsAtMost(mass), sorted, zeros_like(sorted));
        return zeros_like(sorted).scatter(-1, order, kept).MoveToOuterDisposeScope();
    }

    /// <summary>A step that draws at every position, visible ones too: what comes without carry-over.</summary>
    /// <inheritdoc cref="AncestralStep.Take(Tensor, Tensor, int, double, Generator)"/>
    public static Tensor StepWithoutCarryOver(Tensor tokens, Tensor logProbabilities, int mask, double reveal, Generator generator)
    {
        using var scope = NewDisposeScope();
        Tensor masks = tensor([.. Enumerable.Repeat((long)mask, (int)tokens.numel())], tokens.shape, ScalarType.Int64, tokens.device);
        return AncestralStep.Take(masks, logProbabilities, mask, reveal, generator).MoveToOuterDisposeScope();
    }
}
