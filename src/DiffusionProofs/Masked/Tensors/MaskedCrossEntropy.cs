using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>-log x_theta[x_0] under SUBS at the masked positions, [M], and its derivative by the logits: (softmax without the mask) - one-hot.</summary>
/// <remarks>The sum over tokens is taken relative to the largest, a block of rows at a time (<see cref="MaskedBlock"/>).</remarks>
static class MaskedCrossEntropy
{
    /// <summary>Differentiable by the logits.</summary>
    public static Tensor Of(Tensor logits, MaskedRows rows) =>
        logits.requires_grad && is_grad_enabled() ? Function.apply(logits, rows) : Forward(logits, rows);

    /// <summary>The cross-entropy [M]; weight times its derivative is written over the masked rows of <paramref name="gradient"/>, whose others stay.</summary>
    /// <param name="weight">[M].</param>
    /// <param name="gradient">The logits' shape and type; may be the logits themselves.</param>
    public static Tensor WithGradient(Tensor logits, MaskedRows rows, Tensor weight, Tensor gradient) => InBlocks(logits, rows, weight, gradient);

    static Tensor Forward(Tensor logits, MaskedRows rows) => InBlocks(logits, rows, null, null);

    static Tensor InBlocks(Tensor logits, MaskedRows rows, Tensor? weight, Tensor? gradient)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor loss = empty([rows.Count], dtype: logits.dtype, device: logits.device);
        Tensor flat = logits.reshape(-1, rows.Vocabulary);
        Tensor? destination = gradient?.view(-1, rows.Vocabulary);
        Tensor? buffer = null;
        foreach ((long start, long length) in MaskedRows.Blocks(rows.Count, logits))
        {
            using var inner = NewDisposeScope();
            MaskedRows part = rows.Part(start, length);
            MaskedBlock block;
            if (BlockInMemory.Fits(flat, destination)) block = new BlockInMemory(flat, part, destination);
            else
            {
                // One buffer for all blocks, the first of which is the largest: fresh memory costs more than the arithmetic.
                buffer ??= empty([length, rows.Vocabulary], dtype: logits.dtype, device: logits.device).MoveToOuterDisposeScope();
                block = new BlockInTensors(flat, part, destination, buffer.narrow(0, 0, length));
            }
            loss.narrow(0, start, length).copy_(block.CrossEntropy());
            if (weight is not null) block.WriteGradient(weight.narrow(0, start, length));
        }
        return loss.MoveToOuterDisposeScope();
    }

    sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(MaskedCrossEntropy);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            (Tensor logits, MaskedRows rows) = ((Tensor)vars[0], (MaskedRows)vars[1]);
            ctx.save_for_backward([logits, rows.Positions, rows.Targets]);
            ctx.save_data("mask", rows.Mask);
            return Forward(logits, rows);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor upstream)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor logits = saved[0];
            var rows = new MaskedRows(saved[1], saved[2], (long)ctx.get_data("mask"), logits.shape[^1]);
            Tensor gradient = zeros(logits.shape, dtype: logits.dtype, device: logits.device);
            WithGradient(logits, rows, upstream.contiguous(), gradient).Dispose();
            return [gradient, null!];
        }
    }
}
