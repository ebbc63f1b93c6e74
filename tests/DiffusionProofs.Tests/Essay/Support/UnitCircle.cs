using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>alpha and sigma with alpha^2 + sigma^2 = 1 as rational functions of one variable: all such pairs but (-1, 0).</summary>
static class UnitCircle
{
    /// <summary>((1 - u^2)/(1 + u^2), 2 u/(1 + u^2)).</summary>
    public static (T Alpha, T Sigma) At<T>(T u) where T : IField<T> =>
        ((1 - u.Squared()) / (1 + u.Squared()), 2 * u / (1 + u.Squared()));
}
