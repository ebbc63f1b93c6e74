using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>The truncated discretised logistic on tensors.</summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, appendix A.8.</remarks>
public static class TruncatedLogisticTensors
{
    /// <summary>
    /// The logarithms of the probabilities, [B,K], in nats, as <see cref="TruncatedLogistic.LogProbabilities"/>: the logarithm of the bins' width, one in
    /// all K, is left out and the rest normalised. Differentiable.
    /// </summary>
    /// <param name="location">[B], float32 or float64, finite; the categories lie on [-1, 1].</param>
    /// <param name="logScale">[B], finite.</param>
    /// <param name="categories">K >= 2.</param>
    /// <remarks>Error: <see cref="CategoricalAccuracy.TruncatedLogistic"/>.</remarks>
    public static Tensor LogProbabilities(Tensor location, Tensor logScale, int categories)
    {
        TensorRequire.Finite(location, nameof(location));
        if (location.dim() != 1 || location.numel() == 0) throw new ArgumentException($"location must be [B], was {TensorRequire.Shape(location)}.", nameof(location));
        TensorRequire.SameShape(logScale, location, nameof(logScale), nameof(location));
        CategoricalRequire.Categories(categories, 2, nameof(categories));
        using var scope = NewDisposeScope();
        Tensor inverse = logScale.neg().Plus(2).exp().unsqueeze(1), at = location.unsqueeze(1);
        // A bin's edges, from (2k - K)/(K - 1) to (2k - K + 2)/(K - 1).
        Tensor Edges(int shift) => tensor([.. Enumerable.Range(0, categories).Select(k => (2.0 * k - categories + shift) / (categories - 1))], dtype: location.dtype, device: location.device);
        Tensor below = inverse * (Edges(2) - at), above = inverse * (at - Edges(0));
        return nn.functional.log_softmax(LogSigmoid(below).Plus(LogSigmoid(above)), 1).MoveToOuterDisposeScope();
    }

    /// <summary>min(x, 0) - log1p(exp(-|x|)).</summary>
    static Tensor LogSigmoid(Tensor x) => x.AtMost(0) - x.abs().neg().exp().log1p();
}
