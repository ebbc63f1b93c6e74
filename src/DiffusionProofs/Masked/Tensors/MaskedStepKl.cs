using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>A step's KL where the model may predict the mask, which SUBS forbids.</summary>
/// <remarks>Source: Sahoo et al., MDLM, arXiv:2406.07524, eq. 9, written so that nothing is 0/0: its second term is 0 at alpha_s = 1.</remarks>
public static class MaskedStepKl
{
    /// <summary>
    /// KL(q(z_s | z_t, x_0) || p(z_s | z_t)), [B,L], in nats: R (log n_t/(1 - alpha_t) - log p_x) + S log[(1 - alpha_s) n_t/((1 - alpha_t) n_s)] at
    /// masked positions, n = alpha p_m + 1 - alpha, R = (alpha_s - alpha_t)/(1 - alpha_t), S = 1 - R; exactly 0 at visible ones. Differentiable.
    /// </summary>
    /// <param name="logits">[B,L,V], float32 or float64, finite or -infinity, the mask's among them; only rows of masked positions are read.</param>
    /// <param name="xt">[B,L], int64, x0 or the mask.</param>
    /// <param name="x0">[B,L], int64.</param>
    /// <param name="alphaS">[B] or [B,L], in [alphaT, 1].</param>
    /// <param name="alphaT">As <paramref name="alphaS"/>, in [0, 1], below 1 where a token is masked.</param>
    public static Tensor WithoutSubs(Tensor logits, Tensor xt, Tensor x0, long mask, Tensor alphaS, Tensor alphaT)
    {
        using var scope = NewDisposeScope();
        var rows = new MaskedRows(logits, xt, x0, mask);
        MaskedRequire.Step(alphaS, alphaT, logits);
        if (rows.Count == 0) return rows.Spread(empty([0], dtype: logits.dtype, device: logits.device)).MoveToOuterDisposeScope();
        Tensor read = logits.reshape(-1, rows.Vocabulary).index_select(0, rows.Positions);
        MaskedRequire.Normalisable(read, nameof(logits));
        Tensor logP = nn.functional.log_softmax(read, 1);
        Tensor own = logP.gather(1, rows.Targets.unsqueeze(1)).squeeze(1), maskProbability = logP.select(1, mask).exp();

        Tensor rateT = rows.MaskRate(alphaT, nameof(alphaT)), atS = rows.At(alphaS), atT = rows.At(alphaT), rateS = atS.neg().Plus(1);
        Tensor reveal = (atS - atT) / rateT, stay = rateS / rateT;
        Tensor first = MaskedLosses.Weighted(reveal, (atT * maskProbability / rateT).log1p() - own);
        // (1 - alpha_s) n_t/((1 - alpha_t) n_s) = 1 - drop: near 1 by log1p, near 0 as the quotient.
        // Where a branch is not taken its argument is put to a harmless one, so that its derivative is not NaN.
        Tensor last = rateS.Is(0), one = ones_like(rateS);
        Tensor nT = (atT * maskProbability).Plus(rateT), nS = where(last, one, (atS * maskProbability).Plus(rateS));
        Tensor drop = maskProbability * (atS - atT) / (rateT * nS), quotient = rateS * nT / (rateT * nS), small = drop.IsBelow(0.5);
        Tensor second = where(small, (-where(small, drop, one.DividedBy(2))).log1p(), where(small | last, one, quotient).log());
        return rows.Spread(first.Plus(where(last, zeros_like(second), stay * second))).MoveToOuterDisposeScope();
    }
}
