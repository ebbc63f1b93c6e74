using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong predictions from logits. Right: <see cref="SubsFormulas"/>.</summary>
public static class SubsMistakes
{
    /// <summary>exp(logit)/sum over everything: the mask keeps a share, and the tokens sum to less than 1.</summary>
    /// <param name="exponentials">exp(logits), [V].</param>
    public static T[] MaskInTheSoftmax<T>(T[] exponentials) where T : IField<T>
    {
        T sum = exponentials.Sum();
        return [.. exponentials.Select(u => u / sum)];
    }

    /// <summary>The logit itself. Wrong: not normalised.</summary>
    public static T NotNormalised<T>(T[] logits, int token, int mask) where T : IField<T> => logits[token];

    /// <summary>
    /// -10^6 for log 0, which MDLM's code adds to the mask's logit before the softmax. Wrong where it is read as a logarithm: times 0 it is 0,
    /// and a KL that is infinite comes out as a number.
    /// <see href="https://github.com/kuleshov-group/mdlm/blob/master/diffusion.py">diffusion.py</see>.
    /// </summary>
    public static T FiniteLogOfZero<T>() where T : IField<T> => T.From(-1_000_000);
}
