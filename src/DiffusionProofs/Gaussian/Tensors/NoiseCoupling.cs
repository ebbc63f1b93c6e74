using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>What it costs to move noised points back to the data: squared distances, whose means bound W_2^2 from above and from below.</summary>
/// <remarks>
/// Every draw back to the point it came from is a coupling of p_sigma with the data, and no coupling is cheaper than every draw to its nearest
/// point. By differences, so that nothing cancels: relative error at most (D + 3) u.
/// </remarks>
public static class NoiseCoupling
{
    /// <summary>|x - x_0|^2, [B].</summary>
    /// <param name="x">[B,D].</param>
    /// <param name="x0">[B,D], the points that x came from.</param>
    public static Tensor Cost(Tensor x, Tensor x0)
    {
        GaussianPosterior.Check(x, x0, nameof(x), nameof(x0));
        using var scope = NewDisposeScope();
        return (x - x0).Squared().sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>min_i |x - y_i|^2, [B].</summary>
    /// <param name="x">[B,D].</param>
    /// <param name="points">[N,D], N at least 1, of x's dtype and device.</param>
    public static Tensor LeastCost(Tensor x, Tensor points)
    {
        TensorRequire.Finite(x, nameof(x));
        TensorRequire.Finite(points, nameof(points));
        TensorRequire.SameKind(points, x, nameof(points), nameof(x));
        if (x.dim() != 2) throw new ArgumentException($"x must be [B, D], was {TensorRequire.Shape(x)}.", nameof(x));
        if (points.dim() != 2 || points.shape[0] < 1 || points.shape[1] != x.shape[1])
            throw new ArgumentException($"points must be [N, {x.shape[1]}] with N >= 1, was {TensorRequire.Shape(points)}.", nameof(points));
        using var scope = NewDisposeScope();
        var least = new List<Tensor>();
        // One row at a time: [N,D] of differences is as much as the points themselves take.
        for (long i = 0; i < x.shape[0]; i++)
        {
            using var row = NewDisposeScope();
            least.Add((points - x.narrow(0, i, 1)).Squared().sum(1).min().MoveToOuterDisposeScope());
        }
        return (least.Count == 0 ? x.sum(1) : stack(least)).MoveToOuterDisposeScope();
    }
}
