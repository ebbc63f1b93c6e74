using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>A quantity of a schedule and its derivatives by t, those above the first by dual numbers from the closed form of the first.</summary>
sealed class ScheduleQuantity(IGaussianSchedule schedule, string quantity)
{
    public override string ToString() => $"{quantity} of {schedule.Name}({string.Join(", ", schedule.Parameters.Select(p => FormattableString.Invariant($"{p.Key} = {p.Value}")))})";

    public T Value<T>(T t) where T : IRealField<T> => quantity switch
    {
        "alpha" => schedule.Alpha(t),
        "sigma" => schedule.Sigma(t),
        "sigma^2" => schedule.Variance(t),
        "log-SNR" => schedule.LogSnr(t),
        _ => throw new ArgumentException($"quantity must be alpha, sigma, sigma^2 or log-SNR, was {quantity}.", nameof(quantity)),
    };

    public T Slope<T>(T t) where T : IRealField<T> => quantity switch
    {
        "alpha" => schedule.DAlpha(t),
        "sigma" => schedule.DSigma(t),
        "sigma^2" => schedule.DVariance(t),
        "log-SNR" => schedule.DLogSnr(t),
        _ => throw new ArgumentException($"quantity must be alpha, sigma, sigma^2 or log-SNR, was {quantity}.", nameof(quantity)),
    };

    public static IReadOnlyList<string> Names => ["alpha", "sigma", "sigma^2", "log-SNR"];

    public torch.Tensor ValueOn(torch.Tensor t) => quantity switch
    {
        "alpha" => schedule.Alpha(t),
        "sigma" => schedule.Sigma(t),
        "sigma^2" => schedule.Variance(t),
        _ => schedule.LogSnr(t),
    };

    public torch.Tensor SlopeOn(torch.Tensor t) => quantity switch
    {
        "alpha" => schedule.DAlpha(t),
        "sigma" => schedule.DSigma(t),
        "sigma^2" => schedule.DVariance(t),
        _ => schedule.DLogSnr(t),
    };

    /// <summary>1 + |t f''/f'|: what a relative error of t, or of a quantity as smooth as the exponent, changes in the slope.</summary>
    public double Condition(double t)
    {
        BigReal at = BigReal.FromDouble(t), slope = Slope(at);
        return slope.ContainsZero ? 1 : 1 + Math.Abs((double)(at * DerivativeOf(2, at) / slope));
    }

    /// <summary>The size of the terms that cancel where autograd differentiates expm1(-B) as its result + 1.</summary>
    public double LossOfAutograd(double t)
    {
        LinearRate? rate = (schedule as VariancePreserving)?.Rate ?? (schedule as SubVariancePreserving)?.Rate;
        return rate is null ? 0 : rate.Beta<Float64>(t).Value * (1 + 1 / (2 * schedule.Sigma<Float64>(t).Value));
    }

    /// <summary>The derivative of order 0 to 3.</summary>
    public T DerivativeOf<T>(int order, T t) where T : IRealField<T> => order switch
    {
        0 => Value(t),
        1 => Slope(t),
        2 => Derivative.Of(Slope, t),
        3 => Derivative.Second(Slope, t),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "order must be 0 to 3"),
    };
}

/// <summary>The schedules with the papers' parameters, and with others.</summary>
static class Schedules
{
    public static IReadOnlyList<IGaussianSchedule> All { get; } =
    [
        new VariancePreserving(), new VariancePreserving(0.5, 3),
        new SubVariancePreserving(), new SubVariancePreserving(0.5, 3),
        new VarianceExploding(), new VarianceExploding(0.25, 5),
        new LinearLogSnr(), new LinearLogSnr(-6, 2.5),
        new ContinuousCosine(), new ContinuousCosine(0.125),
        new RectifiedFlow(), new RectifiedFlow(3),
        new EdmSchedule(), new EdmSchedule(0.0625, 5, 3),
    ];
}

/// <summary>|f^(k)(t)| &lt; bound.</summary>
sealed class DerivativeBelow(ScheduleQuantity quantity, int order, double bound) : IInequality
{
    public IReadOnlyList<string> Variables => ["t"];
    public string Shapes => FormattableString.Invariant($"|d^{order}/dt^{order} {quantity}| < {bound}");

    public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> =>
        T.FromDouble(bound).Squared() - quantity.DerivativeOf(order, x[0]).Squared();
}

/// <summary>f^(k)(t) &gt; bound.</summary>
sealed class DerivativeAbove(ScheduleQuantity quantity, int order, double bound) : IInequality
{
    public IReadOnlyList<string> Variables => ["t"];
    public string Shapes => FormattableString.Invariant($"d^{order}/dt^{order} {quantity} > {bound}");

    public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => quantity.DerivativeOf(order, x[0]) - T.FromDouble(bound);
}
