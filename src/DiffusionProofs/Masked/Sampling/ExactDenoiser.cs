using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>The exact denoiser of a short list of equally likely sequences, by counting those that agree with what is visible: for testing samplers.</summary>
/// <remarks>
/// log of the share of the agreeing sequences that have the token there, [B,L,V]; -infinity where none has, and on the mask. A step that
/// reveals several tokens can make what no sequence agrees with, an event of probability 0 in the data: there it answers with the shares in
/// the whole list. Counts are exact; the log rounds. Memory: N L V numbers, and B N L bytes a call.
/// </remarks>
public sealed class ExactDenoiser : IMaskedDenoiser, IDisposable
{
    readonly Tensor sequences;
    readonly Tensor oneHot;
    readonly ScalarType dtype;

    /// <param name="sequences">[N,L], int64, ids in 0..V-1 without the mask; repeats count.</param>
    /// <param name="vocabulary">V, with the mask, at least 2.</param>
    /// <param name="mask">In 0..V-1.</param>
    /// <param name="dtype">Of the answers: float64 or float32.</param>
    public ExactDenoiser(Tensor sequences, int vocabulary, int mask, ScalarType dtype = ScalarType.Float64)
    {
        if (vocabulary < 2) throw new ArgumentOutOfRangeException(nameof(vocabulary), $"vocabulary must be at least 2, the mask and a token; was {vocabulary}.");
        TokenRequire.Tokens(sequences, vocabulary, nameof(sequences));
        MaskedRequire.Token(mask, vocabulary, nameof(mask));
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"dtype must be float32 or float64, was {dtype}.", nameof(dtype));
        using var scope = NewDisposeScope();
        if (TokenSet.IsMask(sequences, mask).any().item<bool>())
            throw new ArgumentException($"sequences must not hold the mask {mask}, which is no data.", nameof(sequences));
        (Vocabulary, Mask, this.dtype) = (vocabulary, mask, dtype);
        this.sequences = sequences.clone().DetachFromDisposeScope();
        oneHot = nn.functional.one_hot(sequences, vocabulary).to(ScalarType.Float64).flatten(1, 2).DetachFromDisposeScope();
    }

    public int Vocabulary { get; }

    public int Mask { get; }

    /// <summary>False: what the others show says all that alpha could.</summary>
    public bool UsesTime => false;

    /// <inheritdoc/>
    public Tensor LogProbabilities(Tensor tokens, Tensor alpha)
    {
        TokenRequire.Tokens(tokens, Vocabulary, nameof(tokens));
        if (tokens.shape[1] != sequences.shape[1])
            throw new ArgumentException($"tokens must be [B, {sequences.shape[1]}], was {TensorRequire.Shape(tokens)}.", nameof(tokens));
        if (tokens.device_type != sequences.device_type || tokens.device_index != sequences.device_index)
            throw new ArgumentException($"tokens must be on {sequences.device} as the sequences are, was on {tokens.device}.", nameof(tokens));
        using var scope = NewDisposeScope();
        Tensor seen = tokens.unsqueeze(1), agrees = (TokenSet.IsMask(seen, Mask) | seen.eq(sequences)).all(2);
        Tensor considered = (agrees | agrees.any(1, keepdim: true).logical_not()).to(ScalarType.Float64);
        Tensor counts = considered.mm(oneHot).reshape(tokens.shape[0], tokens.shape[1], Vocabulary);
        return (counts / considered.sum(1).reshape(-1, 1, 1)).log().to(dtype).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        sequences.Dispose();
        oneHot.Dispose();
    }
}
