using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>
/// Uniform, absorbing and mixed noise and their products on tensors, keep I + mask 1 e_m^T + uniform 1 1^T/K, without a matrix: O(B K) time and memory.
/// </summary>
/// <remarks>
/// The three weights are doubles, not negative. Errors, u = 2^-24 or 2^-53: rows and columns within 3 u of each entry, <see cref="After"/> within (K + 3) u.
/// keep = 1 is the identity, keep = 0 forgets the token. Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 6 and 7, appendices A.2.6 and A.4.1.
/// </remarks>
public sealed class RankOneTensors : ITransitionTensors
{
    RankOneTensors(RankOneStep<Float64> step, int categories, int mask, ScalarType type, Device? device)
    {
        (Keep, Mask, Uniform) = (step.Keep.Value, step.Mask.Value, step.Uniform.Value);
        (Step, Categories, MaskId, DType, Device) = (step, categories, mask, CategoricalRequire.Floating(type, nameof(type)), device ?? CPU);
        // The index as tensors have it: cuda is cuda:0.
        using Tensor probe = empty([0], dtype: type, device: Device);
        Device = probe.device;
    }

    /// <summary>Uniform noise (eq. 6).</summary>
    /// <param name="categories">K >= 1.</param>
    /// <param name="beta">In [0, 1]: the probability of a draw from all K, the token itself among them.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">The processor where left out.</param>
    public static RankOneTensors OfUniform(int categories, double beta, ScalarType type, Device? device = null) =>
        new(RankOneStep<Float64>.OfUniform(CategoricalRequire.Rate(beta, nameof(beta))), CategoricalRequire.Categories(categories, 1, nameof(categories)), 0, type, device);

    /// <summary>Absorbing noise (eq. 7).</summary>
    /// <param name="categories">K >= 2, the mask included.</param>
    /// <param name="mask">The mask's id, 0..K-1.</param>
    /// <param name="beta">In [0, 1].</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">The processor where left out.</param>
    public static RankOneTensors OfAbsorbing(int categories, int mask, double beta, ScalarType type, Device? device = null) =>
        Mixed(RankOneStep<Float64>.OfAbsorbing(CategoricalRequire.Rate(beta, nameof(beta))), categories, mask, type, device);

    /// <summary>Both (appendix A.2.6).</summary>
    /// <param name="maskRate">In [0, 1].</param>
    /// <param name="uniformRate">In [0, 1], at most 1 with <paramref name="maskRate"/>. The mask takes part in the draw.</param>
    /// <inheritdoc cref="OfAbsorbing"/>
    public static RankOneTensors Of(int categories, int mask, double maskRate, double uniformRate, ScalarType type, Device? device = null)
    {
        CategoricalRequire.Rate(maskRate, nameof(maskRate));
        CategoricalRequire.Rate(uniformRate, nameof(uniformRate));
        RankOneStep<Float64> step = RankOneStep<Float64>.Of(maskRate, uniformRate);
        if (step.Keep.Value < 0)
            throw new ArgumentOutOfRangeException(nameof(uniformRate), FormattableString.Invariant($"uniformRate must be at most 1 with maskRate, was {uniformRate} with {maskRate}."));
        return Mixed(step, categories, mask, type, device);
    }

    static RankOneTensors Mixed(RankOneStep<Float64> step, int categories, int mask, ScalarType type, Device? device) =>
        new(step, CategoricalRequire.Categories(categories, 2, nameof(categories)), CategoricalRequire.Category(mask, categories, nameof(mask)), type, device);

    public int Categories { get; }
    public ScalarType DType { get; }
    public Device Device { get; }

    /// <summary>The weight of the identity.</summary>
    public double Keep { get; }

    /// <summary>The weight of the mask.</summary>
    public double Mask { get; }

    /// <summary>The weight of a draw from all K.</summary>
    public double Uniform { get; }

    /// <summary>The mask's id; any where <see cref="Mask"/> is 0.</summary>
    public int MaskId { get; }

    RankOneStep<Float64> Step { get; }

    /// <summary>The probability of a category that is neither the token nor the mask.</summary>
    double Spread => Uniform / Categories;

    public Tensor Rows(Tensor tokens)
    {
        CategoricalRequire.Tokens(tokens, this, nameof(tokens));
        using var scope = NewDisposeScope();
        return AddKept(Each(Spread, Spread + Mask).expand(tokens.shape[0], Categories).clone(), tokens).MoveToOuterDisposeScope();
    }

    public Tensor Columns(Tensor tokens)
    {
        CategoricalRequire.Tokens(tokens, this, nameof(tokens));
        using var scope = NewDisposeScope();
        Tensor isMask = tokens.eq(tensor((long)MaskId, device: Device));
        Tensor columns = where(isMask, Number(Spread + Mask), Number(Spread)).unsqueeze(1).expand(tokens.shape[0], Categories).clone();
        return AddKept(columns, tokens).MoveToOuterDisposeScope();
    }

    public Tensor After(Tensor laws)
    {
        CategoricalRequire.Weights(laws, this, nameof(laws));
        using var scope = NewDisposeScope();
        Tensor kept = laws.Times(Keep), total = laws.sum(1, keepdim: true), result = kept.Plus(total.Times(Spread));
        result.select(1, MaskId).copy_(kept.select(1, MaskId).Plus(total.squeeze(1).Times(Spread + Mask)));
        return result.MoveToOuterDisposeScope();
    }

    public Tensor LogAfter(Tensor logLaws)
    {
        CategoricalRequire.Logits(logLaws, this, nameof(logLaws));
        using var scope = NewDisposeScope();
        Tensor kept = logLaws.Plus(Math.Log(Keep)), total = logLaws.logsumexp(1, keepdim: true);
        return kept.LogAdd(Each(Math.Log(Spread), Math.Log(Spread + Mask)).Plus(total)).MoveToOuterDisposeScope();
    }

    public ITransitionTensors Then(ITransitionTensors next)
    {
        CategoricalRequire.SameKind(next, this, nameof(next));
        return next is RankOneTensors other && (other.MaskId == MaskId || Mask == 0 || other.Mask == 0)
            ? new RankOneTensors(Step.Then(other.Step), Categories, Mask == 0 ? other.MaskId : MaskId, DType, Device)
            : DenseTensors.Product(this, next);
    }

    /// <summary>uniform/(mask + uniform) spread over all and the rest on the mask: the law of what is not kept.</summary>
    public Tensor Stationary()
    {
        double moved = Mask + Uniform;
        if (moved == 0 && Categories > 1) throw new InvalidOperationException("the step must move something, else every law is stationary; it keeps every token.");
        double even = Categories == 1 ? 1 : Uniform / moved / Categories;
        return Each(even, Mask > 0 ? even + Mask / moved : even);
    }

    /// <summary>Holds no tensor.</summary>
    public void Dispose() { }

    Tensor AddKept(Tensor spread, Tensor tokens) =>
        spread.scatter_add_(1, tokens.unsqueeze(1), Number(Keep).expand(tokens.shape[0], 1));

    /// <summary>[K]: one number at the mask, another at all else.</summary>
    Tensor Each(double value, double atMask)
    {
        using var scope = NewDisposeScope();
        Tensor row = zeros([Categories], dtype: DType, device: Device).Plus(value);
        row.select(0, MaskId).copy_(Number(atMask));
        return row.MoveToOuterDisposeScope();
    }

    Tensor Number(double value) => tensor(value, DType, Device);
}
