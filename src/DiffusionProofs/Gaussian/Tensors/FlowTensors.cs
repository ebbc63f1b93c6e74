using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The velocity of a schedule's probability flow in batches: the tensor face of <see cref="FlowFormulas"/>.</summary>
public static class FlowTensors
{
    /// <summary>f x - g^2 score/2 at the time t, of x's shape, dtype and device.</summary>
    /// <param name="x">Any shape, float32 or float64.</param>
    /// <param name="score">Of x's shape, dtype and device.</param>
    /// <param name="t">One number in [0, 1] at which alpha is not 0, of x's dtype.</param>
    public static Tensor Velocity(this IGaussianSchedule schedule, Tensor x, Tensor score, Tensor t)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        TensorRequire.Finite(x, nameof(x));
        TensorRequire.SameShape(score, x, nameof(score), nameof(x));
        TensorRequire.SameKind(t, x, nameof(t), nameof(x));
        using var scope = NewDisposeScope();
        Tensor alpha = schedule.Alpha(t);
        if (t.dim() != 0) throw new ArgumentException($"t must be one number, was {TensorRequire.Shape(t)}.", nameof(t));
        if (alpha.Is(0).item<bool>()) throw new ArgumentException(FormattableString.Invariant($"t must be a time at which alpha is not 0, was {TensorRequire.Number(t)}."), nameof(t));
        TensorNumber drift = FlowFormulas.Drift<TensorNumber>(new(alpha), new(schedule.DAlpha(t)));
        TensorNumber squared = FlowFormulas.SquaredDiffusion(drift, new(schedule.Variance(t)), new(schedule.DVariance(t)));
        return FlowFormulas.Velocity(new TensorNumber(x), new(score), drift, squared).Value.MoveToOuterDisposeScope();
    }
}
