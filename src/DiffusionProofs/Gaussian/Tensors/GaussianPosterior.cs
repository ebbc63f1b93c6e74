using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The transition q(x_t | x_s) and the posterior q(x_s | x_t, x_0), s before t, in batches.</summary>
/// <remarks>
/// Formulas: <see cref="TransitionFormulas"/>, <see cref="PosteriorFormulas"/>. alpha_s &gt; 0, sigma_s &gt;= 0, alpha_t &gt;= 0, sigma_t &gt; 0, and the SNR
/// does not rise from s to t. Variances are right within 13 units of 2^-53 however near s and t are; a mean is right within (3 u + 10 2^-53)
/// (|a x_t| + |b x_0|), a and b its coefficients, u = 2^-53 or 2^-24.
/// </remarks>
public static class GaussianPosterior
{
    /// <summary>q(x_t | x_s): what x_s is multiplied by, and the variance.</summary>
    public static (double Scale, double Variance) Transition(double alphaS, double sigmaS, double alphaT, double sigmaT)
    {
        var step = new ChainStep(alphaS, sigmaS, alphaT, sigmaT);
        return (step.Scale, step.TransitionVariance);
    }

    /// <summary>Of the posterior; 0 at sigma_s = 0.</summary>
    public static double Variance(double alphaS, double sigmaS, double alphaT, double sigmaT) =>
        new ChainStep(alphaS, sigmaS, alphaT, sigmaT).PosteriorVariance;

    /// <summary>The posterior's mean, [B,D], from the data or a prediction of them.</summary>
    /// <param name="xt">[B,D].</param>
    /// <param name="x0">[B,D].</param>
    public static Tensor Mean(Tensor xt, Tensor x0, double alphaS, double sigmaS, double alphaT, double sigmaT)
    {
        Check(xt, x0, nameof(xt), nameof(x0));
        var step = new ChainStep(alphaS, sigmaS, alphaT, sigmaT);
        return Combined(xt, step.NoisyCoefficient, x0, step.DataCoefficient);
    }

    /// <summary>The same mean from the noise in x_t, (x_t - v/sigma_t eps)/a, [B,D].</summary>
    /// <remarks>Right within (3 u + 18 2^-53)(|x_t/a| + |v/(a sigma_t) eps|), as is that from the score within its own two terms.</remarks>
    /// <param name="eps">[B,D].</param>
    /// <param name="alphaT">Above 0.</param>
    public static Tensor MeanFromEps(Tensor xt, Tensor eps, double alphaS, double sigmaS, double alphaT, double sigmaT)
    {
        Check(xt, eps, nameof(xt), nameof(eps));
        var step = new ChainStep(alphaS, sigmaS, alphaT, sigmaT);
        return Combined(xt, step.InverseScale, eps, -step.InverseScale * step.NoiseInTheStep);
    }

    /// <summary>The same mean from the score at x_t, (x_t + v score)/a, [B,D].</summary>
    /// <param name="score">[B,D].</param>
    /// <param name="alphaT">Above 0.</param>
    public static Tensor MeanFromScore(Tensor xt, Tensor score, double alphaS, double sigmaS, double alphaT, double sigmaT)
    {
        Check(xt, score, nameof(xt), nameof(score));
        var step = new ChainStep(alphaS, sigmaS, alphaT, sigmaT);
        return Combined(xt, step.InverseScale, score, step.InverseScale * step.TransitionVariance);
    }

    /// <summary>The reverse variance that is best for the exact mean, of mmse's shape: <see cref="PosteriorFormulas.BestReverseVariance"/>.</summary>
    /// <remarks>Relative error at most 4 u + 32 2^-53: no term is negative.</remarks>
    /// <param name="mmse">E Var(x_0 | x_t), at least 0; one number a dimension, or whatever else.</param>
    public static Tensor BestReverseVariance(Tensor mmse, double alphaS, double sigmaS, double alphaT, double sigmaT)
    {
        TensorRequire.Finite(mmse, nameof(mmse));
        var step = new ChainStep(alphaS, sigmaS, alphaT, sigmaT);
        using var scope = NewDisposeScope();
        if (mmse.IsBelow(0).any().item<bool>())
            throw new ArgumentException(
                FormattableString.Invariant($"mmse must be at least 0 everywhere, the least was {TensorRequire.Number(mmse.min())}."), nameof(mmse));
        return mmse.Times(step.DataCoefficient * step.DataCoefficient).Plus(step.PosteriorVariance).MoveToOuterDisposeScope();
    }

    /// <summary>x_s drawn from the posterior, with noise of its own: not the noise that a network finds in x_t.</summary>
    /// <param name="generator">On the device of xt.</param>
    public static Tensor Sample(Tensor xt, Tensor x0, double alphaS, double sigmaS, double alphaT, double sigmaT, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var scope = NewDisposeScope();
        Tensor mean = Mean(xt, x0, alphaS, sigmaS, alphaT, sigmaT);
        Tensor fresh = randn(mean.shape, mean.dtype, mean.device, generator: generator);
        return mean.Plus(fresh.Times(Math.Sqrt(Variance(alphaS, sigmaS, alphaT, sigmaT)))).MoveToOuterDisposeScope();
    }

    static Tensor Combined(Tensor xt, double a, Tensor prediction, double b)
    {
        using var scope = NewDisposeScope();
        return xt.Times(a).Plus(prediction.Times(b)).MoveToOuterDisposeScope();
    }

    internal static void Check(Tensor first, Tensor second, string firstName, string secondName)
    {
        TensorRequire.Finite(first, firstName);
        if (first.dim() != 2) throw new ArgumentException($"{firstName} must be [B, D], was {TensorRequire.Shape(first)}.", firstName);
        TensorRequire.SameShape(second, first, secondName, firstName);
    }
}
