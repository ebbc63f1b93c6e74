using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>The terms of the masked bound from logits, in nats, [B,L]: exactly 0 where the token is visible.</summary>
/// <remarks>
/// <para>logits [B,L,V], float32 or float64, finite or -infinity, of which only the rows of masked positions are read and the mask's own entry
/// never; xt and x0 [B,L] int64, xt being x0 or the mask; alpha and its derivative [B], or
/// [B,L] where positions have noise levels of their own (blocks). Differentiable by the logits once.</para>
/// <para>Error: <see cref="MaskedAccuracy"/>. Source: Sahoo et al., MDLM, arXiv:2406.07524, eqs. 7, 8, 10.</para>
/// </remarks>
public static class MaskedLosses
{
    /// <summary>-log x_theta[x_0] under SUBS.</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor xt, Tensor x0, long mask)
    {
        using var scope = NewDisposeScope();
        var rows = new MaskedRows(logits, xt, x0, mask);
        return rows.Spread(MaskedCrossEntropy.Of(logits, rows)).MoveToOuterDisposeScope();
    }

    /// <summary>The integrand of the continuous bound: alpha'/(1 - alpha) log x_theta[x_0].</summary>
    /// <param name="alpha">In [0, 1], below 1 where a token is masked.</param>
    /// <param name="dAlpha">Not positive.</param>
    public static Tensor ContinuousNelbo(Tensor logits, Tensor xt, Tensor x0, long mask, Tensor alpha, Tensor dAlpha)
    {
        using var scope = NewDisposeScope();
        var rows = new MaskedRows(logits, xt, x0, mask);
        Tensor weight = ContinuousWeight(logits, rows, alpha, dAlpha);
        return rows.Spread(Weighted(weight, MaskedCrossEntropy.Of(logits, rows))).MoveToOuterDisposeScope();
    }

    /// <summary>A step's term of the discrete bound: (alpha_t - alpha_s)/(1 - alpha_t) log x_theta[x_0].</summary>
    /// <param name="alphaS">In [alphaT, 1].</param>
    /// <param name="alphaT">In [0, 1], below 1 where a token is masked.</param>
    public static Tensor DiscreteNelbo(Tensor logits, Tensor xt, Tensor x0, long mask, Tensor alphaS, Tensor alphaT)
    {
        using var scope = NewDisposeScope();
        var rows = new MaskedRows(logits, xt, x0, mask);
        MaskedRequire.Step(alphaS, alphaT, logits);
        Tensor weight = rows.At(alphaS - alphaT) / rows.MaskRate(alphaT, nameof(alphaT));
        return rows.Spread(Weighted(weight, MaskedCrossEntropy.Of(logits, rows))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// <see cref="ContinuousNelbo"/> and the derivative by the logits of its sum times <paramref name="scale"/>, in one pass. The derivative
    /// is written over the masked rows of <paramref name="gradient"/>; its other rows, whose derivative is 0, are left as they are.
    /// </summary>
    /// <param name="gradient">
    /// The shape and type of the logits, contiguous; may be the logits themselves, which are then overwritten. Where a row of the logits is refused, the
    /// rows before it are written already.
    /// </param>
    public static Tensor ContinuousNelboWithGradient(
        Tensor logits, Tensor xt, Tensor x0, long mask, Tensor alpha, Tensor dAlpha, Tensor gradient, double scale = 1)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        var rows = new MaskedRows(logits, xt, x0, mask);
        MaskedRequire.Like(gradient, logits, nameof(gradient));
        Tensor weight = ContinuousWeight(logits, rows, alpha, dAlpha);
        return rows.Spread(Weighted(weight, MaskedCrossEntropy.WithGradient(logits, rows, weight.Times(scale), gradient))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The masked-count form: L/n -log x_theta[x_0] at each of the n masked positions of a sequence. With n even on 1..L and the set even among
    /// those of n, its sum over positions is an unbiased estimate of the continuous bound for alpha from 1 to 0 (Zheng et al., arXiv:2409.02908, proposition 3.1).
    /// </summary>
    public static Tensor CountNelbo(Tensor logits, Tensor xt, Tensor x0, long mask)
    {
        using var scope = NewDisposeScope();
        var rows = new MaskedRows(logits, xt, x0, mask);
        Tensor count = rows.Spread(ones_like(rows.Positions)).reshape(rows.Shape[0], -1).sum(1).to(logits.dtype);
        Tensor weight = tensor((double)rows.Shape.Skip(1).Aggregate(1L, (n, m) => n * m), logits.dtype, logits.device) / rows.At(count);
        return rows.Spread(MaskedCrossEntropy.Of(logits, rows) * weight).MoveToOuterDisposeScope();
    }

    /// <summary>weight times loss, where a weight of 0 takes even an infinite loss away: that event has no part in the bound.</summary>
    internal static Tensor Weighted(Tensor weight, Tensor loss) => weight * where(weight.Is(0), zeros_like(loss), loss);

    static Tensor ContinuousWeight(Tensor logits, MaskedRows rows, Tensor alpha, Tensor dAlpha)
    {
        MaskedRequire.Levels(alpha, logits, 0, 1, nameof(alpha));
        MaskedRequire.Levels(dAlpha, logits, double.NegativeInfinity, 0, nameof(dAlpha));
        return -rows.At(dAlpha) / rows.MaskRate(alpha, nameof(alpha));
    }
}
