using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>Amounts of noise on tensors of times: <see cref="NoiseAmount"/>, evaluated in <see cref="TensorNumber"/>.</summary>
/// <remarks>t: any shape, float32 or float64, in [0, 1]; results have its shape, dtype and device.</remarks>
public static class NoiseAmountTensors
{
    /// <summary>sigma(t).</summary>
    public static Tensor Noise(this IMaskedSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, at => NoiseAmount.Total(schedule, at));

    /// <summary>sigma'(t).</summary>
    public static Tensor NoiseSlope(this IMaskedSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, at => NoiseAmount.Slope(schedule, at));
}
