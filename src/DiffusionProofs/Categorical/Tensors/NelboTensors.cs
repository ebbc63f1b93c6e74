using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>The terms of the negative ELBO of a discrete chain on tensors, from logits, in nats for each token; divided by log 2 they are bits.</summary>
/// <remarks>
/// Divergences are summed as q log(q/p) - q + p, no term of which is negative, so that small ones are not lost among the rounding of logarithms;
/// errors: <see cref="CategoricalAccuracy.Divergence"/>. Infinite where the model excludes what can happen. Nothing is clipped: an exact 0 may come out
/// as a negative number of the size of its rounding. Logits may be log-probabilities. Source: Austin et al., D3PM, arXiv:2107.03006, eq. 1.
/// </remarks>
public static class NelboTensors
{
    /// <summary>L_T = KL(q(x_T | x_0) || prior), [B].</summary>
    /// <param name="cumulative">Q_1 ... Q_T.</param>
    /// <param name="prior">[K], a law.</param>
    /// <param name="x0">[B], int64.</param>
    public static Tensor PriorKl(ITransitionTensors cumulative, Tensor prior, Tensor x0)
    {
        ArgumentNullException.ThrowIfNull(cumulative);
        CategoricalRequire.Law(prior, cumulative, nameof(prior));
        using var scope = NewDisposeScope();
        return Divergence(cumulative.Rows(x0).log(), prior.log()).MoveToOuterDisposeScope();
    }

    /// <summary>L_{t-1} at an x_t: KL(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)), [B], the model being eq. 4.</summary>
    /// <param name="step">Q_t.</param>
    /// <param name="before">Q_1 ... Q_{t-1}.</param>
    /// <param name="logits">[B,K]: the model's law of x_0 given x_t.</param>
    /// <param name="xt">[B], int64.</param>
    /// <param name="x0">[B], int64.</param>
    /// <exception cref="ArgumentException">Some x_t cannot come from its x_0: the message names the position.</exception>
    public static Tensor StepKl(ITransitionTensors step, ITransitionTensors before, Tensor logits, Tensor xt, Tensor x0)
    {
        ArgumentNullException.ThrowIfNull(step);
        using var scope = NewDisposeScope();
        Tensor posterior = ChainTensors.LogPosterior(step, before, xt, x0);
        return Divergence(posterior, ChainTensors.LogNormalised(ChainTensors.LogModelJoint(step, before, xt, logits))).MoveToOuterDisposeScope();
    }

