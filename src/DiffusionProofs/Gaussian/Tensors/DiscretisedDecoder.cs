using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>Log-probabilities of K grey levels, in batches: the tensor face of <see cref="DecoderFormulas"/>.</summary>
/// <remarks>mean and z: any shape [...]; results [..., K], in nats.</remarks>
public static class DiscretisedDecoder
{
    /// <summary>log P(level k) of N(mean, sigma^2) cut into DDPM's bins, the first and last of which reach to infinity.</summary>
    /// <remarks>
    /// In float64 whatever the dtype, each bin from the tail on its own side of the mean: the difference of two values of erfc is off by
    /// (16 + 8 z^2) 2^-53 of the larger one, z its argument. -infinity where a probability is below the least float64.
    /// </remarks>
    /// <param name="sigma">Above 0.</param>
    /// <param name="levels">K, at least 2.</param>
    public static Tensor LogProbabilities(Tensor mean, double sigma, int levels)
    {
        TensorRequire.Finite(mean, nameof(mean));
        Require.Positive(sigma, nameof(sigma));
        using var scope = NewDisposeScope();
        double[] edges = [double.NegativeInfinity, .. DecoderFormulas.InnerEdges<Float64>(levels).Select(edge => edge.Value), double.PositiveInfinity];
        Tensor at = tensor(edges, [edges.Length], ScalarType.Float64, mean.device);
        Tensor standard = (at - mean.to(ScalarType.Float64).unsqueeze(-1)).DividedBy(Math.Sqrt(2) * sigma);
        Tensor lower = standard.narrow(-1, 0, levels), upper = standard.narrow(-1, 1, levels);
        Tensor right = lower.IsAbove(0), below = (-upper).erfc() - (-lower).erfc(), above = lower.erfc() - upper.erfc();
        return where(right, above, below).DividedBy(2).log().to(mean.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>VDM's log p(k | z_0), p proportional to q(z_0 | level k).</summary>
    /// <param name="alpha">Finite.</param>
    /// <param name="sigma">Above 0.</param>
    /// <param name="levels">K, at least 2.</param>
    public static Tensor LogReconstruction(Tensor z, double alpha, double sigma, int levels)
    {
        TensorRequire.Finite(z, nameof(z));
        Require.Finite(alpha, nameof(alpha));
        Require.Positive(sigma, nameof(sigma));
        using var scope = NewDisposeScope();
        double[] centres = [.. DecoderFormulas.CellCentres<Float64>(levels).Select(centre => alpha * centre.Value)];
        Tensor standard = (z.unsqueeze(-1) - tensor(centres, [levels], z.dtype, z.device)).DividedBy(sigma);
        return nn.functional.log_softmax(standard.Squared().DividedBy(-2), -1).MoveToOuterDisposeScope();
    }
}
