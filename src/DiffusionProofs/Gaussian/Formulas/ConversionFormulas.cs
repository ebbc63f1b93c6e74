using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>One prediction in its four forms, for one coordinate of <c>x = alpha x_0 + sigma eps</c>.</summary>
/// <param name="Eps">The noise.</param>
/// <param name="X0">The data.</param>
/// <param name="V">alpha eps - sigma x_0.</param>
/// <param name="Score">-eps/sigma.</param>
public readonly record struct Prediction<T>(T Eps, T X0, T V, T Score);

/// <summary>Conversions between noise, data, v and score, for any alpha and sigma: alpha^2 + sigma^2 need not be 1.</summary>
/// <remarks>
/// Per coordinate. Sources: Salimans and Ho, arXiv:2202.00512, section 4 (v); Song et al., arXiv:2011.13456 (score).
/// Each divides by what the other form lacks: alpha = 0 loses x_0 from eps and score, sigma = 0 loses eps from x_0.
/// </remarks>
public static class ConversionFormulas
{
    public static Prediction<T> FromEps<T>(T x, T eps, T alpha, T sigma) where T : IField<T> =>
        All(eps, X0FromEps(x, eps, alpha, sigma), alpha, sigma);

    public static Prediction<T> FromX0<T>(T x, T x0, T alpha, T sigma) where T : IField<T> =>
        All(EpsFromX0(x, x0, alpha, sigma), x0, alpha, sigma);

    /// <summary>Solves <c>x = alpha x_0 + sigma eps, v = alpha eps - sigma x_0</c>.</summary>
    public static Prediction<T> FromV<T>(T x, T v, T alpha, T sigma) where T : IField<T> =>
        All(EpsFromV(x, v, alpha, sigma), X0FromV(x, v, alpha, sigma), alpha, sigma);

    public static Prediction<T> FromScore<T>(T x, T score, T alpha, T sigma) where T : IField<T> =>
        FromEps(x, EpsFromScore(score, sigma), alpha, sigma);

    /// <summary>(x - sigma eps)/alpha.</summary>
    public static T X0FromEps<T>(T x, T eps, T alpha, T sigma) where T : IField<T> => (x - sigma * eps) / alpha;

    /// <summary>(x - alpha x_0)/sigma.</summary>
    public static T EpsFromX0<T>(T x, T x0, T alpha, T sigma) where T : IField<T> => (x - alpha * x0) / sigma;

    /// <summary>(alpha x - sigma v)/(alpha^2 + sigma^2).</summary>
    public static T X0FromV<T>(T x, T v, T alpha, T sigma) where T : IField<T> =>
        (alpha * x - sigma * v) / (alpha.Squared() + sigma.Squared());

    /// <summary>(sigma x + alpha v)/(alpha^2 + sigma^2).</summary>
    public static T EpsFromV<T>(T x, T v, T alpha, T sigma) where T : IField<T> =>
        (sigma * x + alpha * v) / (alpha.Squared() + sigma.Squared());

    /// <summary>alpha eps - sigma x_0.</summary>
    public static T V<T>(T eps, T x0, T alpha, T sigma) where T : IField<T> => alpha * eps - sigma * x0;

    /// <summary>-eps/sigma.</summary>
    public static T ScoreFromEps<T>(T eps, T sigma) where T : IField<T> => -eps / sigma;

    /// <summary>-sigma score.</summary>
    public static T EpsFromScore<T>(T score, T sigma) where T : IField<T> => -sigma * score;

    /// <summary>
    /// The velocity of the path, alpha' x_0 + sigma' eps; for rectified flow eps - x_0, which is also called v and is another thing than
    /// <see cref="V"/> (Liu et al., arXiv:2209.03003).
    /// </summary>
    public static T Velocity<T>(T eps, T x0, T dAlpha, T dSigma) where T : IField<T> => dAlpha * x0 + dSigma * eps;

    /// <summary>(sigma' x - sigma u)/(alpha sigma' - alpha' sigma), u the velocity; for rectified flow x - sigma u.</summary>
    public static T X0FromVelocity<T>(T x, T velocity, T alpha, T sigma, T dAlpha, T dSigma) where T : IField<T> =>
        (dSigma * x - sigma * velocity) / (alpha * dSigma - dAlpha * sigma);

    /// <summary>(alpha u - alpha' x)/(alpha sigma' - alpha' sigma), u the velocity; for rectified flow x + alpha u.</summary>
    public static T EpsFromVelocity<T>(T x, T velocity, T alpha, T sigma, T dAlpha, T dSigma) where T : IField<T> =>
        (alpha * velocity - dAlpha * x) / (alpha * dSigma - dAlpha * sigma);

    /// <summary>-(x + (1 - s) u)/s, the score of rectified flow at the time s from its velocity u = eps - x_0; s other than 0.</summary>
    public static T ScoreOfRectifiedFlow<T>(T x, T velocity, T s) where T : IField<T> =>
        ScoreFromEps(EpsFromVelocity(x, velocity, 1 - s, s, -T.One, T.One), s);

    /// <summary>s/(1 - s): the level of x/(1 - s) = x_0 + sigma eps, x of rectified flow at the time s other than 1.</summary>
    public static T LevelOfRectifiedFlow<T>(T s) where T : IField<T> => s / (1 - s);

    static Prediction<T> All<T>(T eps, T x0, T alpha, T sigma) where T : IField<T> =>
        new(eps, x0, V(eps, x0, alpha, sigma), ScoreFromEps(eps, sigma));
}
