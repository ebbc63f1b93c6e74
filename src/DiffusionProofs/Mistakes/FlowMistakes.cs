using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong velocities, steps and maps. Right: <see cref="FlowFormulas"/>, <see cref="NoiseSplits"/>, <see cref="QuantileFormulas"/>.</summary>
public static class FlowMistakes
{
    /// <summary>f x - g^2 score for the flow. Wrong: that is the reverse diffusion's drift; without its noise half the score belongs.</summary>
    public static T VelocityWithoutHalf<T>(T x, T score, T drift, T squaredDiffusion) where T : IField<T> =>
        FlowFormulas.ReverseDrift(x, score, drift, squaredDiffusion);

    /// <summary>s'/s x + s sigma' sigma score. Wrong: the sign; the flow would run away from the data as sigma falls.</summary>
    public static T EdmVelocityWithWrongSign<T>(T x, T score, T scale, T dScale, T noise, T dNoise) where T : IField<T> =>
        dScale / scale * x + scale * dNoise * noise * score;

    /// <summary>
    /// s'/s x - s^2 sigma' sigma score with the score of x/s at x/s. Wrong: EDM's s^2 (eq. 4) stands before the gradient by x, 1/s of this score.
    /// </summary>
    public static T EdmVelocityWithSquaredScale<T>(T x, T score, T scale, T dScale, T noise, T dNoise) where T : IField<T> =>
        dScale / scale * x - scale.Squared() * dNoise * noise * score;

    /// <summary>
    /// The score of x - that of the kernel alpha x_0 + sigma eps - at the level sigma/alpha of x/alpha, without the scaling of x. Wrong where alpha is not 1.
    /// <see href="https://github.com/pals-ttic/sjc/issues/13">sjc#13</see>.
    /// </summary>
    public static T VelocityWithScoreAtRescaledNoise<T>(T x, T eps, T alpha, T sigma, T drift, T squaredDiffusion) where T : IField<T> =>
        FlowFormulas.Velocity(x, ConversionMistakes.ScoreFromEpsAtRescaledNoise(eps, alpha, sigma), drift, squaredDiffusion);

    /// <summary>to^2 (from^2 - to^2)/to^2 = from^2 - to^2, the variance of the forward step. Wrong: the backward step adds to^2/from^2 of it.</summary>
    public static T AncestralVarianceOfTheForwardStep<T>(T from, T to) where T : IField<T> => from.Squared() - to.Squared();

    /// <summary>(t_hat - t)^2 = (gamma t)^2. Wrong: variances subtract, not deviations. Right: t_hat^2 - t^2.</summary>
    public static T ChurnVarianceOfTheDifference<T>(T t, T rate) where T : IField<T> => (rate * t).Squared();

    /// <summary>
    /// x = F^{-1}(Phi(z)) with dx/dz = phi(z) f(x). Wrong: multiplied where the inverse's slope divides.
    /// </summary>
    public static T SlopeMultiplied<T>(T z, T x, T[] points, T[] prior, T alpha, T sigma) where T : IRealField<T> =>
        T.Exp(-z.Squared() / 2) / T.Sqrt(2 * T.Pi) * QuantileFormulas.Density(x, points, prior, alpha, sigma);

    /// <summary>phi(z)/f(x) without the 1/sigma of the density. Wrong by a factor sigma.</summary>
    public static T SlopeWithoutSigma<T>(T z, T x, T[] points, T[] prior, T alpha, T sigma) where T : IRealField<T> =>
        QuantileFormulas.Slope(z, x, points, prior, alpha, sigma) / sigma;

    /// <summary>s exp(a^2/s^2). Wrong: the half in the exponent. Right: <see cref="ExactFlows.TwoPointsLimitSlope"/>.</summary>
    public static T TwoPointsSlopeWithoutHalf<T>(T a, T to) where T : IRealField<T> => to * T.Exp((a / to).Squared());

    /// <summary>
    /// The step -1/N on the grid of N times from 1 to eps. Wrong: neighbours on it are (eps - 1)/(N - 1) apart. Seen in VP samplers.
    /// Karras et al., arXiv:2206.00364, appendix C.1.
    /// </summary>
    public static T EulerStepOfAnotherGrid<T>(T steps) where T : IField<T> => -1 / steps;

    /// <summary>
    /// The time (step + 2)/1000 of a step counted from 0. Wrong: raised by one twice; the largest sigma is then 1.00033 at shift 3.
    /// <see href="https://github.com/leejet/stable-diffusion.cpp/pull/1372">stable-diffusion.cpp PR 1372</see>.
    /// </summary>
    public static T FlowTimeRaisedTwice<T>(T step) where T : IField<T> => (step + 2) / 1000;
}
