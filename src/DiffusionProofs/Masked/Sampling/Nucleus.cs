using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Nucleus (top-p) truncation.</summary>
public static class Nucleus
{
    /// <summary>The fewest most likely tokens whose mass is at least p, the others 0, not renormalised; equal ones are kept in the order of the sort.</summary>
    /// <param name="probabilities">[...,V], not negative. A row whose mass is below p, or reaches it only up to the V roundings of its sum, is kept whole.</param>
    /// <param name="mass">p, in (0, 1].</param>
    public static Tensor Keep(Tensor probabilities, double mass)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.dtype is not (ScalarType.Float32 or ScalarType.Float64) || probabilities.dim() < 1)
            throw new ArgumentException(
                $"probabilities must be [..., V], float32 or float64, was {TensorRequire.Shape(probabilities)}, {probabilities.dtype}.", nameof(probabilities));
        if (!(mass > 0 && mass <= 1))
            throw new ArgumentOutOfRangeException(nameof(mass), FormattableString.Invariant($"mass must be in (0, 1], was {mass}."));
        using var scope = NewDisposeScope();
        if (probabilities.isnan().any().item<bool>() || probabilities.IsBelow(0).any().item<bool>())
            throw new ArgumentException("probabilities must not be negative, nor NaN; one was.", nameof(probabilities));
        (Tensor sorted, Tensor order) = probabilities.sort(-1, descending: true);
        // A token is kept while those before it have not reached p: the one that crosses is kept.
        Tensor before = sorted.cumsum(-1) - sorted;
        Tensor kept = where(before.IsBelow(mass), sorted, zeros_like(sorted));
        return zeros_like(sorted).scatter(-1, order, kept).MoveToOuterDisposeScope();
    }
}
