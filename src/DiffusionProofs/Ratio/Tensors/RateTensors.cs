using DiffusionProofs.Masked;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>The rates forward in time, in O(V) a position.</summary>
/// <remarks>The tensor face of <see cref="ClosedRate.Rate"/>; backward: <see cref="ReverseRateTensors"/>. Source: Lou et al., SEDD, arXiv:2310.16834, eqs. 15 and 16, code, graph_lib.</remarks>
public static class RateTensors
{
    /// <summary>Q[x, .], [B,L,V], per unit of sigma: rows sum to 0 up to rounding, each entry right to u.</summary>
    /// <param name="rate"><see cref="UniformRate"/> or <see cref="AbsorbingRate"/>.</param>
    /// <param name="x">[B,L] or any [B,...], int64.</param>
    /// <param name="type">float32 or float64.</param>
    public static Tensor Rows(ClosedRate rate, Tensor x, ScalarType type)
    {
        int? mask = RatioRequire.Mask(rate);
        RatioRequire.Categories(x, rate, nameof(x));
        if (type is not (ScalarType.Float32 or ScalarType.Float64)) throw new ArgumentException($"type must be float32 or float64, was {type}.", nameof(type));
        using var scope = NewDisposeScope();
        Tensor Of(double value) => tensor(value, type, x.device).expand([.. x.shape, 1]);
        Tensor own = x.unsqueeze(-1), all = Of(mask is null ? 1.0 / rate.Categories : 0).expand([.. x.shape, rate.Categories]);
        if (mask is not { } id) return all.scatter(-1, own, Of((1 - rate.Categories) / (double)rate.Categories)).MoveToOuterDisposeScope();
        // The mask stays: where x is the mask the 1 lands on -1 and makes 0.
        Tensor ids = tensor((long)id, ScalarType.Int64, x.device).expand([.. x.shape, 1]);
        return all.scatter(-1, own, Of(-1)).scatter_add(-1, ids, Of(1)).MoveToOuterDisposeScope();
    }
}
