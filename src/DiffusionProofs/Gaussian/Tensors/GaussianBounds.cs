using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The terms of the bound in batches, in nats: the tensor face of <see cref="NelboFormulas"/>.</summary>
/// <remarks>
/// [B,D] in, [B] out. Every term is a sum of squares times a weight, and nothing cancels: the relative error is at most (D + 4) u +
/// 24 2^-53, u = 2^-53 or 2^-24, whatever the step's length and the distance of sigma from 1; by eps (gamma_t - gamma_s) 2^-53 more, for
/// the rounded difference.
/// </remarks>
public static class GaussianBounds
{
    /// <summary>KL(q(x_s | x_t, x_0) || q(x_s | x_t, xHat_0)) = (SNR_s - SNR_t)/2 |x_0 - xHat_0|^2.</summary>
    /// <param name="x0">[B,D].</param>
    /// <param name="x0Hat">[B,D], the prediction.</param>
    /// <param name="sigmaS">Above 0: the first step's term is the decoder's.</param>
    public static Tensor StepBySnr(Tensor x0, Tensor x0Hat, double alphaS, double sigmaS, double alphaT, double sigmaT)
    {
        GaussianPosterior.Check(x0, x0Hat, nameof(x0), nameof(x0Hat));
        return Weighted(x0, x0Hat, new ChainStep(alphaS, sigmaS, alphaT, sigmaT).SnrLoss / 2);
    }

    /// <summary>The same by the noise: expm1(gamma_t - gamma_s)/2 |eps - epsHat|^2.</summary>
    /// <param name="eps">[B,D].</param>
    /// <param name="epsHat">[B,D], the prediction.</param>
    /// <param name="gammaS">-log SNR_s, finite.</param>
    /// <param name="gammaT">-log SNR_t, at least <paramref name="gammaS"/>.</param>
    public static Tensor StepByEps(Tensor eps, Tensor epsHat, double gammaS, double gammaT)
    {
        GaussianPosterior.Check(eps, epsHat, nameof(eps), nameof(epsHat));
        Require.AtLeast(gammaT, Require.Finite(gammaS, nameof(gammaS)), nameof(gammaT));
        return Weighted(eps, epsHat, NelboFormulas.EpsWeight(new Float64(gammaS), new Float64(gammaT)).Value);
    }

    /// <summary>The continuous bound's integrand: gamma'/2 |eps - epsHat|^2.</summary>
    /// <param name="eps">[B,D].</param>
    /// <param name="epsHat">[B,D], the prediction.</param>
    /// <param name="dGamma">gamma'(t), at least 0.</param>
    public static Tensor IntegrandByGamma(Tensor eps, Tensor epsHat, double dGamma)
    {
        GaussianPosterior.Check(eps, epsHat, nameof(eps), nameof(epsHat));
        return Weighted(eps, epsHat, Require.AtLeast(dGamma, 0, nameof(dGamma)) / 2);
    }

    /// <summary>KL(N(alpha x_0, sigma^2 I) || N(0, I)).</summary>
    /// <param name="x0">[B,D].</param>
    /// <param name="alpha">Finite.</param>
    /// <param name="sigma">Above 0.</param>
    public static Tensor Prior(Tensor x0, double alpha, double sigma)
    {
        TensorRequire.Finite(x0, nameof(x0));
        if (x0.dim() != 2) throw new ArgumentException($"x0 must be [B, D], was {TensorRequire.Shape(x0)}.", nameof(x0));
        Require.Finite(alpha, nameof(alpha));
        Require.Positive(sigma, nameof(sigma));
        using var scope = NewDisposeScope();
        // sigma^2 - 1 - log sigma^2, each of whose terms is far larger than the sum where sigma is near 1.
        double ofVariance = sigma < 0.5 ? (sigma - 1) * (sigma + 1) - 2 * Math.Log(sigma) : Accurately.MinusLog1p((sigma - 1) * (sigma + 1));
        return x0.Squared().sum(1).Times(alpha * alpha / 2).Plus(x0.shape[1] * ofVariance / 2).MoveToOuterDisposeScope();
    }

    /// <summary>KL(N(mean, variance I) || N(otherMean, otherVariance I)), [B]: the tensor face of <see cref="GaussianDivergence"/>.</summary>
    /// <param name="mean">[B,D].</param>
    /// <param name="variance">Above 0.</param>
    /// <param name="otherMean">[B,D].</param>
    /// <param name="otherVariance">Above 0.</param>
    public static Tensor Divergence(Tensor mean, double variance, Tensor otherMean, double otherVariance)
    {
        GaussianPosterior.Check(mean, otherMean, nameof(mean), nameof(otherMean));
        double ratio = Require.Positive(variance, nameof(variance)) / Require.Positive(otherVariance, nameof(otherVariance));
        // r - 1 - log r, which near r = 1 has no digits where it is written so.
        double ofVariances = ratio < 0.5 ? ratio - 1 - Math.Log(ratio) : Accurately.MinusLog1p((variance - otherVariance) / otherVariance);
        using var scope = NewDisposeScope();
        return Weighted(mean, otherMean, 1 / (2 * otherVariance)).Plus(mean.shape[1] * ofVariances / 2).MoveToOuterDisposeScope();
    }

    static Tensor Weighted(Tensor a, Tensor b, double weight)
    {
        using var scope = NewDisposeScope();
        return (a - b).Squared().sum(1).Times(weight).MoveToOuterDisposeScope();
    }
}
