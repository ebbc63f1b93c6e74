using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>Bits a dimension of levels from a log-density, in batches: the tensor face of <see cref="DequantisationFormulas"/>.</summary>
public static class LevelLikelihood
{
    /// <summary>-log p(y)/(D log 2) + log2(K/2).</summary>
    /// <remarks>Off by at most (3 u + 4 2^-53) of the sizes of both terms. A bound of the levels' likelihood only where noise was added: its mean over u.</remarks>
    /// <param name="logDensity">Nats, of y = 2 (k + u)/K - 1 in D dimensions, u uniform in [0, 1)^D; any shape.</param>
    /// <param name="dimensions">D, at least 1.</param>
    /// <param name="levels">K, at least 2.</param>
    public static Tensor BitsPerDimension(Tensor logDensity, int dimensions, int levels)
    {
        TensorRequire.Finite(logDensity, nameof(logDensity));
        Require.AtLeastOne(dimensions, nameof(dimensions));
        if (levels < 2) throw new ArgumentOutOfRangeException(nameof(levels), $"levels must be at least 2, was {levels}.");
        using var scope = NewDisposeScope();
        return logDensity.DividedBy(-dimensions * Math.Log(2)).Plus(Math.Log2(levels) - 1).MoveToOuterDisposeScope();
    }
}
