using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The min-SNR weights in batches: the tensor face of <see cref="MinSnrWeights"/>.</summary>
/// <remarks>
/// alpha and sigma: one shape, at least 0, not both 0; results have its shape. Relative error at most 4 roundings of x_0's weight, 5 of the
/// noise's, 10 of v's; a weight below the least number of the dtype is 0. No division is 0/0: at alpha = 0 the ratio sigma/alpha is infinite,
/// and so it may be.
/// </remarks>
public static class MinSnrTensors
{
    /// <summary>min((alpha/sigma)^2, gamma).</summary>
    /// <param name="alpha">[...].</param>
    /// <param name="sigma">As alpha.</param>
    /// <param name="gamma">Above 0; the paper takes 5.</param>
    public static Tensor OfData(Tensor alpha, Tensor sigma, double gamma) => Over(alpha, sigma, gamma, () => (alpha / sigma).Squared().AtMost(gamma));

    /// <summary>min(1, gamma (sigma/alpha)^2).</summary>
    /// <inheritdoc cref="OfData"/>
    public static Tensor OfNoise(Tensor alpha, Tensor sigma, double gamma) => Over(alpha, sigma, gamma, () => Noise((sigma / alpha).Squared(), gamma));

    /// <summary>min(1, gamma r)/(1 + r), r = (sigma/alpha)^2.</summary>
    /// <inheritdoc cref="OfData"/>
    public static Tensor OfVelocity(Tensor alpha, Tensor sigma, double gamma) => Over(alpha, sigma, gamma, () =>
    {
        Tensor ratio = (sigma / alpha).Squared();
        return Noise(ratio, gamma) / ratio.Plus(1);
    });

    static Tensor Noise(Tensor ratio, double gamma) => ratio.Times(gamma).AtMost(1);

    static Tensor Over(Tensor alpha, Tensor sigma, double gamma, Func<Tensor> form)
    {
        TensorRequire.Finite(alpha, nameof(alpha));
        TensorRequire.SameShape(sigma, alpha, nameof(sigma), nameof(alpha));
        Require.Positive(gamma, nameof(gamma));
        using var scope = NewDisposeScope();
        foreach (var (level, name) in new[] { (alpha, nameof(alpha)), (sigma, nameof(sigma)) })
        {
            if (level.IsBelow(0).any().item<bool>())
                throw new ArgumentException(
                    FormattableString.Invariant($"{name} must be at least 0 everywhere, the least was {TensorRequire.Number(level.min())}."), name);
        }
        if ((alpha.Is(0) & sigma.Is(0)).any().item<bool>())
            throw new ArgumentException("sigma must be above 0 wherever alpha is 0, was 0 beside it: there is no SNR.", nameof(sigma));
        return form().MoveToOuterDisposeScope();
    }
}
