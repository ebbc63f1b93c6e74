using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Nucleus (top-p) truncation.</summary>
public static class Nucleus
{
    /// <summary>The fewest most likely tokens whose mass is at least p, the others 0, not renormalised; equal ones are kept in the order of the sort.</summary>
    /// <param name="probabilities">[...,V], not negative, each row with a mass of at least p.</param>
    /// <param name="mass">p, in (0, 1].</param>
    public static Tensor Keep(Tensor probabilities, double mass)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.dtype is not (ScalarType.Float32 or ScalarType.Float64) || probabilities.dim() < 1)
            throw new ArgumentException(
                $"probabilities must be [..., V], float32 or float64, was {TokenRequire.Shape(probabilities)}, {probabilities.dtype}.", nameof(probabilities));
        if (!(mass > 0 && mass <= 1))
            throw new ArgumentOutOfRangeException(nameof(mass), FormattableString.Invariant($"mass must be in (0, 1], was {mass}."));
        using var scope = NewDisposeScope();
        (Tensor sorted, Tensor order) = probabilities.sort(-1, descending: true);
        // A token is kept while those before it have not reached p: the one that crosses is kept.
        Tensor before = sorted.cumsum(-1) - sorted;
        Tensor kept = where(before.IsBelow(mass), sorted, zeros_like(sorted));
        return zeros_like(sorted).scatter(-1, order, kept).MoveToOuterDisposeScope();
    }
}
