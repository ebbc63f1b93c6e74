using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>The rows of logits that belong to masked positions, taken in blocks that stay in a processor's cache.</summary>
sealed class MaskedRows
{
    long[]? places, targetIds;

    const long CpuBlockBytes = 2 << 20, AcceleratorBlockBytes = 256 << 20;

    /// <param name="logits">[B,L,V] or any [...,V].</param>
    /// <param name="xt">Token ids of logits' shape without V, int64.</param>
    /// <param name="x0">As <paramref name="xt"/>, none of them the mask; equal to it where it is visible.</param>
    public MaskedRows(Tensor logits, Tensor xt, Tensor x0, long mask)
    {
        MaskedRequire.Logits(logits, nameof(logits));
        Vocabulary = logits.shape[^1];
        MaskedRequire.Token(mask, Vocabulary, nameof(mask));
        MaskedRequire.Tokens(xt, logits, nameof(xt));
        MaskedRequire.Tokens(x0, logits, nameof(x0));
        Mask = mask;
        Shape = xt.shape;
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor flatXt = xt.reshape(-1), flatX0 = x0.reshape(-1), masked = TokenSet.IsMask(flatXt, mask);
        MaskedRequire.InVocabulary(flatX0, Vocabulary, nameof(x0));
        if (First(TokenSet.IsMask(flatX0, mask)) is { } maskAt) throw new ArgumentException($"x0 must not hold the mask {mask}, data have none; it did at position {maskAt}.", nameof(x0));
        if (First(flatXt.ne(flatX0) & masked.logical_not()) is { } at)
            throw new ArgumentException(
                $"xt must be x0 or the mask, since nothing else comes from x0; at position {at} it was {flatXt[at].item<long>()} with x0 = {flatX0[at].item<long>()}.", nameof(xt));
        Positions = masked.nonzero().reshape(-1).MoveToOuterDisposeScope();
        Targets = flatX0.index_select(0, Positions).MoveToOuterDisposeScope();
    }

    /// <summary>The first position, of all in a row, at which a condition holds.</summary>
    static long? First(Tensor condition) => condition.any().item<bool>() ? condition.to(ScalarType.Int32).argmax().item<long>() : null;

    /// <summary>Rows that were checked before.</summary>
    public MaskedRows(Tensor positions, Tensor targets, long mask, long vocabulary)
    {
        (Positions, Targets, Mask, Vocabulary) = (positions, targets, mask, vocabulary);
        Shape = positions.shape;
    }

    public long Vocabulary { get; }
    public long Mask { get; }

    /// <summary>[B,L].</summary>
    public long[] Shape { get; }

    /// <summary>[M], of the masked positions among all.</summary>
    public Tensor Positions { get; }

    /// <summary>[M], x_0 there.</summary>
    public Tensor Targets { get; }

    public long Count => Positions.shape[0];

    /// <summary>The masked positions' entries, [M], of one number for each sequence, [B], or for each position, [B,L].</summary>
    public Tensor At(Tensor levels)
    {
        Tensor each = levels.dim() == Shape.Length ? levels : levels.reshape([.. levels.shape, .. Shape.Skip(1).Select(_ => 1L)]).expand(Shape);
        return each.reshape(-1).index_select(0, Positions);
    }

    /// <summary>1 - alpha at the masked positions, [M], above 0.</summary>
    public Tensor MaskRate(Tensor alpha, string name)
    {
        Tensor rate = At(alpha).neg().Plus(1);
        if (rate.Is(0).any().item<bool>())
            throw new ArgumentOutOfRangeException(name, $"{name} must be below 1 where a token is masked, was 1: nothing is masked there.");
        return rate;
    }

    /// <summary><see cref="Positions"/> and <see cref="Targets"/> in managed memory.</summary>
    public long[] Places => places ??= Positions.cpu().data<long>().ToArray();

    /// <inheritdoc cref="Places"/>
    public long[] TargetIds => targetIds ??= Targets.cpu().data<long>().ToArray();

    /// <summary>Some of the masked positions.</summary>
    public MaskedRows Part(long start, long length) => new(Positions.narrow(0, start, length), Targets.narrow(0, start, length), Mask, Vocabulary);

    /// <summary>Copies the masked positions' rows of all, [N,V], to <paramref name="block"/>, [M,V].</summary>
    public void Read(Tensor all, Tensor block)
    {
        foreach ((long first, long at, long run) in Runs()) block.narrow(0, at, run).copy_(all.narrow(0, first, run));
    }

    /// <summary>And back.</summary>
    public void Write(Tensor block, Tensor all)
    {
        foreach ((long first, long at, long run) in Runs()) all.narrow(0, first, run).copy_(block.narrow(0, at, run));
    }

    /// <summary>Neighbouring masked positions together: where the first stands among all, where among the masked, and how many.</summary>
    IEnumerable<(long First, long At, long Run)> Runs()
    {
        for (long at = 0, run; at < Places.Length; at += run)
        {
            for (run = 1; at + run < Places.Length && Places[at + run] == Places[at] + run; run++) { }
            yield return (Places[at], at, run);
        }
    }

    /// <summary>Start and length of each block.</summary>
    public static IEnumerable<(long Start, long Length)> Blocks(long count, Tensor logits)
    {
        long bytes = logits.device_type == DeviceType.CPU ? CpuBlockBytes : AcceleratorBlockBytes;
        long rows = Math.Max(1, bytes / (logits.shape[^1] * logits.element_size()));
        for (long start = 0; start < count; start += rows) yield return (start, Math.Min(rows, count - start));
    }

    /// <summary>values [M] at the masked positions, 0 at the others, in the shape of the positions.</summary>
    public Tensor Spread(Tensor values)
    {
        long all = Shape.Aggregate(1L, (product, size) => product * size);
        return zeros([all], dtype: values.dtype, device: values.device).index_copy(0, Positions, values).reshape(Shape);
    }
}
