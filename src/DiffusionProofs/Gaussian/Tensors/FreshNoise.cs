using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>Steps with fresh noise in batches, alpha = 1: the tensor face of <see cref="NoiseSplits"/>.</summary>
/// <remarks>
/// Variances are right within 8 units of 2^-53 of themselves, an ancestral mean within (3 u + 4 2^-53)(|D| + r^2 (|x| + |D|)), r = to/from,
/// u = 2^-53 or 2^-24.
/// </remarks>
public static class FreshNoise
{
    /// <summary>to^2 (from - to)(from + to)/from^2.</summary>
    /// <param name="from">Above 0.</param>
    /// <param name="to">From 0, where nothing is drawn, to <paramref name="from"/>.</param>
    public static double AncestralVariance(double from, double to)
    {
        double ratio = Ratio(from, to);
        return ratio * ratio * (from - to) * (from + to);
    }

    /// <summary>D + (to/from)^2 (x - D), [B, ...].</summary>
    /// <param name="x">[B, ...].</param>
    /// <param name="denoised">As x: D(x; from).</param>
    /// <inheritdoc cref="AncestralVariance"/>
    public static Tensor AncestralMean(Tensor x, Tensor denoised, double from, double to)
    {
        TensorRequire.Finite(x, nameof(x));
        TensorRequire.SameShape(denoised, x, nameof(denoised), nameof(x));
        double ratio = Ratio(from, to);
        using var scope = NewDisposeScope();
        return denoised.Plus((x - denoised).Times(ratio * ratio)).MoveToOuterDisposeScope();
    }

    /// <summary>An ancestral step: its mean and fresh noise.</summary>
    /// <param name="generator">On the device of x.</param>
    /// <inheritdoc cref="AncestralMean"/>
    public static Tensor Ancestral(Tensor x, Tensor denoised, double from, double to, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var scope = NewDisposeScope();
        return With(AncestralMean(x, denoised, from, to), AncestralVariance(from, to), generator).MoveToOuterDisposeScope();
    }

    /// <summary>t_hat^2 - t^2 = gamma (2 + gamma) t^2.</summary>
    /// <param name="t">At least 0.</param>
    /// <param name="rate">gamma, at least 0: <see cref="NoiseSplits.ChurnRate"/>.</param>
    public static double ChurnVariance(double t, double rate) =>
        NoiseSplits.ChurnVariance<Float64>(Require.AtLeast(t, 0, nameof(t)), Require.AtLeast(rate, 0, nameof(rate))).Value;

    /// <summary>x at the level t lifted to t_hat = (1 + gamma) t by fresh noise, and t_hat.</summary>
    /// <param name="x">[B, ...].</param>
    /// <param name="generator">On the device of x.</param>
    /// <inheritdoc cref="ChurnVariance"/>
    public static (Tensor X, double Level) Churned(Tensor x, double t, double rate, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        TensorRequire.Finite(x, nameof(x));
        double variance = ChurnVariance(t, rate);
        using var scope = NewDisposeScope();
        return (With(x, variance, generator).MoveToOuterDisposeScope(), NoiseSplits.ChurnedLevel<Float64>(t, rate).Value);
    }

    static Tensor With(Tensor mean, double variance, Generator generator) =>
        mean.Plus(randn(mean.shape, mean.dtype, mean.device, generator: generator).Times(Math.Sqrt(variance)));

    static double Ratio(double from, double to)
    {
        Require.Positive(from, nameof(from));
        Require.AtLeast(to, 0, nameof(to));
        return to <= from
            ? to / from
            : throw new ArgumentOutOfRangeException(nameof(to), FormattableString.Invariant($"to must be at most from, {from}, was {to}: a step back takes noise away."));
    }
}
