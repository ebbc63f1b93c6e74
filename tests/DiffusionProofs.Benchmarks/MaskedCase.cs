using DiffusionProofs.Masked;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Benchmarks;

/// <summary>Logits [4, 256, 50258] float32, half of the positions masked, one noise level a sequence.</summary>
sealed class MaskedCase : IDisposable
{
    const long Batch = 4, Length = 256, Vocabulary = 50258, Mask = 50257;

    readonly Tensor logits, xt, x0, alpha, dAlpha, gradient, positions;

    public MaskedCase(int threads = 2)
    {
        set_num_threads(threads);
        using var generator = new Generator(20240729);
        using var scope = NewDisposeScope();
        logits = randn([Batch, Length, Vocabulary], generator: generator).MoveToOuterDisposeScope();
        x0 = randint(Mask, [Batch, Length], dtype: ScalarType.Int64, generator: generator).MoveToOuterDisposeScope();
        Tensor masked = randperm(Batch * Length, generator: generator).reshape(Batch, Length) < Batch * Length / 2;
        xt = where(masked, tensor(Mask), x0).MoveToOuterDisposeScope();
        positions = masked.reshape(-1).nonzero().squeeze(1).MoveToOuterDisposeScope();
        alpha = full([Batch], 0.5f).MoveToOuterDisposeScope();
        dAlpha = full([Batch], -1f).MoveToOuterDisposeScope();
        gradient = zeros_like(logits).MoveToOuterDisposeScope();
    }

    /// <summary>Every masked row once: the sum of its entries.</summary>
    public void Read()
    {
        using var scope = NewDisposeScope();
        Tensor flat = logits.view(-1, Vocabulary);
        foreach (long row in positions.data<long>()) flat[row].sum();
    }

    public void Loss()
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        MaskedLosses.ContinuousNelbo(logits, xt, x0, Mask, alpha, dAlpha);
    }

    /// <summary>Loss and derivative at the masked rows in one pass, into memory that is kept.</summary>
    public void OnePass() => MaskedLosses.ContinuousNelboWithGradient(logits, xt, x0, Mask, alpha, dAlpha, gradient).Dispose();

    /// <summary>The same by autograd, which makes a new gradient of all rows each time.</summary>
    public void Autograd() => ForwardAndBackward(() => MaskedLosses.ContinuousNelbo(logits, xt, x0, Mask, alpha, dAlpha));

    /// <summary>As published: normalises every row, overwrites those of visible tokens, gathers.</summary>
    public void Published() => ForwardAndBackward(() =>
    {
        Tensor shifted = logits.clone();
        shifted[.., .., (int)Mask] += -1e6;
        Tensor logProbabilities = shifted - shifted.logsumexp(-1, keepdim: true);
        Tensor visible = (xt != Mask).unsqueeze(-1);
        Tensor carried = full_like(logProbabilities, -1e6).scatter(2, xt.unsqueeze(-1), zeros_like(xt, ScalarType.Float32).unsqueeze(-1));
        logProbabilities = where(visible, carried, logProbabilities);
        return -logProbabilities.gather(2, x0.unsqueeze(-1)).squeeze(-1) * (-dAlpha / (1 - alpha)).unsqueeze(1);
    });

    void ForwardAndBackward(Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        logits.requires_grad_(true);
        loss().sum().backward();
        logits.grad!.Dispose();
        logits.grad = null;
        logits.requires_grad_(false);
    }

    public void Dispose()
    {
        foreach (Tensor t in new[] { logits, xt, x0, alpha, dAlpha, gradient, positions }) t.Dispose();
    }
}
