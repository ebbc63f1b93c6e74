using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>The schedules on tensors of times: the same closed forms, evaluated in <see cref="TensorNumber"/>.</summary>
/// <remarks>
/// t: any shape, float32 or float64, in [0, 1]; results have its shape, dtype and device. At an end where a quantity is
/// infinite the result is infinite (log-SNR at 0 for VP); where it is 0/0, such as the slope of sigma at 0 for VP, see
/// <see cref="IGaussianSchedule.Regularities"/>.
/// </remarks>
public static class ScheduleTensors
{
    public static Tensor Alpha(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.Alpha);
    public static Tensor Sigma(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.Sigma);
    public static Tensor Variance(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.Variance);
    public static Tensor LogSnr(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.LogSnr);
    public static Tensor DAlpha(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.DAlpha);
    public static Tensor DSigma(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.DSigma);
    public static Tensor DVariance(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.DVariance);
    public static Tensor DLogSnr(this IGaussianSchedule schedule, Tensor t) => UnitTimes.Evaluate(t, schedule.DLogSnr);

    /// <summary>The n + 1 noise levels of EDM's sampler, [n + 1], float64, falling to 0.</summary>
    /// <param name="n">At least 2.</param>
    public static Tensor StepsTensor(this EdmSchedule schedule, int n)
    {
        using var scope = NewDisposeScope();
        return stack(schedule.Steps<TensorNumber>(n).Select(step => step.Value)).MoveToOuterDisposeScope();
    }

    /// <summary>The noise levels of improved DDPM, [M + 1], float64, falling to 0: <see cref="IddpmLevels.Of"/>.</summary>
    public static Tensor IddpmLevelsTensor(int steps = 1000, double c1 = 0.001, double c2 = 0.008)
    {
        using var scope = NewDisposeScope();
        return stack(IddpmLevels.Of<TensorNumber>(steps, c1, c2).Select(level => level.Value)).MoveToOuterDisposeScope();
    }
}
