using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Times for training and for sampling.</summary>
/// <remarks>
/// Draws are [n] in (0, 1], each uniform by itself, made in float64 on the generator's device and then rounded to the dtype. A least time
/// eps maps t to (1 - eps) t + eps. Sources: Sahoo et al., MDLM, arXiv:2406.07524, appendix D.3 and code; Kingma et al., arXiv:2107.00630,
/// for the equispaced ones.
/// </remarks>
public static class MaskedTimes
{
    /// <summary>n independent draws.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="eps">In [0, 1).</param>
    public static Tensor Independent(int count, Generator generator, double eps = 0, ScalarType dtype = ScalarType.Float64) =>
        Times(count, generator, eps, dtype, () => FromZero(count, generator));

    /// <summary>One draw in each of n equal strata, in their order, independent of each other: (i + u_i)/n. Rounding may put one on its stratum's end.</summary>
    /// <inheritdoc cref="Independent"/>
    public static Tensor Stratified(int count, Generator generator, double eps = 0, ScalarType dtype = ScalarType.Float64) =>
        Times(count, generator, eps, dtype, () => Starts(count, generator).Plus(FromZero(count, generator)).DividedBy(count));

    /// <summary>One draw and its translates by 1/n, around the circle: (u + i/n) mod 1, 1 instead of 0.</summary>
    /// <inheritdoc cref="Independent"/>
    public static Tensor Equispaced(int count, Generator generator, double eps = 0, ScalarType dtype = ScalarType.Float64) =>
        Times(count, generator, eps, dtype, () =>
        {
            Tensor sum = FromZero(1, generator).Plus(Starts(count, generator).DividedBy(count));
            return where(sum.IsAbove(1), sum.Minus(1), sum);
        });

    /// <summary>n + 1 times for n equal steps, from 1 down to <paramref name="last"/>, both exactly.</summary>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="last">In [0, 1). Above 0 tokens are left masked.</param>
    public static double[] Grid(int steps, double last = 0)
    {
        Require.AtLeastOne(steps, nameof(steps));
        Require.BelowOne(last, nameof(last));
        return [.. Enumerable.Range(0, steps).Select(i => (steps - i + i * last) / steps), last];
    }

    static Tensor Times(int count, Generator generator, double eps, ScalarType dtype, Func<Tensor> draw)
    {
        Require.AtLeastOne(count, nameof(count));
        ArgumentNullException.ThrowIfNull(generator);
        Require.BelowOne(eps, nameof(eps));
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"dtype must be float32 or float64, was {dtype}.", nameof(dtype));
        using var scope = NewDisposeScope();
        Tensor t = draw();
        return t.Plus((ones_like(t) - t).Times(eps)).to(dtype).MoveToOuterDisposeScope();
    }

    // 1 - u, exactly: multiples of 2^-53 in (0, 1].
    static Tensor FromZero(int count, Generator generator)
    {
        Tensor u = TokenDraws.Uniform([count], generator);
        return ones_like(u) - u;
    }

    static Tensor Starts(int count, Generator generator) =>
        tensor([.. Enumerable.Range(0, count).Select(i => (double)i)], [count], ScalarType.Float64, generator.device);
}
