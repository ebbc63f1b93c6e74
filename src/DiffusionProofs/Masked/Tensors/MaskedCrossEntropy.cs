using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>-log x_theta[x_0] under SUBS at the masked positions, [M], and its derivative by the logits: (softmax without the mask) - one-hot.</summary>
/// <remarks>
/// A block of rows at a time is copied, taken relative to its largest token, and exponentiated in place. The true token is kept apart from
/// the sum of the others, so that nothing cancels where the model is nearly sure: log1p(others/own) there, and -others/all as the
/// derivative by the token's own logit.
/// </remarks>
static class MaskedCrossEntropy
{
    /// <summary>Differentiable by the logits.</summary>
    public static Tensor Of(Tensor logits, MaskedRows rows) =>
        logits.requires_grad && is_grad_enabled() ? Function.apply(logits, rows) : Forward(logits, rows);

    /// <summary>The cross-entropy [M]; weight times its derivative is written over the masked rows of <paramref name="gradient"/>, whose others stay.</summary>
    /// <param name="weight">[M].</param>
    /// <param name="gradient">The logits' shape and type; may be the logits themselves.</param>
    public static Tensor WithGradient(Tensor logits, MaskedRows rows, Tensor weight, Tensor gradient)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor loss = empty([rows.Count], dtype: logits.dtype, device: logits.device), flat = gradient.view(-1, rows.Vocabulary);
        Each(logits, rows, (start, length, block) =>
        {
            loss.narrow(0, start, length).copy_(block.CrossEntropy());
            rows.Copy(flat, block.Gradient(weight.narrow(0, start, length)), start, length, back: true);
        });
        return loss.MoveToOuterDisposeScope();
    }

    static Tensor Forward(Tensor logits, MaskedRows rows)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor loss = empty([rows.Count], dtype: logits.dtype, device: logits.device);
        Each(logits, rows, (start, length, block) => loss.narrow(0, start, length).copy_(block.CrossEntropy()));
        return loss.MoveToOuterDisposeScope();
    }

    static void Each(Tensor logits, MaskedRows rows, Action<long, long, Block> action)
    {
        if (rows.Count == 0) return;
        (long Start, long Length)[] blocks = [.. MaskedRows.Blocks(rows.Count, logits)];
        Tensor flat = logits.reshape(-1, rows.Vocabulary), nothing = tensor(double.NegativeInfinity, logits.dtype, logits.device);
        // One buffer for all blocks: fresh memory costs more than the arithmetic.
        Tensor buffer = empty([blocks[0].Length, rows.Vocabulary], dtype: logits.dtype, device: logits.device);
        foreach ((long start, long length) in blocks)
        {
            using var scope = NewDisposeScope();
            Tensor copy = buffer.narrow(0, 0, length);
            rows.Copy(flat, copy, start, length);
            action(start, length, new Block(copy, nothing, rows.Targets.narrow(0, start, length), rows.Mask));
        }
    }

    /// <summary>Some rows: exp(logit - largest) of every token but the true one, which stands beside as its distance from the largest.</summary>
    sealed class Block
    {
        readonly Tensor targets, exponentials, own, others;

        /// <param name="logits">[rows,V], overwritten.</param>
        public Block(Tensor logits, Tensor nothing, Tensor targets, long mask)
        {
            this.targets = targets.unsqueeze(1);
            logits.select(1, mask).copy_(nothing);
            Tensor largest = logits.amax([1], keepdim: true);
            if (!isfinite(largest).all().item<bool>()) throw MaskedRequire.NotNormalisable(nameof(logits));
            logits.sub_(largest);
            own = logits.gather(1, this.targets).squeeze(1);
            logits.scatter_(1, this.targets, nothing.expand(logits.shape[0], 1));
            exponentials = logits.exp_();
            others = exponentials.sum(1);
        }

        /// <summary>[rows].</summary>
        public Tensor CrossEntropy() =>
            where(own.IsAbove(-1), (others * (-own).exp()).log1p(), others.Plus(own.exp()).log() - own);

        /// <summary>weight [rows] times the derivative, [rows,V].</summary>
        public Tensor Gradient(Tensor weight)
        {
            Tensor scale = weight / others.Plus(own.exp());
            exponentials.mul_(scale.unsqueeze(1));
            return exponentials.scatter_(1, targets, -(others * scale).unsqueeze(1));
        }
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
            Tensor gradient = zeros_like(logits);
            WithGradient(logits, rows, upstream.contiguous(), gradient).Dispose();
            return [gradient, null!];
        }
    }
}
