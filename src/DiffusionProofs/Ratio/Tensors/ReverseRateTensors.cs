using DiffusionProofs.Masked;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>The rates backward in time from x_t, in O(V) a position.</summary>
/// <remarks>The tensor face of <see cref="ReverseRates.FromScore"/>. Source: Lou et al., SEDD, arXiv:2310.16834, eq. 3.</remarks>
public static class ReverseRateTensors
{
    /// <summary>Qbar[x_t, .], [B,L,V], per unit of sigma: Q[y][x_t] s[y], and minus their sum at x_t.</summary>
    /// <param name="rate"><see cref="UniformRate"/> or <see cref="AbsorbingRate"/>: a token of absorbing noise has no rate backward.</param>
    /// <param name="score">s, [B,L,V], float32 or float64; that of x_t counts for nothing.</param>
    /// <param name="xt">[B,L], int64.</param>
    /// <remarks>Right to 2 u off the diagonal, to (V + 2) u times the sum of the sizes on it.</remarks>
    public static Tensor Rows(ClosedRate rate, Tensor score, Tensor xt)
    {
        int? mask = RatioRequire.Mask(rate);
        RatioRequire.Scores(score, rate, nameof(score));
        RatioRequire.Categories(xt, rate, score, nameof(xt));
        using var scope = NewDisposeScope();
        Tensor own = xt.unsqueeze(-1), none = zeros([.. xt.shape, 1], dtype: score.dtype, device: score.device), off = score.scatter(-1, own, none);
        off = mask is { } id ? where(TokenSet.IsMask(xt, id).unsqueeze(-1), off, zeros_like(off)) : Runtime.TensorArithmetic.DividedBy(off, rate.Categories);
        return off.scatter(-1, own, none - off.sum(-1, keepdim: true)).MoveToOuterDisposeScope();
    }
}
