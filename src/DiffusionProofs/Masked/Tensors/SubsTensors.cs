using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>The SUBS parameterisation on tensors.</summary>
public static class SubsTensors
{
    /// <summary>
    /// log x_theta, [B,L,V], in nats: at masked positions the log-softmax of the tokens and -infinity for the mask; at visible ones 0 for the
    /// token and -infinity for all else, whatever the logits are. Differentiable by the logits.
    /// </summary>
    /// <param name="logits">[B,L,V], float32 or float64, finite or -infinity; those of visible positions and of the mask are not read.</param>
    /// <param name="xt">[B,L], int64.</param>
    /// <remarks>Error: that of torch's log-softmax, within (V + 4 + 2 log V + 2 |log x_theta|) u. Source: Sahoo et al., MDLM, arXiv:2406.07524, section 3.2.3.</remarks>
    public static Tensor LogProbabilities(Tensor logits, Tensor xt, long mask)
    {
        using var scope = NewDisposeScope();
        MaskedRequire.Logits(logits, nameof(logits));
        long vocabulary = logits.shape[^1];
        MaskedRequire.Token(mask, vocabulary, nameof(mask));
        MaskedRequire.Tokens(xt, logits, nameof(xt));
        MaskedRequire.InVocabulary(xt, vocabulary, nameof(xt));
        Tensor flat = xt.reshape(-1), nothing = tensor(double.NegativeInfinity, logits.dtype, logits.device);
        Tensor masked = TokenSet.IsMask(flat, mask).nonzero().reshape(-1);
        Tensor result = nothing.expand(flat.shape[0], vocabulary).clone();
        result.scatter_(1, flat.unsqueeze(1), zeros([flat.shape[0], 1], dtype: logits.dtype, device: logits.device));
        if (masked.shape[0] == 0) return result.reshape(logits.shape).MoveToOuterDisposeScope();

        Tensor tokens = WithoutMask(logits.reshape(-1, vocabulary).index_select(0, masked), mask);
        MaskedRequire.Normalisable(tokens, nameof(logits));
        return result.index_copy(0, masked, nn.functional.log_softmax(tokens, 1)).reshape(logits.shape).MoveToOuterDisposeScope();
    }

    /// <summary>The rows, [M,V], with -infinity for the mask, in a copy. Differentiable.</summary>
    internal static Tensor WithoutMask(Tensor rows, long mask)
    {
        Tensor nothing = tensor(double.NegativeInfinity, rows.dtype, rows.device).expand(rows.shape[0], 1);
        return rows.scatter(1, tensor(mask, device: rows.device).expand(rows.shape[0], 1), nothing);
    }
}
