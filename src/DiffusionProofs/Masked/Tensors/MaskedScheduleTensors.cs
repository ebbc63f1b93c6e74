using DiffusionProofs.Runtime;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>The masking schedules on tensors of times: the same closed forms, evaluated in <see cref="TensorNumber"/>.</summary>
/// <remarks>
/// t: any shape, float32 or float64, in [0, 1]; results have its shape, dtype and device. Where alpha(0) = 1 the weight at 0 does not
/// exist and comes out infinite.
/// </remarks>
public static class MaskedScheduleTensors
{
    public static Tensor Alpha(this IMaskedSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.Alpha);

    /// <summary>1 - alpha, without cancellation near t = 0.</summary>
    public static Tensor MaskRate(this IMaskedSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.MaskRate);

    /// <summary>alpha' = d alpha/dt, never positive.</summary>
    public static Tensor DAlpha(this IMaskedSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.DAlpha);

    /// <summary>-alpha'/(1 - alpha), the weight of the continuous bound (MDLM, arXiv:2406.07524, eq. 10), for t > 0.</summary>
    public static Tensor Weight(this IMaskedSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.Weight);
}
