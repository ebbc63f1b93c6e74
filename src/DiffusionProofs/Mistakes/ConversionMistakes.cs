using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong conversions between noise, data, v and score. Right: <see cref="ConversionFormulas"/>.</summary>
public static class ConversionMistakes
{
    /// <summary>
    /// x_0 = alpha x + sigma v. Wrong: the sign of v. Right: alpha x - sigma v (where alpha^2 + sigma^2 = 1).
    /// <see href="https://github.com/huggingface/diffusers/pull/1421">diffusers, review of PR 1421</see>.
    /// </summary>
    public static T X0FromVWithWrongSign<T>(T x, T v, T alpha, T sigma) where T : IField<T> => alpha * x + sigma * v;

    /// <summary>
    /// eps = (v + sigma x)/alpha. Wrong: x_t where x_0 belongs.
    /// <see href="https://github.com/threestudio-project/threestudio/issues/126">threestudio#126</see>.
    /// </summary>
    public static T EpsFromVWithNoisyData<T>(T x, T v, T alpha, T sigma) where T : IField<T> => (v + sigma * x) / alpha;

    /// <summary>x_0 = alpha x - sigma v at any alpha, sigma. Wrong where alpha^2 + sigma^2 is not 1 (sub-VP, rectified flow).</summary>
    public static T X0FromVAsIfVariancePreserving<T>(T x, T v, T alpha, T sigma) where T : IField<T> => alpha * x - sigma * v;

    /// <summary>v = eps - x_0. Wrong: the velocity of rectified flow, not alpha eps - sigma x_0.</summary>
    public static T VelocityAsV<T>(T eps, T x0, T alpha, T sigma) where T : IField<T> => eps - x0;

    /// <summary>
    /// score = -eps/(sigma/alpha). Wrong: sqrt((1 - abar)/abar), the noise level of x/alpha, with x itself. Right: -eps/sigma.
    /// <see href="https://github.com/pals-ttic/sjc/issues/13">sjc#13</see>.
    /// </summary>
    public static T ScoreFromEpsAtRescaledNoise<T>(T eps, T alpha, T sigma) where T : IField<T> => -eps / (sigma / alpha);

    /// <summary>x_0 = x + sigma^2 score. Wrong: Tweedie's formula without the division by alpha.</summary>
    public static T X0FromScoreWithoutAlpha<T>(T x, T score, T alpha, T sigma) where T : IField<T> => x + sigma.Squared() * score;

    /// <summary>
    /// x_0 = x + sigma u for u = eps - x_0. Wrong: that is the formula for the velocity of reversed time, x_0 - eps; each
    /// convention is right by itself. <see href="https://github.com/hpcaitech/Open-Sora/issues/628">Open-Sora#628</see>.
    /// </summary>
    public static T X0FromReversedVelocity<T>(T x, T velocity, T sigma) where T : IField<T> => x + sigma * velocity;

    /// <summary>
    /// score = -(x - x_0)/s^2. Wrong: alpha = 1 in the place of 1 - s. Asked whether it should be so:
    /// <see href="https://github.com/XueZeyue/DanceGRPO/issues/60">DanceGRPO#60</see>, whose code has 1 - s and is right.
    /// </summary>
    public static T ScoreOfRectifiedFlowWithoutAlpha<T>(T x, T x0, T s) where T : IField<T> => -(x - x0) / s.Squared();

    /// <summary>
    /// x_0 = (1 - s) x - s u for u = eps - x_0, and the score from it. Wrong: that is the formula for v of alpha^2 + sigma^2 = 1; right is
    /// x - s u. Proposed in <see href="https://github.com/XueZeyue/DanceGRPO/issues/60">DanceGRPO#60</see>.
    /// </summary>
    public static T ScoreOfRectifiedFlowFromV<T>(T x, T velocity, T s) where T : IField<T> =>
        -(x - (1 - s) * X0FromVAsIfVariancePreserving(x, velocity, 1 - s, s)) / s.Squared();
}
