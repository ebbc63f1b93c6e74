using DiffusionProofs.Runtime;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>Clean tokens that a sampler keeps in their places while it fills in the others: a prompt, or what surrounds a gap.</summary>
/// <remarks>
/// Under absorbing noise this conditions on the tokens, provided that the free places start as masks: the ratios at the clamped sequence are those of the law
/// given the tokens. Under uniform noise it does not, since a token at time t is not the one at time 0. Source: Lou et al., SEDD, arXiv:2310.16834, eqs. 21 and
/// 22 and code, run_sample_cond.
/// </remarks>
/// <param name="Positions">[n], n >= 1, int64, each in 0..L-1 and none twice.</param>
/// <param name="Tokens">[n], the same for every sequence, or [B,n], int64, no masks of absorbing noise.</param>
public sealed record RatioClamp(Tensor Positions, Tensor Tokens)
{
    /// <summary>The tokens with the clamped ones in their places, [B,L], a new tensor.</summary>
    internal Tensor PutBack(Tensor tokens) => tokens.index_copy(1, Positions, Tokens.expand(tokens.shape[0], Positions.shape[0]));

    internal void Check(ClosedRate rate, Tensor start)
    {
        const string clamp = "clamp", positions = $"{clamp}.{nameof(Positions)}", tokens = $"{clamp}.{nameof(Tokens)}";
        if (start.dim() != 2) throw new ArgumentException($"start must be [B, L] where tokens are clamped, was {TensorRequire.Shape(start)}.", nameof(start));
        (long batch, long length) = (start.shape[0], start.shape[1]);
        Ids(Positions, start, positions);
        if (Positions.dim() != 1 || Positions.numel() == 0) throw new ArgumentException($"{positions} must be [n] with n at least 1, was {TensorRequire.Shape(Positions)}.", clamp);
        long n = Positions.shape[0];
        Ids(Tokens, start, tokens);
        if (!Tokens.shape.SequenceEqual([n]) && !Tokens.shape.SequenceEqual([batch, n]))
            throw new ArgumentException($"{tokens} must be [{n}], the same for every sequence, or [{batch}, {n}], was {TensorRequire.Shape(Tokens)}.", clamp);
        long[] places = Values(Positions);
        if (places.Any(i => i < 0 || i >= length)) throw new ArgumentException($"{positions} must be in 0..{length - 1}, ranged from {places.Min()} to {places.Max()}.", clamp);
        if (places.GroupBy(i => i).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new ArgumentException($"{positions} must hold each position once, had {twice.Key} {twice.Count()} times.", clamp);
        RatioRequire.Categories(Tokens, rate, tokens);
        RatioRequire.Clean(Tokens, RatioRequire.Mask(rate), tokens);
    }

    static void Ids(Tensor t, Tensor start, string name)
    {
        ArgumentNullException.ThrowIfNull(t, name);
        if (t.dtype != ScalarType.Int64) throw new ArgumentException($"{name} must be int64, was {t.dtype}.", "clamp");
        if (t.device_type != start.device_type || t.device_index != start.device_index)
            throw new ArgumentException($"{name} must be on {start.device} as start is, was on {t.device}.", "clamp");
    }

    static long[] Values(Tensor t)
    {
        using var scope = NewDisposeScope();
        return t.cpu().contiguous().data<long>().ToArray();
    }
}
