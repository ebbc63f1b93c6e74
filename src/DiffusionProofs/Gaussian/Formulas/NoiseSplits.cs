using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Steps that add fresh noise on their way from one noise level to another (alpha = 1).</summary>
/// <remarks>Sources: EDM, arXiv:2206.00364, algorithm 2 (churn); Song et al., arXiv:2011.13456, eq. 47 (ancestral sampling for VE).</remarks>
public static class NoiseSplits
{
    /// <summary>up^2 = to^2 (from^2 - to^2)/from^2, the variance of the fresh noise: DDPM's posterior variance.</summary>
    public static T AncestralVariance<T>(T from, T to) where T : IField<T> =>
        to.Squared() * (from.Squared() - to.Squared()) / from.Squared();

    /// <summary>down = to^2/from, the level to which the flow goes before: down^2 + up^2 = to^2.</summary>
    public static T AncestralLevel<T>(T from, T to) where T : IField<T> => to.Squared() / from;

    /// <summary>
    /// D + (to/from)^2 (x - D): the flow's velocity (x - D)/from followed to <see cref="AncestralLevel"/> in one step, to which the fresh
    /// noise is added.
    /// </summary>
    /// <param name="denoised">D, a coordinate of the denoiser at x.</param>
    public static T AncestralMean<T>(T x, T denoised, T from, T to) where T : IField<T> => denoised + (to / from).Squared() * (x - denoised);

    /// <summary>gamma = min(churn/steps, sqrt(2) - 1), so that no step more than doubles the variance.</summary>
    /// <param name="churn">At least 0.</param>
    /// <param name="steps">At least 1.</param>
    public static double ChurnRate(double churn, int steps) =>
        Math.Min(Require.AtLeast(churn, 0, nameof(churn)) / Require.AtLeastOne(steps, nameof(steps)), Math.Sqrt(2) - 1);

    /// <summary>t_hat = (1 + gamma) t, the level to which churn lifts.</summary>
    public static T ChurnedLevel<T>(T t, T rate) where T : IField<T> => (1 + rate) * t;

    /// <summary>t_hat^2 - t^2 = gamma (2 + gamma) t^2, the variance of the noise that lifts.</summary>
    public static T ChurnVariance<T>(T t, T rate) where T : IField<T> => rate * (2 + rate) * t.Squared();
}
