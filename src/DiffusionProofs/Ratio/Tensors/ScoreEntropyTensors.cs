using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>SEDD's three losses over all pairs of few categories, as a tensor of no axes. Nats times the weights. Differentiable by the scores.</summary>
/// <remarks>
/// The tensor face of <see cref="ScoreEntropyLosses"/>: matrices [V,V], float32 or float64, diagonals of score and weights count for nothing. States of
/// probability 0 have no part in the mean, and a ratio to one is 0.
/// </remarks>
public static class ScoreEntropyTensors
{
    /// <summary>E_x sum_{y != x} w[x][y] (s - r log s + K(r)), r = p(y)/p(x) (eq. 5).</summary>
    /// <param name="p">[V].</param>
    /// <param name="score">s, above 0.</param>
    /// <param name="weights">w, 0 or more.</param>
    public static Tensor Explicit(Tensor p, Tensor score, Tensor weights)
    {
        Check(p, nameof(p), score, weights);
        using var scope = NewDisposeScope();
        (Tensor s, Tensor logs, Tensor w) = Off(score, weights);
        Tensor ratio = p.unsqueeze(0) / Positive(p).unsqueeze(1), pair = (s - ratio * logs).Plus(ratio * Positive(ratio).log().Minus(1));
        return Mean(p, w * pair).MoveToOuterDisposeScope();
    }

    /// <summary>E_x sum_{y != x} (w[x][y] s[x][y] - w[y][x] log s[y][x]) (eq. 6).</summary>
    /// <inheritdoc cref="Explicit"/>
    public static Tensor Implicit(Tensor p, Tensor score, Tensor weights)
    {
        Check(p, nameof(p), score, weights);
        using var scope = NewDisposeScope();
        (Tensor s, Tensor logs, Tensor w) = Off(score, weights);
        return Mean(p, w * s - (w * logs).t()).MoveToOuterDisposeScope();
    }

    /// <summary>E_{x_0, x} sum_{y != x} w[x][y] (s[x][y] - q(y | x_0)/q(x | x_0) log s[x][y]), without K (eq. 7).</summary>
    /// <param name="p0">[V].</param>
    /// <param name="transition">q(x | x_0) in row x_0.</param>
    /// <inheritdoc cref="Explicit"/>
    public static Tensor Denoising(Tensor p0, Tensor transition, Tensor score, Tensor weights)
    {
        Check(p0, nameof(p0), score, weights);
        RatioRequire.Pairs(transition, p0, positive: false, nameof(transition));
        using var scope = NewDisposeScope();
        (Tensor s, Tensor logs, Tensor w) = Off(score, weights);
        // q(x | x_0) cancels from weight and ratio, but for x that x_0 does not become.
        Tensor joint = p0.unsqueeze(1) * transition, reached = transition.IsAbove(0).to(p0.dtype);
        return (Mean(joint.sum([0]), w * s) - (reached.t().matmul(joint) * w * logs).sum()).MoveToOuterDisposeScope();
    }

    static void Check(Tensor law, string name, Tensor score, Tensor weights)
    {
        RatioRequire.Law(law, name);
        RatioRequire.Pairs(score, law, positive: true, nameof(score));
        RatioRequire.Pairs(weights, law, positive: false, nameof(weights));
    }

    static (Tensor Score, Tensor Logs, Tensor Weights) Off(Tensor score, Tensor weights)
    {
        Tensor diagonal = eye(score.shape[0], dtype: ScalarType.Bool, device: score.device), s = where(diagonal, ones_like(score), score);
        return (s, s.log(), where(diagonal, zeros_like(weights), weights));
    }

    /// <summary>1 where 0.</summary>
    static Tensor Positive(Tensor t) => where(t.IsAbove(0), t, ones_like(t));

    static Tensor Mean(Tensor p, Tensor pairs) => (p * pairs.sum(1)).sum();
}
