using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>Rows and columns of exp(sigma Q), and exp(-sigma Q) applied to a row, in O(V) a position; no matrix is built.</summary>
/// <remarks>
/// rate: <see cref="UniformRate"/> or <see cref="AbsorbingRate"/>. x: [B,L] or any [B,...], int64. sigma: [B] or of x's shape, float32 or float64, which is
/// also the results' type. Every entry is right to 12 u, u = 2^-24 or 2^-53: 1 - alpha is -expm1(-sigma). Source: <see cref="ClosedRate"/>.
/// </remarks>
public static class TransitionTensors
{
    /// <summary>exp(sigma Q)[x, .], [B,L,V]: what x becomes.</summary>
    /// <param name="sigma">0 or more.</param>
    public static Tensor Rows(ClosedRate rate, Tensor x, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        (Tensor own, Tensor alpha, Tensor changed, Tensor isMask) = Read(rate, x, sigma);
        if (RatioRequire.Mask(rate) is not { } mask) return Even(rate, own, alpha, changed).MoveToOuterDisposeScope();
        Tensor one = ones_like(alpha), result = zeros([.. x.shape, rate.Categories], dtype: alpha.dtype, device: alpha.device);
        result.scatter_(-1, own, where(isMask, one, alpha).unsqueeze(-1));
        result.select(-1, mask).copy_(where(isMask, one, changed));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>exp(sigma Q)[., x], [B,L,V]: what becomes x.</summary>
    /// <inheritdoc cref="Rows"/>
    public static Tensor Columns(ClosedRate rate, Tensor x, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        (Tensor own, Tensor alpha, Tensor changed, Tensor isMask) = Read(rate, x, sigma);
        if (RatioRequire.Mask(rate) is null) return Even(rate, own, alpha, changed).MoveToOuterDisposeScope();
        Tensor all = where(isMask, changed, zeros_like(changed)).unsqueeze(-1).expand([.. x.shape, rate.Categories]);
        return all.scatter(-1, own, where(isMask, ones_like(alpha), alpha).unsqueeze(-1)).MoveToOuterDisposeScope();
    }

    /// <summary>p exp(sigma Q), [B,L,V]: the noised law of each row, right to (V + 14) u of each entry.</summary>
    /// <param name="law">p, [B,L,V], 0 or more, of the type of sigma.</param>
    /// <param name="sigma">0 or more, [B] or [B,L].</param>
    public static Tensor Noised(ClosedRate rate, Tensor law, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        Tensor minus = -Level(rate, law, sigma, nameof(law)), changed = -minus.expm1(), kept = law * minus.exp();
        if (RatioRequire.Mask(rate) is not { } mask) return kept.Plus(changed * law.mean([-1], keepdim: true)).MoveToOuterDisposeScope();
        Tensor tokens = changed.squeeze(-1) * Tokens(law, mask).sum(-1);
        kept.select(-1, mask).copy_(law.select(-1, mask).Plus(tokens));
        return kept.MoveToOuterDisposeScope();
    }

    /// <summary>s exp(-sigma Q), [B,L,V]: noise taken off a row of scores.</summary>
    /// <param name="score">s, [B,L,V], of the type of sigma.</param>
    /// <param name="sigma">0 or more, [B] or [B,L]; e^sigma must not overflow.</param>
    /// <remarks>
    /// Uniform: s + expm1(sigma) (s - mean s); absorbing: e^sigma s at the tokens, s - expm1(sigma) sum of the tokens' at the mask. Right to
    /// (V + 14) u times <see cref="UndoneSize"/>, first order; digits cancel where the result is smaller.
    /// </remarks>
    public static Tensor Undo(ClosedRate rate, Tensor score, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        Tensor noise = Level(rate, score, sigma), e = noise.expm1();
        if (RatioRequire.Mask(rate) is not { } mask) return score.Plus(e * (score - score.mean([-1], keepdim: true))).MoveToOuterDisposeScope();
        Tensor result = score * noise.exp(), share = e.squeeze(-1) * Tokens(score, mask).sum(-1);
        result.select(-1, mask).copy_(score.select(-1, mask) - share);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>What the entries of <see cref="Undo"/> add up from, without their signs, [B,L,V].</summary>
    internal static Tensor UndoneSize(ClosedRate rate, Tensor score, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        Tensor noise = Level(rate, score, sigma), e = noise.expm1(), size = score.abs();
        if (RatioRequire.Mask(rate) is not { } mask) return (size * noise.exp()).Plus(e * size.mean([-1], keepdim: true)).MoveToOuterDisposeScope();
        Tensor result = size * noise.exp(), share = e.squeeze(-1) * Tokens(size, mask).sum(-1);
        result.select(-1, mask).copy_(size.select(-1, mask).Plus(share));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>exp(sigma Q) for any rates, [B,V,V], by scaling and squaring: a dense matrix, for few categories.</summary>
    /// <param name="rates">Q, [V,V], rows that sum to 0 (<see cref="GivenRate"/>).</param>
    /// <param name="sigma">[B]; below 0 it is exp(-|sigma| Q), which undoes a transition.</param>
    public static Tensor Exponential(Tensor rates, Tensor sigma)
    {
        TensorRequire.Finite(rates, nameof(rates));
        if (rates.dim() != 2 || rates.shape[0] != rates.shape[1]) throw new ArgumentException($"rates must be [V, V], was {TensorRequire.Shape(rates)}.", nameof(rates));
        TensorRequire.Finite(sigma, nameof(sigma));
        if (sigma.dim() != 1) throw new ArgumentException($"sigma must be [B], was {TensorRequire.Shape(sigma)}.", nameof(sigma));
        TensorRequire.SameKind(sigma, rates, nameof(sigma), nameof(rates));
        using var scope = NewDisposeScope();
        return linalg.matrix_exp(sigma.reshape(-1, 1, 1) * rates).MoveToOuterDisposeScope();
    }

    /// <summary>The tokens' entries, 0 for the mask's.</summary>
    internal static Tensor Tokens(Tensor score, int mask)
    {
        Tensor tokens = score.clone();
        tokens.select(-1, mask).zero_();
        return tokens;
    }

    static Tensor Level(ClosedRate rate, Tensor rows, Tensor sigma, string name = "score")
    {
        _ = RatioRequire.Mask(rate);
        RatioRequire.Scores(rows, rate, name);
        return RatioRequire.Noise(sigma, rows, zeroAllowed: true, nameof(sigma)).unsqueeze(-1);
    }

    static (Tensor Own, Tensor Alpha, Tensor Changed, Tensor IsMask) Read(ClosedRate rate, Tensor x, Tensor sigma)
    {
        int? mask = RatioRequire.Mask(rate);
        RatioRequire.Categories(x, rate, nameof(x));
        Tensor noise = RatioRequire.Noise(sigma, x.shape, zeroAllowed: true, nameof(sigma)), minus = -noise;
        if (x.device_type != sigma.device_type || x.device_index != sigma.device_index)
            throw new ArgumentException($"x must be on {sigma.device} as sigma is, was on {x.device}.", nameof(x));
        return (x.unsqueeze(-1), minus.exp(), -minus.expm1(), mask is { } id ? TokenSet.IsMask(x, id) : x);
    }

    static Tensor Even(ClosedRate rate, Tensor own, Tensor alpha, Tensor changed)
    {
        Tensor other = changed.DividedBy(rate.Categories).unsqueeze(-1);
        return other.expand([.. own.shape[..^1], rate.Categories]).scatter(-1, own, alpha.unsqueeze(-1).Plus(other));
    }
}
