using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>EDM's preconditioning at noise levels in a tensor: <see cref="Preconditioning"/> evaluated in <see cref="TensorNumber"/>.</summary>
/// <remarks>sigma: any shape, float32 or float64, above 0; results have its shape, dtype and device.</remarks>
public static class PreconditioningTensors
{
    /// <param name="sigmaData">Above 0; EDM takes 0.5.</param>
    public static Tensor Skip(Tensor sigma, double sigmaData) => Over(sigma, sigmaData, Preconditioning.Skip);

    /// <inheritdoc cref="Skip"/>
    public static Tensor Out(Tensor sigma, double sigmaData) => Over(sigma, sigmaData, Preconditioning.Out);

    /// <inheritdoc cref="Skip"/>
    public static Tensor In(Tensor sigma, double sigmaData) => Over(sigma, sigmaData, Preconditioning.In);

    public static Tensor Noise(Tensor sigma) => Over(sigma, 1, (s, _) => Preconditioning.Noise(s));

    /// <inheritdoc cref="Skip"/>
    public static Tensor Weight(Tensor sigma, double sigmaData) => Over(sigma, sigmaData, Preconditioning.Weight);

    /// <summary>One of the published preconditionings' numbers, <c>(p, s) => p.In(s)</c>, at each level.</summary>
    /// <param name="number">Of the preconditioning, by sigma.</param>
    public static Tensor Of(IPublishedPreconditioning model, Tensor sigma, Func<IPublishedPreconditioning, TensorNumber, TensorNumber> number)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(number);
        // Some are constants, whatever sigma.
        return Over(sigma, 1, (s, _) => new(number(model, s).Value.to(s.Value.dtype).to(s.Value.device).expand(s.Value.shape)));
    }

    static Tensor Over(Tensor sigma, double sigmaData, Func<TensorNumber, TensorNumber, TensorNumber> form)
    {
        TensorRequire.Finite(sigma, nameof(sigma));
        Require.Positive(sigmaData, nameof(sigmaData));
        using var scope = NewDisposeScope();
        if (sigma.IsAtMost(0).any().item<bool>())
            throw new ArgumentException(
                FormattableString.Invariant($"sigma must be above 0 everywhere, the least was {TensorRequire.Number(sigma.min())}."), nameof(sigma));
        return form(new(sigma), TensorNumber.FromDouble(sigmaData)).Value.MoveToOuterDisposeScope();
    }
}
