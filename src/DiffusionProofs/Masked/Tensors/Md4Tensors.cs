using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>GenMD4 on tensors: a schedule of its own for every token.</summary>
/// <remarks>Source: Shi et al., MD4, arXiv:2406.04329, eq. 12.</remarks>
public static class Md4Tensors
{
    /// <summary>
    /// The integrand, [B,L], in nats, not negative but for its rounding: mu.w - w_x (1 + log mu_x) at masked positions, exactly 0 at visible ones. Differentiable.
    /// </summary>
    /// <param name="logits">[B,L,V], float32 or float64, finite or -infinity; only rows of masked positions are read, and not the mask's entry.</param>
    /// <param name="xt">[B,L], int64, x0 or the mask.</param>
    /// <param name="x0">[B,L], int64.</param>
    /// <param name="weights">w = -alpha'/(1 - alpha) of every token, [V], at least 0; the mask's is not read.</param>
    /// <remarks>
    /// Summed as sum_j (w_j - w_x) mu_j - w_x log mu_x, whose two parts cancel at most to the order of w_x (1 - mu_x). Error:
    /// <see cref="MaskedAccuracy.Vector"/>.
    /// </remarks>
    public static Tensor VectorNelbo(Tensor logits, Tensor xt, Tensor x0, long mask, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var rows = new MaskedRows(logits, xt, x0, mask);
        MaskedRequire.Weights(weights, logits, nameof(weights));
        Tensor loss = MaskedCrossEntropy.Of(logits, rows);
        if (rows.Count == 0) return rows.Spread(loss).MoveToOuterDisposeScope();
        Tensor mu = SubsTensors.WithoutMask(logits.reshape(-1, rows.Vocabulary).index_select(0, rows.Positions), mask).softmax(1);
        Tensor own = weights.index_select(0, rows.Targets);
        return rows.Spread((mu * (weights - own.unsqueeze(1))).sum(1).Plus(MaskedLosses.Weighted(own, loss))).MoveToOuterDisposeScope();
    }
}
