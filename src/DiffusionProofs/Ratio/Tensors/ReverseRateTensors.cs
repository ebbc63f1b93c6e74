using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
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
        off = mask is { } id ? where(TokenSet.IsMask(xt, id).unsqueeze(-1), off, zeros_like(off)) : off.DividedBy(rate.Categories);
        return off.scatter(-1, own, none - off.sum(-1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>s[x][y] = p(y)/p(x), [V,V], for few categories.</summary>
    /// <param name="p">[V], above 0.</param>
    public static Tensor ConcreteScore(Tensor p)
    {
        RatioRequire.Law(p, nameof(p));
        using var scope = NewDisposeScope();
        if (p.IsAtMost(0).any().item<bool>()) throw new ArgumentOutOfRangeException(nameof(p), "p must be above 0: a ratio from a state of probability 0 is undefined.");
        return (p.unsqueeze(0) / p.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Qbar, [V,V], for any rates of few categories.</summary>
    /// <param name="rates">Q, [V,V].</param>
    /// <param name="score">s[x][y], [V,V]; its diagonal counts for nothing.</param>
    public static Tensor Dense(Tensor rates, Tensor score)
    {
        TensorRequire.Finite(rates, nameof(rates));
        if (rates.dim() != 2 || rates.shape[0] != rates.shape[1]) throw new ArgumentException($"rates must be [V, V], was {TensorRequire.Shape(rates)}.", nameof(rates));
        TensorRequire.SameShape(score, rates, nameof(score), nameof(rates));
        using var scope = NewDisposeScope();
        Tensor off = rates.t() * where(eye(rates.shape[0], dtype: ScalarType.Bool, device: rates.device), zeros_like(score), score);
        return (off - off.sum([1]).diag()).MoveToOuterDisposeScope();
    }
}
