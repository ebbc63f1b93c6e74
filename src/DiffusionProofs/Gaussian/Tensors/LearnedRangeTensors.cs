using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The learned reverse variance in batches: the tensor face of <see cref="LearnedRange"/>.</summary>
public static class LearnedRangeTensors
{
    /// <summary>(out + 1)/2 log beta + (1 - out)/2 log beta~, of the output's shape; differentiable.</summary>
    /// <remarks>Right within 4 u ((|out| + 1) (|log beta| + |log beta~|)), u = 2^-53 or 2^-24.</remarks>
    /// <param name="output">The network's, any shape, float32 or float64.</param>
    /// <param name="beta">In (0, 1].</param>
    /// <param name="betaTilde">Above 0, at most beta: of a step t at least 2.</param>
    public static Tensor LogVariance(Tensor output, double beta, double betaTilde)
    {
        TensorRequire.Finite(output, nameof(output));
        Require.Positive(betaTilde, nameof(betaTilde));
        if (Require.InUnit(beta, nameof(beta)) < betaTilde)
            throw new ArgumentOutOfRangeException(nameof(betaTilde), FormattableString.Invariant($"betaTilde must be at most beta, {beta}, was {betaTilde}."));
        using var scope = NewDisposeScope();
        // The middle and half the width: what the output moves.
        double upper = Math.Log(beta), lower = Math.Log(betaTilde);
        return output.Times((upper - lower) / 2).Plus((upper + lower) / 2).MoveToOuterDisposeScope();
    }
}
