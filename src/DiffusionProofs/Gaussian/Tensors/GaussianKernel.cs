using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The forward kernel q(x | x_0) = N(alpha x_0, sigma^2 I) in batches.</summary>
public static class GaussianKernel
{
    /// <summary>log q(x | x_0) in nats, [B].</summary>
    /// <param name="x">[B,D].</param>
    /// <param name="x0">[B,D].</param>
    /// <param name="alpha">Finite.</param>
    /// <param name="sigma">Above 0.</param>
    public static Tensor LogDensity(Tensor x, Tensor x0, double alpha, double sigma)
    {
        Check(x, x0, alpha, sigma);
        using var scope = NewDisposeScope();
        Tensor standard = (x - x0.Times(alpha)).DividedBy(sigma);
        double constant = x.shape[1] * (Math.Log(2 * Math.PI) / 2 + Math.Log(sigma));
        return standard.Squared().sum(1).DividedBy(-2).Minus(constant).MoveToOuterDisposeScope();
    }

    /// <summary>-(x - alpha x_0)/sigma^2, [B,D].</summary>
    /// <inheritdoc cref="LogDensity"/>
    public static Tensor Score(Tensor x, Tensor x0, double alpha, double sigma)
    {
        Check(x, x0, alpha, sigma);
        using var scope = NewDisposeScope();
        return (x0.Times(alpha) - x).DividedBy(sigma).DividedBy(sigma).MoveToOuterDisposeScope();
    }

    /// <summary>x = alpha x_0 + sigma eps with fresh noise, [B,D].</summary>
    /// <param name="x0">[B,D].</param>
    /// <param name="alpha">Finite.</param>
    /// <param name="sigma">Above 0.</param>
    /// <param name="generator">On the device of x0.</param>
    public static Tensor Sample(Tensor x0, double alpha, double sigma, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Check(x0, x0, alpha, sigma, nameof(x0));
        using var scope = NewDisposeScope();
        return x0.Times(alpha).Plus(randn(x0.shape, x0.dtype, x0.device, generator: generator).Times(sigma)).MoveToOuterDisposeScope();
    }

    static void Check(Tensor x, Tensor x0, double alpha, double sigma, string name = "x")
    {
        TensorRequire.Finite(x, name);
        if (x.dim() != 2) throw new ArgumentException($"{name} must be [B, D], was {TensorRequire.Shape(x)}.", name);
        TensorRequire.SameShape(x0, x, nameof(x0), name);
        Require.Finite(alpha, nameof(alpha));
        Require.Positive(sigma, nameof(sigma));
    }
}
