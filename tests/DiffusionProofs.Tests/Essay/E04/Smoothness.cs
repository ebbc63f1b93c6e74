using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

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
