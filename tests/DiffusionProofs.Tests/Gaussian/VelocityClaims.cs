using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("Prediction.2", "The velocity of the path x = alpha x_0 + sigma eps is alpha' x_0 + sigma' eps, and together with x it gives the data and the noise back wherever alpha sigma' is not alpha' sigma.",
    Source = "Liu et al., arXiv:2209.03003, eq. 1 (there alpha = 1 - t and sigma = t: eps - x_0)",
    Oracle = "the path itself differentiated by dual numbers")]
public class VelocityOfThePath
{
    [Identity]
    public IdentityOutcome Velocity_is_the_slope_of_the_path() => Prove.Identity(new Path());

    [Identity]
    public IdentityOutcome Rectified_flow_moves_by_noise_minus_data() => Prove.Identity(new StraightPath());

    [Refutes("eps - x_0 for the velocity of any schedule")]
    public RefutationOutcome Only_straight_paths_move_so() => Refute.Identity(new Path(), new AsIfStraight());

    [Refutes("the velocity of reversed time, x_0 - eps, in the formula for eps - x_0", Link = "https://github.com/hpcaitech/Open-Sora/issues/628")]
    public RefutationOutcome Direction_of_time() => Refute.Identity(new StraightPath(), new ReversedTime());

    sealed class ReversedTime : StraightPath
    {
        protected override T X0<T>(T x, T velocity, T t) => ConversionMistakes.X0FromReversedVelocity(x, velocity, t);
    }

    sealed class AsIfStraight : Path
    {
        protected override T Velocity<T>(T eps, T x0, T alpha, T sigma, T dAlpha, T dSigma) => ConversionMistakes.VelocityAsV(eps, x0, alpha, sigma);
    }

    class Path : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "eps", "alpha", "sigma", "alpha'", "sigma'"];
        public string Shapes => "a coordinate, any path";

        protected virtual T Velocity<T>(T eps, T x0, T alpha, T sigma, T dAlpha, T dSigma) where T : IField<T> =>
            ConversionFormulas.Velocity(eps, x0, dAlpha, dSigma);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x0, T eps, T alpha, T sigma, T dAlpha, T dSigma) = (values[0], values[1], values[2], values[3], values[4], values[5]);
            Dual<T> path = new Dual<T>(alpha, dAlpha) * Dual<T>.Constant(x0) + new Dual<T>(sigma, dSigma) * Dual<T>.Constant(eps);
            yield return (Velocity(eps, x0, alpha, sigma, dAlpha, dSigma), path.Slope);
            yield return (ConversionFormulas.X0FromVelocity(path.Value, path.Slope, alpha, sigma, dAlpha, dSigma), x0);
            yield return (ConversionFormulas.EpsFromVelocity(path.Value, path.Slope, alpha, sigma, dAlpha, dSigma), eps);
        }
    }

    class StraightPath : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "eps", "t"];
        public string Shapes => "a coordinate, alpha = 1 - t, sigma = t";

        protected virtual T X0<T>(T x, T velocity, T t) where T : IField<T> =>
            ConversionFormulas.X0FromVelocity(x, velocity, 1 - t, t, -T.One, T.One);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x0, T eps, T t) = (values[0], values[1], values[2]);
            T x = (1 - t) * x0 + t * eps, velocity = ConversionFormulas.Velocity(eps, x0, -T.One, T.One);
            yield return (velocity, eps - x0);
            yield return (X0(x, velocity, t), x - t * velocity);
            yield return (ConversionFormulas.EpsFromVelocity(x, velocity, 1 - t, t, -T.One, T.One), x + (1 - t) * velocity);
        }
    }
}
