using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The monotone map from a standard normal to a noised data set on the line, in batches: the tensor face of <see cref="QuantileFormulas"/>.</summary>
/// <remarks>
/// <para>Computed in float64 and rounded once. Positive z are mirrored, so that both sides of F(x) = Phi(z) are lower tails, which erfc gives
/// with a small relative error; hence |z| at most <see cref="LargestZ"/>, where Phi(-|z|) is about to underflow.</para>
/// <para>F(sigma z + min alpha y) &lt;= Phi(z) &lt;= F(sigma z + max alpha y), so the root is bracketed from the start. The bracket is halved
/// <see cref="Halvings"/> times: what is left of it, 2^-64 of the points' range, is below the rounding of x - alpha y itself. Where the map is steep
/// x is off by some 16 2^-53 dx/dz, and the slope by what that moves it.</para>
/// </remarks>
public static class QuantileMap
{
    public const double LargestZ = 37;

    const int Halvings = 64;

    /// <param name="z">[n], |z| at most 37.</param>
    /// <param name="points">[N], N at least 1, of z's dtype and device.</param>
    /// <param name="logPrior">[N], normalised by log-softmax. Left out: uniform.</param>
    /// <param name="alpha">Finite.</param>
    /// <param name="sigma">Above 0.</param>
    /// <returns>x and dx/dz, each [n]. O(n N) memory.</returns>
    public static (Tensor X, Tensor Slope) Of(Tensor z, Tensor points, Tensor? logPrior, double alpha, double sigma)
    {
        TensorRequire.Finite(z, nameof(z));
        TensorRequire.Finite(points, nameof(points));
        TensorRequire.SameKind(points, z, nameof(points), nameof(z));
        if (z.dim() != 1) throw new ArgumentException($"z must be [n], was {TensorRequire.Shape(z)}.", nameof(z));
        if (points.dim() != 1 || points.shape[0] < 1)
            throw new ArgumentException($"points must be [N] with N >= 1, was {TensorRequire.Shape(points)}.", nameof(points));
        if (logPrior is not null) TensorRequire.SameShape(logPrior, points, nameof(logPrior), nameof(points));
        Numbers.Require.Finite(alpha, nameof(alpha));
        Numbers.Require.Positive(sigma, nameof(sigma));
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Device wide = Devices.Supports(z.device, ScalarType.Float64) ? z.device : CPU;
        Tensor from = z.to(wide).to(ScalarType.Float64), to = points.to(wide).to(ScalarType.Float64);
        if (from.abs().IsAbove(LargestZ).any().item<bool>())
            throw new ArgumentOutOfRangeException(
                nameof(z), FormattableString.Invariant($"z must be within {LargestZ} of 0, ranged from {from.min().item<double>()} to {from.max().item<double>()}."));
        Tensor prior = logPrior is null
            ? ones_like(to).DividedBy(to.shape[0])
            : logPrior.to(wide).to(ScalarType.Float64).softmax(0);

        Tensor side = where(from.IsAbove(0), -ones_like(from), ones_like(from));
        Tensor centres = side.unsqueeze(1) * to.Times(alpha), lower = -from.abs();
        Tensor x = Root(lower, centres, prior, sigma);
        Tensor kernels = Standardised(x, centres, sigma).Squared().DividedBy(-2).exp().mv(prior);
        Tensor slope = lower.Squared().DividedBy(-2).exp().Times(sigma) / kernels;
        return (Rounded(side * x, z), Rounded(slope, z));
    }

    /// <summary>sum_i pi_i Phi((x - c_i)/sigma) = Phi(z) for z &lt;= 0: z [n], centres [n,N].</summary>
    static Tensor Root(Tensor z, Tensor centres, Tensor prior, double sigma)
    {
        Tensor target = LowerTail(z);
        Tensor low = z.Times(sigma).Plus(centres.amin([1L])), high = z.Times(sigma).Plus(centres.amax([1L]));
        for (int i = 0; i < Halvings; i++)
        {
            Tensor middle = low.Plus((high - low).DividedBy(2));
            Tensor isBelow = LowerTail(Standardised(middle, centres, sigma)).mv(prior) < target;
            (low, high) = (where(isBelow, middle, low), where(isBelow, high, middle));
        }
        return low.Plus((high - low).DividedBy(2));
    }

    static Tensor Standardised(Tensor x, Tensor centres, double sigma) => (x.unsqueeze(1) - centres).DividedBy(sigma);

    /// <summary>Phi(z) = erfc(-z/sqrt 2)/2.</summary>
    static Tensor LowerTail(Tensor z) => special.erfc(z.DividedBy(-Math.Sqrt(2))).DividedBy(2);

    static Tensor Rounded(Tensor t, Tensor like) => t.to(like.device).to(like.dtype).alias().MoveToOuterDisposeScope();
}
