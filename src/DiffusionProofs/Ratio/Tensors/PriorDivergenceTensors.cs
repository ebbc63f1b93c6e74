using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>KL(q(x_T | x_0) || base) for each token, [B,L]. Nats.</summary>
/// <remarks>
/// The tensor face of <see cref="PriorDivergences"/>, by sigma. Uniform noise as (h((V - 1) alpha) + (V - 1) h(-alpha))/V, h(x) = (1 + x) log1p(x) - x, whose
/// terms are never negative: the formula as it stands is a difference of nearly equal terms where alpha is small, and float32 keeps nothing of 1e-13 at
/// sigma = 20. Error: <see cref="RatioAccuracy"/>.
/// </remarks>
public static class PriorDivergenceTensors
{
    /// <param name="rate"><see cref="UniformRate"/>, whose base is even, or <see cref="AbsorbingRate"/>, whose base is the mask.</param>
    /// <param name="x0">[B,L], int64, no masks of absorbing noise.</param>
    /// <param name="sigma">At the last time, [B] or [B,L], float32 or float64, above 0.</param>
    /// <param name="leak">The mass of the base that absorbing noise spreads over the tokens, in (0, 1); null: none, and the divergence is infinite.</param>
    public static Tensor Of(ClosedRate rate, Tensor x0, Tensor sigma, double? leak = null)
    {
        int? mask = RatioRequire.Mask(rate);
        RatioRequire.Categories(x0, rate, nameof(x0));
        RatioRequire.Clean(x0, mask, nameof(x0));
        if (leak is { } value && (mask is null || !(value > 0 && value < 1)))
            throw new ArgumentOutOfRangeException(nameof(leak), mask is null
                ? "leak must be null for uniform noise, whose base is even."
                : FormattableString.Invariant($"leak must be above 0 and below 1, was {value}."));
        using var scope = NewDisposeScope();
        Tensor noise = RatioRequire.Noise(sigma, x0.shape, zeroAllowed: false, nameof(sigma));
        Tensor kl = mask is null ? Uniform(noise, rate.Categories)
            : leak is { } share ? Absorbing(noise, share, rate.Categories)
            : tensor(double.PositiveInfinity, noise.dtype, noise.device).expand(noise.shape);
        return kl.clone().MoveToOuterDisposeScope();
    }

    static Tensor Uniform(Tensor sigma, int v)
    {
        Tensor minus = -sigma, alpha = minus.exp(), changed = -minus.expm1(), many = alpha.Times(v - 1);
        Tensor own = Excess(many, many.Plus(1) * many.log1p() - many), others = Excess(-alpha, (changed * changed.log()).Plus(alpha));
        return own.Plus(others.Times(v - 1)).DividedBy(v);
    }

    static Tensor Absorbing(Tensor sigma, double leak, int v)
    {
        Tensor minus = -sigma, changed = -minus.expm1();
        Tensor tokens = minus.exp() * minus.Plus(Math.Log((v - 1) / leak)), mask = changed * changed.log().Minus(Numbers.Float64.Log1p(-leak).Value);
        return tokens.Plus(mask);
    }

    /// <summary>h(x): as given where |x| > 1/4, else sum over k >= 2 of (-x)^k/(k (k - 1)), whose remainder after 28 is below 2^-53 of it.</summary>
    static Tensor Excess(Tensor x, Tensor direct)
    {
        const int last = 28;
        Tensor near = x.abs().IsAtMost(0.25), minus = where(near, -x, zeros_like(x)), sum = tensor(1.0 / (last * (last - 1)), x.dtype, x.device);
        for (int k = last - 1; k >= 2; k--) sum = (sum * minus).Plus(1.0 / (k * (k - 1)));
        return where(near, sum * minus.Squared(), direct);
    }
}
