using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>
/// x_s = a x_r + noise and x_t = a' x_s + fresh noise: moments of x_t given x_r by two points for each noise. And from the data, where alpha
/// = 1 and sigma = 0, the kernel itself.
/// </summary>
class Composed : IIdentity
{
    public IReadOnlyList<string> Variables => ["xr", "u", "w", "alphaR", "sigmaR", "alphaS", "sigmaS", "alphaT", "sigmaT"];
    public string Shapes => "a coordinate, three times, any alpha and sigma";

    protected virtual T Variance<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
        TransitionFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT);

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
    {
        (T xr, T u, T w) = (x[0], x[1], x[2]);
        (T alphaR, T sigmaR, T alphaS, T sigmaS, T alphaT, T sigmaT) = (x[3], x[4], x[5], x[6], x[7], x[8]);
        T first = TransitionFormulas.Scale(alphaR, alphaS), second = TransitionFormulas.Scale(alphaS, alphaT), whole = TransitionFormulas.Scale(alphaR, alphaT);
        // The deviations u and w are free: what is not linear in their squares would show.
        T Moment(Func<T, T> f) => TwoPoints.Mean(T.Zero, u, e => TwoPoints.Mean(T.Zero, w, z => f(second * (first * xr + e) + z)));
        yield return (Moment(v => v), whole * xr);
        yield return (Moment(v => (v - whole * xr).Squared()), second.Squared() * u.Squared() + w.Squared());
        T through = second.Squared() * Variance(alphaR, sigmaR, alphaS, sigmaS) + Variance(alphaS, sigmaS, alphaT, sigmaT);
        yield return (through, Variance(alphaR, sigmaR, alphaT, sigmaT));
        yield return (Variance(T.One, T.Zero, alphaT, sigmaT), sigmaT.Squared());
        yield return (TransitionFormulas.Scale(T.One, alphaT), alphaT);
    }
}

sealed class DifferenceOfVariances : Composed
{
    protected override T Variance<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) => GaussianPosteriorMistakes.DifferenceOfVariances(sigmaS, sigmaT);
}
