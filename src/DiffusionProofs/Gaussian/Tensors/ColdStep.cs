using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>A step of cold diffusion in batches, for degradations that are matrices: the tensor face of <see cref="ColdFormulas"/>.</summary>
/// <remarks>A row of x is a point, so B x is x B^T here. Each result is off by at most D + 3 unit roundoffs of the sum of magnitudes.</remarks>
public static class ColdStep
{
    /// <summary>Algorithm 1: B_{s-1} R, [B,D].</summary>
    /// <param name="restored">R(x_s, s), [B,D].</param>
    /// <param name="previous">B_{s-1}, [D,D]; the identity at s = 1.</param>
    public static Tensor Naive(Tensor restored, Tensor previous)
    {
        Check(restored, previous, nameof(previous));
        using var scope = NewDisposeScope();
        return restored.mm(previous.t()).MoveToOuterDisposeScope();
    }

    /// <summary>Algorithm 2: x_s - (B_s - B_{s-1}) R, [B,D]; of matrices that are nearly the same, only the difference meets R.</summary>
    /// <param name="xs">x_s, [B,D].</param>
    /// <param name="restored">R(x_s, s), [B,D].</param>
    /// <param name="degradation">B_s, [D,D].</param>
    /// <param name="previous">B_{s-1}, [D,D]; the identity at s = 1.</param>
    public static Tensor Improved(Tensor xs, Tensor restored, Tensor degradation, Tensor previous)
    {
        Check(restored, degradation, nameof(degradation));
        Check(restored, previous, nameof(previous));
        TensorRequire.SameShape(xs, restored, nameof(xs), nameof(restored));
        using var scope = NewDisposeScope();
        return (xs - restored.mm((degradation - previous).t())).MoveToOuterDisposeScope();
    }

    static void Check(Tensor restored, Tensor matrix, string name)
    {
        TensorRequire.Finite(restored, nameof(restored));
        if (restored.dim() != 2) throw new ArgumentException($"restored must be [B, D], was {TensorRequire.Shape(restored)}.", nameof(restored));
        TensorRequire.Rows(matrix, restored.shape[1], name);
        if (matrix.shape[0] != matrix.shape[1])
            throw new ArgumentException($"{name} must be [{restored.shape[1]}, {restored.shape[1]}], was {TensorRequire.Shape(matrix)}.", name);
        TensorRequire.SameKind(matrix, restored, name, nameof(restored));
    }
}
