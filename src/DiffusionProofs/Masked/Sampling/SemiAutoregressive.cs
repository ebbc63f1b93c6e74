using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Sequences longer than the model's window, a stretch at a time: the last tokens stand as a clean prefix before new masks.</summary>
/// <remarks>A step never changes a visible token, so the prefix stays as it is, bit for bit. Source: Sahoo et al., MDLM, arXiv:2406.07524, section 4.2.</remarks>
public static class SemiAutoregressive
{
    /// <summary>The tokens followed by <paramref name="added"/> new ones, [B, N + added]; the first N are those given.</summary>
    /// <param name="tokens">[B,N], int64, without masks.</param>
    /// <param name="window">L, the model's length, above <paramref name="added"/>; the prefix is the last L - added tokens, of which there must be so many.</param>
    /// <param name="added">At least 1.</param>
    /// <param name="mask">The mask's id.</param>
    /// <param name="sample">Fills a window [B,L] in: <c>w => sampler.Sample(w, times, generator).Tokens</c>.</param>
    /// <exception cref="InvalidOperationException">The sampler changed the prefix.</exception>
    public static Tensor Extend(Tensor tokens, int window, int added, int mask, Func<Tensor, Tensor> sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        TokenRequire.Tokens(tokens, int.MaxValue, nameof(tokens));
        Require.AtLeastOne(added, nameof(added));
        int prefix = window - added;
        if (prefix < 1 || prefix > tokens.shape[1])
            throw new ArgumentOutOfRangeException(nameof(window), $"window must leave a prefix of 1 to {tokens.shape[1]} tokens before the {added} added, was {window}.");
        using var scope = NewDisposeScope();
        if (TokenSet.IsMask(tokens, mask).any().item<bool>())
            throw new ArgumentException($"tokens must not hold the mask {mask}.", nameof(tokens));
        Tensor clean = tokens.narrow(1, tokens.shape[1] - prefix, prefix);
        Tensor masks = tensor([.. Enumerable.Repeat((long)mask, (int)tokens.shape[0] * added)], [tokens.shape[0], added], ScalarType.Int64, tokens.device);
        Tensor filled = sample(cat([clean, masks], 1));
        if (filled.dtype != ScalarType.Int64 || filled.dim() != 2 || filled.shape[0] != tokens.shape[0] || filled.shape[1] != window)
            throw new InvalidOperationException($"sample must give int64 [{tokens.shape[0]}, {window}], gave {filled.dtype} {TensorRequire.Shape(filled)}.");
        if (TokenSet.IsMask(filled, mask).any().item<bool>()) throw new InvalidOperationException($"sample must leave no mask {mask}; it left one.");
        if (!TokenSet.Same(filled.narrow(1, 0, prefix), clean)) throw new InvalidOperationException("sample must keep the visible tokens of the window; it changed one.");
        return cat([tokens, filled.narrow(1, prefix, added)], 1).MoveToOuterDisposeScope();
    }
}
