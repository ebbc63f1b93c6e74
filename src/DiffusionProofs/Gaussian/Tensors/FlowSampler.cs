using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>Steps down the flow dx/dsigma = (x - D(x; sigma))/sigma in batches: the tensor face of <see cref="FlowIntegrators"/>.</summary>
/// <remarks>
/// x [B,D]. Levels [N + 1], N at least 1, falling, all above 0 but the last, which may be 0. The denoiser's tensors are freed after each step.
/// Source: Karras et al., EDM, arXiv:2206.00364, algorithm 1.
/// </remarks>
public static class FlowSampler
{
    /// <param name="denoiser">D(x; sigma), of x's shape, dtype and device.</param>
    public static Tensor Euler(Tensor x, IReadOnlyList<double> levels, Func<Tensor, double, Tensor> denoiser) =>
        Walk(x, levels, (at, from, to, _) => Step(at, Slope(at, from, denoiser), from, to));

    /// <inheritdoc cref="Euler"/>
    public static Tensor Heun(Tensor x, IReadOnlyList<double> levels, Func<Tensor, double, Tensor> denoiser) =>
        Walk(x, levels, (at, from, to, isLast) =>
        {
            Tensor slope = Slope(at, from, denoiser), next = Step(at, slope, from, to);
            return isLast ? next : Step(at, slope.Plus(Slope(next, to, denoiser)).DividedBy(2), from, to);
        });

    static Tensor Walk(Tensor x, IReadOnlyList<double> levels, Func<Tensor, double, double, bool, Tensor> step)
    {
        TensorRequire.Finite(x, nameof(x));
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count < 2) throw new ArgumentException($"levels must be at least two, were {levels.Count}.", nameof(levels));
        for (int i = 0; i + 1 < levels.Count; i++)
        {
            Require.Positive(levels[i], $"levels[{i}]");
            if (!(levels[i + 1] < levels[i] && levels[i + 1] >= 0))
                throw new ArgumentException(
                    FormattableString.Invariant($"levels must fall and not below 0, had {levels[i + 1]} after {levels[i]}."), nameof(levels));
        }
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor at = x.alias();
        for (int i = 0; i + 1 < levels.Count; i++)
        {
            using var inner = NewDisposeScope();
            at = step(at, levels[i], levels[i + 1], i + 2 == levels.Count).MoveToOuterDisposeScope();
        }
        return at.MoveToOuterDisposeScope();
    }

    static Tensor Slope(Tensor x, double sigma, Func<Tensor, double, Tensor> denoiser)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        Tensor denoised = denoiser(x, sigma);
        TensorRequire.SameShape(denoised, x, nameof(denoiser), nameof(x));
        return (x - denoised).DividedBy(sigma);
    }

    static Tensor Step(Tensor x, Tensor slope, double from, double to) => x.Plus(slope.Times(to - from));
}