    /// <summary>L_0 where the decoder is the prediction itself: -log p~(x_0 | x_1), [B].</summary>
    /// <param name="logits">[B,K]: the model's law of x_0 given x_1.</param>
    /// <param name="x0">[B], int64.</param>
    public static Tensor PredictedDecoder(Tensor logits, Tensor x0)
    {
        TensorRequire.Kind(logits, nameof(logits));
        if (logits.dim() != 2 || logits.shape[1] == 0) throw new ArgumentException($"logits must be [B, K] with K at least 1, was {TensorRequire.Shape(logits)}.", nameof(logits));
        using var scope = NewDisposeScope();
        // The identity, which looks at its arguments as the other steps do.
        using RankOneTensors identity = RankOneTensors.OfUniform((int)logits.shape[^1], 0, logits.dtype, logits.device);
        CategoricalRequire.Logits(logits, identity, nameof(logits));
        CategoricalRequire.Tokens(x0, identity, nameof(x0));
        CategoricalRequire.SameCount(x0, logits, nameof(x0), nameof(logits));
        return (-nn.functional.log_softmax(logits, 1).gather(1, x0.unsqueeze(1)).squeeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>L_0 where the decoder is eq. 4 with the empty product: -log of Q_1[x_0, x_1] p~(x_0)/sum_j Q_1[j, x_1] p~(j), [B].</summary>
    /// <param name="step">Q_1.</param>
    /// <param name="logits">[B,K]: the model's law of x_0 given x_1.</param>
    /// <param name="x1">[B], int64.</param>
    /// <param name="x0">[B], int64.</param>
    public static Tensor PosteriorDecoder(ITransitionTensors step, Tensor logits, Tensor x1, Tensor x0)
    {
        ArgumentNullException.ThrowIfNull(step);
        CategoricalRequire.Logits(logits, step, nameof(logits));
        CategoricalRequire.Tokens(x0, step, nameof(x0));
        using var scope = NewDisposeScope();
        Tensor columns = step.Columns(x1);
        CategoricalRequire.SameCount(x1, logits, nameof(x1), nameof(logits));
        CategoricalRequire.SameCount(x0, logits, nameof(x0), nameof(logits));
        Tensor law = ChainTensors.LogNormalised(nn.functional.log_softmax(logits, 1).Plus(columns.log()));
        return (-law.gather(1, x0.unsqueeze(1)).squeeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>L_{t-1}, t >= 2: the sum over x_t of q(x_t | x_0) times <see cref="StepKl"/>, [B]. O(B K K) time and memory.</summary>
    /// <param name="step">Q_t.</param>
    /// <param name="before">Q_1 ... Q_{t-1}.</param>
    /// <param name="logits">[K,K]: in row x_t the model's law of x_0.</param>
    /// <param name="x0">[B], int64.</param>
    public static Tensor Step(ITransitionTensors step, ITransitionTensors before, Tensor logits, Tensor x0)
    {
        CategoricalRequire.SameKind(before, step, nameof(before));
        using var scope = NewDisposeScope();
        Tensor law = step.After(before.Rows(x0));
        return Averaged(law, logits, step, x0, (each, xt, data) => Divergence(
            ChainTensors.LogNormalised(ChainTensors.LogJoint(step, before, xt, data)), ChainTensors.LogNormalised(ChainTensors.LogModelJoint(step, before, xt, each)))).MoveToOuterDisposeScope();
    }

    /// <summary>L_0: the sum over x_1 of q(x_1 | x_0) times a decoder's loss, [B].</summary>
    /// <param name="step">Q_1.</param>
    /// <param name="logits">[K,K]: in row x_1 the model's law of x_0.</param>
    /// <param name="x0">[B], int64.</param>
    /// <param name="isPredicted">Whether the decoder is the prediction itself, and not eq. 4: two models with two likelihoods.</param>
    public static Tensor Decoding(ITransitionTensors step, Tensor logits, Tensor x0, bool isPredicted)
    {
        ArgumentNullException.ThrowIfNull(step);
        using var scope = NewDisposeScope();
        return Averaged(step.Rows(x0), logits, step, x0, (each, x1, data) =>
            isPredicted ? PredictedDecoder(each, data) : PosteriorDecoder(step, each, x1, data)).MoveToOuterDisposeScope();
    }

    /// <summary>Over all noisy tokens at once, B K rows; what cannot happen is left out.</summary>
    static Tensor Averaged(Tensor law, Tensor logits, ITransitionTensors step, Tensor x0, Func<Tensor, Tensor, Tensor, Tensor> loss)
    {
        CategoricalRequire.Logits(logits, step, nameof(logits));
        int categories = step.Categories;
        CategoricalRequire.SameCount(logits, step.Rows(CategoricalIds.UpTo(categories, step.Device)), nameof(logits), "the step");
        Tensor noisy = CategoricalIds.UpTo(categories, step.Device).repeat(x0.shape[0]), data = x0.repeat_interleave(categories);
        Tensor losses = loss(logits.index_select(0, noisy), noisy, data).reshape(law.shape);
        return where(law.Is(0), zeros_like(law), law * losses).sum(1);
    }

    /// <summary>sum of q log(q/p) - q + p over the last axis; a term is p where q is 0.</summary>
    static Tensor Divergence(Tensor logQ, Tensor logP)
    {
        Tensor none = logQ.Is(double.NegativeInfinity), zero = zeros_like(logQ), q = logQ.exp(), p = logP.exp().expand(logQ.shape);
        Tensor ratio = where(none, zero, logQ) - where(none, zero, logP), near = ratio.abs().IsBelow(1), close = where(near, ratio, zero);
        // q (r + expm1(-r)) where r = log(q/p) is small: q r - q + p would be the difference of numbers far larger.
        return where(none, p, where(near, q * close.Plus(close.neg().expm1()), (q * ratio - q).Plus(p))).sum(-1);
    }
}
