using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Runtime;

/// <summary>A schedule's closed form over a tensor of times.</summary>
static class UnitTimes
{
    /// <summary>The form at each entry of t: t's shape, dtype and device.</summary>
    /// <param name="t">Any shape, float32 or float64, in [0, 1].</param>
    /// <exception cref="ArgumentException">t is of another dtype, not finite or outside [0, 1].</exception>
    public static Tensor Evaluate(Tensor t, Func<TensorNumber, TensorNumber> form)
    {
        TensorRequire.Finite(t, nameof(t));
        using var scope = NewDisposeScope();
        if ((t.IsBelow(0) | t.IsAbove(1)).any().item<bool>())
            throw new ArgumentOutOfRangeException(
                nameof(t),
                FormattableString.Invariant(
                    $"t must be in [0, 1], ranged from {TensorRequire.Number(t.min())} to {TensorRequire.Number(t.max())}."));
        Tensor values = form(new(t)).Value;
        // A constant form, such as alpha = 1, does not know t's shape.
        return values.to(t.dtype).to(t.device).expand(t.shape).clone().MoveToOuterDisposeScope();
    }
}
