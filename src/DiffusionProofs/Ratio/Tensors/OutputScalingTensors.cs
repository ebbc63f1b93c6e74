using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>From a network's logits to log-scores.</summary>
/// <remarks>Source: Lou et al., SEDD, arXiv:2310.16834, code, transformer; <see cref="OutputScaling"/>.</remarks>
public static class OutputScalingTensors
{
    /// <summary>Absorbing noise: logit - log expm1(sigma) - log(V - 1), and 0 for x_t itself, [B,L,V].</summary>
    /// <param name="logits">[B,L,V], float32 or float64.</param>
    /// <param name="xt">[B,L], int64.</param>
    /// <param name="sigma">[B] or [B,L], above 0; e^sigma must not overflow.</param>
    public static Tensor LogScore(AbsorbingRate rate, Tensor logits, Tensor xt, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(rate);
        RatioRequire.Scores(logits, rate, nameof(logits));
        using var scope = NewDisposeScope();
        RatioRequire.Categories(xt, rate, logits, nameof(xt));
        Tensor noise = RatioRequire.Noise(sigma, logits, zeroAllowed: false, nameof(sigma)).unsqueeze(-1);
        return Own(OutputScaling.LogScore(new TensorNumber(logits), new TensorNumber(noise), rate.Categories).Value, xt).MoveToOuterDisposeScope();
    }

    /// <summary>Log-scores with 0 for x_t itself, whose ratio is 1: a step's row then sums to 1.</summary>
    public static Tensor OwnScoreOne(ClosedRate rate, Tensor logScore, Tensor xt)
    {
        _ = RatioRequire.Mask(rate);
        RatioRequire.Scores(logScore, rate, nameof(logScore));
        RatioRequire.Categories(xt, rate, logScore, nameof(xt));
        using var scope = NewDisposeScope();
        return Own(logScore, xt).MoveToOuterDisposeScope();
    }

    static Tensor Own(Tensor logScore, Tensor xt) => logScore.scatter(-1, xt.unsqueeze(-1), zeros([.. xt.shape, 1], dtype: logScore.dtype, device: logScore.device));
}
