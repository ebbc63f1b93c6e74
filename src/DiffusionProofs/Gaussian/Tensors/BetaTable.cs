using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The table of a chain with T steps in float64: the tensor face of <see cref="BetaFormulas"/>.</summary>
/// <remarks>
/// abar is a plain product of doubles: each factor and each product rounds once, so its relative error is at most 2 T 2^-53
/// (2.2e-13 at T = 1000); a sum of logarithms would lose a further factor |log abar|. 1 - abar is the sum of beta_i
/// abar_{i-1}, which has no cancellation: relative error at most (3 T + 2) 2^-53, where 1 - abar from float32 is off by
/// 1e-4 to 3e-3 at the first step.
/// </remarks>
public sealed class BetaTable : IDisposable
{
    /// <param name="beta">[T], T at least 1, entries in (0, 1].</param>
    public BetaTable(Tensor beta)
    {
        TensorRequire.Finite(beta, nameof(beta));
        if (beta.dim() != 1 || beta.shape[0] < 1)
            throw new ArgumentException($"beta must be [T] with T >= 1, was {TensorRequire.Shape(beta)}.", nameof(beta));
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor table = beta.detach().to(CPU).to(ScalarType.Float64);
        if ((table.IsAtMost(0) | table.IsAbove(1)).any().item<bool>())
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"beta must be in (0, 1], ranged from {TensorRequire.Number(table.min())} to {TensorRequire.Number(table.max())}."),
                nameof(beta));
        Beta = table.clone().DetachFromDisposeScope();
        AlphaBar = (ones_like(table) - table).cumprod(0).DetachFromDisposeScope();
        Tensor previous = cat([ones(1, ScalarType.Float64), AlphaBar.narrow(0, 0, Steps - 1)]);
        NoiseVariance = (table * previous).cumsum(0).DetachFromDisposeScope();
        Tensor before = cat([zeros(1, ScalarType.Float64), NoiseVariance.narrow(0, 0, Steps - 1)]);
        BetaTilde = (before / NoiseVariance * table).DetachFromDisposeScope();
    }

    /// <summary>From start to end in equal steps, both included; one step: start.</summary>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="start">In (0, 1].</param>
    /// <param name="end">In (0, 1].</param>
    public static BetaTable Linear(int steps, double start = 1e-4, double end = 0.02)
    {
        Require.AtLeastOne(steps, "T");
        Require.InUnit(start, "beta_start");
        Require.InUnit(end, "beta_end");
        using var scope = NewDisposeScope();
        return new(Indices(steps).Times(end - start).DividedBy(Math.Max(1, steps - 1)).Plus(start));
    }

    /// <summary>Betas of abar = cos^2((t + s)/(1 + s) pi/2), clipped and only then cumulated.</summary>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="s">At least 0.</param>
    /// <param name="clip">In (0, 1].</param>
    public static BetaTable Cosine(int steps, double s = 0.008, double clip = 0.999)
    {
        Require.AtLeastOne(steps, "T");
        Require.InUnit(clip, "clip");
        double quarter = Math.PI / (2 * (1 + Require.AtLeast(s, 0, "s")));
        using var scope = NewDisposeScope();
        TensorNumber i = new(Indices(steps)), rate = TensorNumber.FromDouble(quarter);
        // The same sine from either end, where its argument is small.
        TensorNumber near = (2 * i + 1) / steps + TensorNumber.FromDouble(2 * s), far = (2 * (steps - i) - 1) / steps;
        TensorNumber sum = new(where((2 * i + 1).Value.IsBelow(steps), near.Value, far.Value));
        TensorNumber raw = TensorNumber.Sin(sum * rate) * TensorNumber.FromDouble(Math.Sin(quarter / steps))
            / TensorNumber.Sin((steps - i) / steps * rate).Squared();
        return new(raw.Value.AtMost(clip));
    }

    /// <summary>T.</summary>
    public long Steps => Beta.shape[0];

    /// <summary>[T].</summary>
    public Tensor Beta { get; }

    /// <summary>abar, [T].</summary>
    public Tensor AlphaBar { get; }

    /// <summary>1 - abar, [T].</summary>
    public Tensor NoiseVariance { get; }

    /// <summary>Posterior variances, [T]; the first is 0.</summary>
    public Tensor BetaTilde { get; }

    /// <summary>
    /// SNR_{t-1} - SNR_t = beta_t abar_{t-1}/((1 - abar_{t-1})(1 - abar_t)), [T], without cancellation: relative error at most (8 T + 7) 2^-53.
    /// The first is infinite: that step's term is the decoder's.
    /// </summary>
    public Tensor SnrLosses()
    {
        using var scope = NewDisposeScope();
        Tensor kept = cat([ones(1, ScalarType.Float64), AlphaBar.narrow(0, 0, Steps - 1)]);
        Tensor before = cat([zeros(1, ScalarType.Float64), NoiseVariance.narrow(0, 0, Steps - 1)]);
        return (Beta * kept / before / NoiseVariance).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Betas of the chain that visits only these steps, 1 - abar_i/abar_previous, [visited]: as -expm1 of a sum of log(1 - beta), without
    /// cancellation.
    /// </summary>
    /// <param name="visited">Indices into the table, rising.</param>
    public Tensor BetasAtStride(params int[] visited)
    {
        using var scope = NewDisposeScope();
        Tensor logs = (-Beta).log1p();
        var strides = new List<Tensor>();
        int next = 0;
        foreach (int step in visited)
        {
            if (step < next || step >= Steps)
                throw new ArgumentException(
                    $"visited must rise and stay below {Steps}, had {step} where at least {next} was due.", nameof(visited));
            strides.Add(-logs.narrow(0, next, step + 1 - next).sum().expm1());
            next = step + 1;
        }
        return (strides.Count == 0 ? empty(0, ScalarType.Float64) : stack(strides)).MoveToOuterDisposeScope();
    }

    static Tensor Indices(int count) => tensor([.. Enumerable.Range(0, count).Select(i => (double)i)], [count], ScalarType.Float64);

    public void Dispose()
    {
        Beta.Dispose();
        AlphaBar.Dispose();
        NoiseVariance.Dispose();
        BetaTilde.Dispose();
    }
}
