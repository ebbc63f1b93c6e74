using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("Prediction.4", "Rectified flow, x = (1 - s) x_0 + s eps, is VE at sigma = s/(1 - s) after division by 1 - s, and its velocity u = eps - x_0 gives the score as -(x + (1 - s) u)/s.",
    Source = "Liu et al., arXiv:2209.03003, eq. 1; EDM, arXiv:2206.00364, eq. 3; the score: derived here",
    Oracle = "the score of the kernel N((1 - s) x_0, s^2); VE's own state, score and velocity; in digits for the tensors")]
public class RectifiedFlowAsVarianceExploding
{
    [Identity]
    public IdentityOutcome Score_from_the_velocity() => Prove.Identity(new Score());

    [Identity]
    public IdentityOutcome Divided_by_the_data_s_share() => Prove.Identity(new Bridge());

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [0.0625, 0.5, 0.75, 0.9375], (s, _) =>
        {
            double[] data = [0.75, -2, 3.5, 0.25], noise = [-1.25, 0.5, 2, -0.125];
            double[] x = on.Round([.. data.Zip(noise, (y, e) => (1 - s) * y + s * e)]);
            torch.Tensor at = on.Tensor(x, 4, 1), x0 = on.Tensor(data, 4, 1), t = on.Scalar(s);
            // The score of the point's kernel, by the tensors' own path; the flow's velocity from it is what the network learns.
            torch.Tensor score = GaussianKernel.Score(at, x0, 1 - s, s), velocity = new RectifiedFlow().Velocity(at, score, t);
            Rational time = Rational.FromDouble(s);
            Rational[] exact = [.. x.Zip(data, (v, y) => (Rational.FromDouble(v) - (1 - time) * Rational.FromDouble(y)) / time - Rational.FromDouble(y))];
            double[] back = [.. exact.Zip(x, (u, v) => (double)ConversionFormulas.ScoreOfRectifiedFlow(Rational.FromDouble(v), u, time).In<BigReal>())];
            double Magnitude(int i) => (Math.Abs(x[i]) + Math.Abs(data[i])) / (s * (1 - s));
            return
            [
                Compare.Within("velocity", [.. exact.Select(u => (double)u.In<BigReal>())], velocity, i => 16 * on.Ulp(Magnitude(i)), on),
                Compare.Within("score", back, score, i => 8 * on.Ulp(Magnitude(i) / s), on),
            ];
        },
        "8 ulps of (|x| + |x_0|)/s^2 for the score, of which four roundings; 16 of (|x| + |x_0|)/(s (1 - s)) for the velocity f x - g^2 score/2, whose terms are at most that",
        "4 rows", "s = 1/16, 1/2, 3/4, 15/16");

    [Refutes("alpha = 1 in the score, where 1 - s belongs", Link = "https://github.com/XueZeyue/DanceGRPO/issues/60")]
    public RefutationOutcome Alpha_in_the_score() => Refute.Identity(new Score(), new WithoutAlpha());

    [Refutes("the data from the velocity as from v: (1 - s) x - s u", Link = "https://github.com/XueZeyue/DanceGRPO/issues/60")]
    public RefutationOutcome Velocity_for_v() => Refute.Identity(new Score(), new FromV());


    sealed class WithoutAlpha : Score
    {
        protected override T Of<T>(T x, T velocity, T s) => ConversionMistakes.ScoreOfRectifiedFlowWithoutAlpha(x, x - s * velocity, s);
    }

    sealed class FromV : Score
    {
        protected override T Of<T>(T x, T velocity, T s) => ConversionMistakes.ScoreOfRectifiedFlowFromV(x, velocity, s);
    }

    class Score : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "eps", "s"];
        public string Shapes => "a coordinate, alpha = 1 - s, sigma = s";

        protected virtual T Of<T>(T x, T velocity, T s) where T : IField<T> => ConversionFormulas.ScoreOfRectifiedFlow(x, velocity, s);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x0, T eps, T s) = (values[0], values[1], values[2]);
            T x = (1 - s) * x0 + s * eps, received = Of(x, eps - x0, s);
            yield return (received, GaussianFormulas.KernelScore([x], [x0], 1 - s, s)[0]);
            yield return (received, -(x + (1 - s) * (eps - x0)) / s);
            // As the published code has it: by x_0 = x - s u.
            yield return (received, -(x - (1 - s) * (x - s * (eps - x0))) / s.Squared());
        }
    }

    sealed class Bridge : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "eps", "s"];
        public string Shapes => "a coordinate, alpha = 1 - s, sigma = s";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x0, T eps, T s) = (values[0], values[1], values[2]);
            T x = (1 - s) * x0 + s * eps, sigma = ConversionFormulas.LevelOfRectifiedFlow(s), state = x / (1 - s);
            T velocity = eps - x0;
            yield return (state, x0 + sigma * eps);
            // dx/(1 - s) by the change of variables: the densities' scores differ by the scale.
            yield return (GaussianFormulas.KernelScore([state], [x0], T.One, sigma)[0], (1 - s) * ConversionFormulas.ScoreOfRectifiedFlow(x, velocity, s));
            yield return (FlowFormulas.VelocityBySigma(state, x0, sigma), x + (1 - s) * velocity);
            // The path by dual numbers: d state/d s = d state/d sigma times d sigma/d s.
            Dual<T> time = Dual<T>.Variable(s);
            Dual<T> path = ((1 - time) * Dual<T>.Constant(x0) + time * Dual<T>.Constant(eps)) / (1 - time);
            yield return (path.Slope, FlowFormulas.VelocityBySigma(state, x0, sigma) * ConversionFormulas.LevelOfRectifiedFlow(time).Slope);
        }
    }
}
