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
}
