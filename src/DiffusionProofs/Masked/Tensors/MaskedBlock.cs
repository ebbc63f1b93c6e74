using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Some masked rows: exp(logit - largest) of every token but the true one, which stands beside as its distance from the largest.</summary>
/// <remarks>
/// With the true token kept apart from the sum of the others nothing cancels where the model is nearly sure: log1p(others/own) there, and
/// -others/all as the derivative by the token's own logit.
/// </remarks>
abstract class MaskedBlock(MaskedRows rows, Tensor? destination)
{
    protected MaskedRows Rows => rows;
    protected Tensor? Destination => destination;

    /// <summary>[rows]: the true token's logit less the largest.</summary>
    protected abstract Tensor Own { get; }

    /// <summary>[rows]: the sum of the exponentials of the others.</summary>
    protected abstract Tensor Others { get; }

    /// <summary>[rows].</summary>
    public Tensor CrossEntropy() => where(Own.IsAbove(-1), (Others * (-Own).exp()).log1p(), Others.Plus(Own.exp()).log() - Own);

    /// <summary>weight [rows] times the derivative, over the rows of the destination.</summary>
    public void WriteGradient(Tensor weight)
    {
        Tensor scale = weight / Others.Plus(Own.exp());
        WriteExponentials(scale);
        Destination!.index_put_(-(Others * scale), rows.Positions, rows.Targets);
    }

    /// <summary>The exponentials times scale [rows], 0 for the mask, over the rows of the destination.</summary>
    protected abstract void WriteExponentials(Tensor scale);

    protected static Tensor Checked(Tensor largest) =>
        isfinite(largest).all().item<bool>() ? largest : throw MaskedRequire.NotNormalisable("logits");
}

/// <summary>By tensor operations on a copy of the rows, on any device.</summary>
sealed class BlockInTensors : MaskedBlock
{
    readonly Tensor exponentials;

    /// <param name="buffer">[rows,V], overwritten.</param>
    public BlockInTensors(Tensor logits, MaskedRows rows, Tensor? destination, Tensor buffer) : base(rows, destination)
    {
        rows.Read(logits, buffer);
        Tensor nothing = tensor(double.NegativeInfinity, logits.dtype, logits.device), targets = rows.Targets.unsqueeze(1);
        buffer.select(1, rows.Mask).copy_(nothing);
        buffer.sub_(Checked(buffer.amax([1], keepdim: true)));
        Own = buffer.gather(1, targets).squeeze(1);
        buffer.scatter_(1, targets, nothing.expand(rows.Count, 1));
        exponentials = buffer.exp_();
        Others = exponentials.sum(1);
    }

    protected override Tensor Own { get; }
    protected override Tensor Others { get; }

    protected override void WriteExponentials(Tensor scale) => Rows.Write(exponentials.mul_(scale.unsqueeze(1)), Destination!);
}

/// <summary>Row by row in a processor's memory, straight from the logits into the destination.</summary>
sealed class BlockInMemory : MaskedBlock
{
    /// <summary>Shorter rows cost more in calls than in arithmetic.</summary>
    const int LeastVocabulary = 2048;

    public BlockInMemory(Tensor logits, MaskedRows rows, Tensor? destination) : base(rows, destination)
    {
        // Before the destination, which may be the logits, is written.
        Tensor own = logits.index(TensorIndex.Tensor(rows.Positions), TensorIndex.Tensor(rows.Targets));
        (float[] largest, float[] sum) = RowExponentials.Of(logits, rows.Places, (int)rows.Mask, rows.TargetIds, destination);
        Own = own - Checked(tensor(largest));
        Others = tensor(sum);
    }

    public static bool Fits(Tensor logits, Tensor? destination) =>
        logits.shape[1] >= LeastVocabulary && RowExponentials.CanRead(logits) && (destination is null || RowExponentials.CanRead(destination));

    protected override Tensor Own { get; }
    protected override Tensor Others { get; }

    protected override void WriteExponentials(Tensor scale) => RowExponentials.Scale(Destination!, Rows.Places, scale.data<float>().ToArray());
}
