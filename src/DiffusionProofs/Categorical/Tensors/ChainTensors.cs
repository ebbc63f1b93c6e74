using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>The posterior of a step and the reverse model on tensors, for any kind of noise.</summary>
/// <remarks>
/// <c>step</c> is Q_t, <c>before</c> is Q_1 ... Q_{t-1} (the identity at t = 1). Errors: <see cref="CategoricalAccuracy.Normalised"/>, and a probability far
/// below u may underflow to 0, which its logarithm does not. O(B K) memory where the steps are not matrices. Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 3 and 4.
/// </remarks>
public static class ChainTensors
{
    /// <summary>q(x_{t-1} | x_t, x_0), [B,K] (eq. 3).</summary>
    /// <param name="step">Q_t.</param>
    /// <param name="before">Q_1 ... Q_{t-1}.</param>
    /// <param name="xt">[B], int64.</param>
    /// <param name="x0">[B], int64.</param>
    /// <exception cref="ArgumentException">Some x_t cannot come from its x_0: the message names the position.</exception>
    public static Tensor Posterior(ITransitionTensors step, ITransitionTensors before, Tensor xt, Tensor x0)
    {
        CategoricalRequire.SameKind(before, step, nameof(before));
        using var scope = NewDisposeScope();
        Tensor joint = before.Rows(x0) * ColumnsOf(step, xt, x0, nameof(x0));
        return Normalised(joint, () => LogPosterior(step, before, xt, x0)).MoveToOuterDisposeScope();
    }

    /// <summary>Its logarithm, [B,K]: -infinity for what is impossible.</summary>
    /// <inheritdoc cref="Posterior"/>
    public static Tensor LogPosterior(ITransitionTensors step, ITransitionTensors before, Tensor xt, Tensor x0)
    {
        using var scope = NewDisposeScope();
        Tensor joint = LogJoint(step, before, xt, x0);
        if (FirstImpossible(joint) is { } at)
            throw new ArgumentException($"xt must be a category that x0 can become, at position {at} it was {xt[at].item<long>()}, which x0 = {x0[at].item<long>()} cannot.", nameof(xt));
        return LogNormalised(joint).MoveToOuterDisposeScope();
    }

    /// <summary>p(x_{t-1} | x_t), [B,K]: eq. 4, normalised.</summary>
    /// <param name="step">Q_t.</param>
    /// <param name="before">Q_1 ... Q_{t-1}.</param>
    /// <param name="xt">[B], int64.</param>
    /// <param name="predicted">[B,K]: the model's law of x_0, rows that sum to 1.</param>
    /// <exception cref="ArgumentException">Some x_t cannot come from any predicted x_0: the message names the position.</exception>
    public static Tensor Reverse(ITransitionTensors step, ITransitionTensors before, Tensor xt, Tensor predicted)
    {
        CategoricalRequire.SameKind(before, step, nameof(before));
        CategoricalRequire.Laws(predicted, before, nameof(predicted));
        using var scope = NewDisposeScope();
        Tensor joint = before.After(predicted) * ColumnsOf(step, xt, predicted, nameof(predicted));
        return Normalised(joint, () => LogReverse(step, before, xt, predicted.log())).MoveToOuterDisposeScope();
    }

    /// <summary>Its logarithm, [B,K], from logits.</summary>
    /// <param name="step">Q_t.</param>
    /// <param name="before">Q_1 ... Q_{t-1}.</param>
    /// <param name="xt">[B], int64.</param>
    /// <param name="logits">[B,K], logarithms of the predicted law of x_0, normalised or not; -infinity where it has no mass.</param>
    /// <exception cref="ArgumentException">As for <see cref="Reverse"/>.</exception>
    public static Tensor LogReverse(ITransitionTensors step, ITransitionTensors before, Tensor xt, Tensor logits)
    {
        using var scope = NewDisposeScope();
        Tensor joint = LogModelJoint(step, before, xt, logits);
        if (FirstImpossible(joint) is { } at)
            throw new ArgumentException($"xt must be a category that some predicted x0 can become, at position {at} it was {xt[at].item<long>()}.", nameof(xt));
        return LogNormalised(joint).MoveToOuterDisposeScope();
    }

    /// <summary>log of Q_t[., x_t] (Q_1 ... Q_{t-1})[x_0, .], not normalised; -infinity all along where x_t cannot come from x_0.</summary>
    internal static Tensor LogJoint(ITransitionTensors step, ITransitionTensors before, Tensor xt, Tensor x0)
    {
        CategoricalRequire.SameKind(before, step, nameof(before));
        return before.Rows(x0).log().Plus(ColumnsOf(step, xt, x0, nameof(x0)).log());
    }

    /// <summary>log of Q_t[., x_t] (p Q_1 ... Q_{t-1}), not normalised.</summary>
    internal static Tensor LogModelJoint(ITransitionTensors step, ITransitionTensors before, Tensor xt, Tensor logits)
    {
        CategoricalRequire.SameKind(before, step, nameof(before));
        CategoricalRequire.Logits(logits, before, nameof(logits));
        return before.LogAfter(nn.functional.log_softmax(logits, 1)).Plus(ColumnsOf(step, xt, logits, nameof(logits)).log());
    }

    /// <summary>Each row less the logarithm of its sum; rows without mass stay -infinity.</summary>
    internal static Tensor LogNormalised(Tensor joint)
    {
        Tensor dead = joint.amax([1], keepdim: true).Is(double.NegativeInfinity);
        return where(dead, joint, nn.functional.log_softmax(where(dead, zeros_like(joint), joint), 1));
    }

    static Tensor ColumnsOf(ITransitionTensors step, Tensor xt, Tensor partner, string name)
    {
        Tensor columns = step.Columns(xt);
        CategoricalRequire.SameCount(partner, xt, name, nameof(xt));
        return columns;
    }

    static long? FirstImpossible(Tensor joint)
    {
        using var scope = NewDisposeScope();
        return CategoricalRequire.First(joint.amax([1]).Is(double.NegativeInfinity));
    }

    /// <summary>joint/sum; by logarithms where the products may have underflowed.</summary>
    static Tensor Normalised(Tensor joint, Func<Tensor> logarithms)
    {
        Tensor sum = joint.sum(1, keepdim: true), small = sum.IsBelow(CategoricalAccuracy.LeastSum(joint.shape[1], joint.dtype));
        return small.any().item<bool>() ? where(small, logarithms().exp(), joint / sum) : joint / sum;
    }
}
