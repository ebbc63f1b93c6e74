using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("Flow.1", "The probability-flow velocity f x - g^2 score/2 is the mean velocity of the paths alpha x_0 + sigma eps through x, for VP, VE and sub-VP too, and EDM's two forms are the same.",
    Source = "Song et al., arXiv:2011.13456, eq. 13; EDM, arXiv:2206.00364, eq. 4 and 81",
    Refined = "EDM's s^2 sigma' sigma stands before the gradient by x of log p(x/s; sigma); before the score of x/s, taken at x/s, it is s sigma' sigma",
    Oracle = "alpha' D + sigma' E[eps | x], which knows of no diffusion")]
public class ProbabilityFlowVelocity
{
    [Identity]
    public IdentityOutcome Mean_velocity_of_the_paths() => Prove.Identity(new Paths());

    [Identity]
    public IdentityOutcome Variance_preserving_exploding_and_between() => Prove.Identity(new Diffusions());

    [Identity]
    public IdentityOutcome The_forms_of_EDM() => Prove.Identity(new Edm());

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, Names, (name, _) =>
        {
            IGaussianSchedule schedule = GaussianSchedules.Create(name);
            BigReal t = BigReal.FromDouble(on.Round(0.40625)), alpha = schedule.Alpha(t), sigma = schedule.Sigma(t);
            double[] data = [0.75, -1.25], noise = [-0.5, 1.5];
            BigReal[] exact = [.. data.Zip(noise, (x0, eps) => ConversionFormulas.Velocity(
                BigReal.FromDouble(eps), BigReal.FromDouble(x0), schedule.DAlpha(t), schedule.DSigma(t)))];
            torch.Tensor at = on.Scalar(0.40625), x0 = on.Tensor(data), eps = on.Tensor(noise);
            torch.Tensor scale = schedule.Alpha(at), level = schedule.Sigma(at);
            torch.Tensor velocity = schedule.Velocity((scale * x0).Plus(level * eps), -eps / level, at);
            double rate = Math.Abs((double)(schedule.DAlpha(t) / alpha)) + Math.Abs((double)(schedule.DSigma(t) / sigma));
            double size = rate * (1.25 * (double)alpha + 1.5 * (double)sigma);
            return [Compare.Within("velocity", [.. exact.Select(v => (double)v)], velocity, 256 * on.Ulp(1) * size, on)];
        },
        "256 u of (|alpha'/alpha| + |sigma'/sigma|) (alpha |x_0| + sigma |eps|): 60 of each quantity of a schedule, four of them in a term",
        "two coordinates", "vp, sub-vp, ve, cosine at t = 13/32");

    [Refutes("g^2 score without its half: the reverse diffusion's drift")]
    public RefutationOutcome Half_the_score() => Refute.Identity(new Paths(), new WholeScore());

    [Refutes("the sign of EDM's velocity")]
    public RefutationOutcome Sign() => Refute.Identity(new Edm(), new WrongSign());

    [Refutes("s^2 before the score of x/s")]
    public RefutationOutcome One_factor_of_the_scale() => Refute.Identity(new Edm(), new SquaredScale());

    [Refutes("-eps over sqrt((1 - abar)/abar) for the score of an x that is not rescaled", Link = "https://github.com/pals-ttic/sjc/issues/13")]
    public RefutationOutcome Rescaled_noise() => Refute.Identity(new Paths(), new RescaledNoise());

    static readonly string[] Names = ["vp", "sub-vp", "ve", "cosine"];

    sealed class WholeScore : Paths
    {
        protected override T Velocity<T>(T x, T eps, T alpha, T sigma, T drift, T squared) =>
            FlowMistakes.VelocityWithoutHalf(x, ConversionFormulas.ScoreFromEps(eps, sigma), drift, squared);
    }

    sealed class RescaledNoise : Paths
    {
        protected override T Velocity<T>(T x, T eps, T alpha, T sigma, T drift, T squared) =>
            FlowMistakes.VelocityWithScoreAtRescaledNoise(x, eps, alpha, sigma, drift, squared);
    }

    class Paths : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "D", "alpha", "sigma", "alpha'", "sigma'"];
        public string Shapes => "a coordinate, any schedule and prediction";

        protected virtual T Velocity<T>(T x, T eps, T alpha, T sigma, T drift, T squared) where T : IField<T> =>
            FlowFormulas.Velocity(x, ConversionFormulas.ScoreFromEps(eps, sigma), drift, squared);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            T eps = ConversionFormulas.EpsFromX0(v[0], v[1], v[2], v[3]), drift = FlowFormulas.Drift(v[2], v[4]);
            T squared = FlowFormulas.SquaredDiffusion(drift, v[3].Squared(), 2 * v[3] * v[5]);
            yield return (Velocity(v[0], eps, v[2], v[3], drift, squared), ConversionFormulas.Velocity(eps, v[1], v[4], v[5]));
        }
    }

    /// <summary>VP: alpha' = -beta alpha/2, sigma^2 = 1 - alpha^2; sub-VP: sigma = 1 - alpha^2; VE: alpha = 1.</summary>
    sealed class Diffusions : IIdentity
    {
        public IReadOnlyList<string> Variables => ["alpha", "beta", "sigma", "sigma'"];
        public string Shapes => "VP, sub-VP, VE";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            T beta = v[1];
            Dual<T> alpha = new(v[0], -beta * v[0] / 2), one = Dual<T>.Constant(T.One);
            Dual<T> vp = one - alpha.Squared(), subVp = vp.Squared(), ve = new Dual<T>(v[2], v[3]).Squared();
            T drift = FlowFormulas.Drift(alpha.Value, alpha.Slope);
            yield return (drift, -beta / 2);
            yield return (FlowFormulas.SquaredDiffusion(drift, vp.Value, vp.Slope), beta);
            yield return (FlowFormulas.SquaredDiffusion(drift, subVp.Value, subVp.Slope), beta * (1 - v[0].Squared().Squared()));
            yield return (FlowFormulas.SquaredDiffusion(FlowFormulas.Drift(T.One, T.Zero), ve.Value, ve.Slope), 2 * v[2] * v[3]);
        }
    }

    sealed class WrongSign : Edm
    {
        protected override T Velocity<T>(T x, T score, T scale, T dScale, T noise, T dNoise) =>
            FlowMistakes.EdmVelocityWithWrongSign(x, score, scale, dScale, noise, dNoise);
    }

    sealed class SquaredScale : Edm
    {
        protected override T Velocity<T>(T x, T score, T scale, T dScale, T noise, T dNoise) =>
            FlowMistakes.EdmVelocityWithSquaredScale(x, score, scale, dScale, noise, dNoise);
    }

    /// <summary>With s = alpha and noise sigma/alpha, by dual numbers; D is the same denoiser.</summary>
    class Edm : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "D", "alpha", "sigma", "alpha'", "sigma'"];
        public string Shapes => "a coordinate, any schedule and prediction";

        protected virtual T Velocity<T>(T x, T score, T scale, T dScale, T noise, T dNoise) where T : IField<T> =>
            FlowFormulas.EdmVelocity(x, score, scale, dScale, noise, dNoise);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            Dual<T> noise = new Dual<T>(v[3], v[5]) / new Dual<T>(v[2], v[4]);
            T score = MixtureAlgebra.ScoreFromDenoiser([v[0] / v[2]], [v[1]], T.One, noise.Value)[0];
            T drift = FlowFormulas.Drift(v[2], v[4]), squared = FlowFormulas.SquaredDiffusion(drift, v[3].Squared(), 2 * v[3] * v[5]);
            T flow = FlowFormulas.Velocity(v[0], MixtureAlgebra.ScoreFromDenoiser([v[0]], [v[1]], v[2], v[3])[0], drift, squared);
            yield return (Velocity(v[0], score, v[2], v[4], noise.Value, noise.Slope), flow);
            yield return (FlowFormulas.EdmVelocityFromDenoiser(v[0], v[1], v[2], v[4], noise.Value, noise.Slope), flow);
        }
    }
}

[Claim("Flow.2", "For Gaussian data the flow is x(s) = mean + (x(S) - mean) sqrt((v + s^2)/(v + S^2)), for one point y + (x - y) s/S; Heun's method is of order 2 on it and Euler's of order 1.",
    Source = "EDM, arXiv:2206.00364, eq. 3 and algorithm 1",
    Oracle = "the flow's equation at the solution differentiated by dual numbers; errors over N = 9, 18, 36, 72, 144 steps of EDM's levels")]
public class ExactFlowsAndOrders
{
    static readonly BigReal Variance = BigReal.One / 4;

    [Exact]
    public ExactOutcome Solutions_obey_the_flow() => Exact.Rows([0.03125, 0.5, 4], at =>
        {
            BigReal s = BigReal.FromDouble(at), mean = BigReal.FromDouble(-0.75), x = 3, from = 8;
            RealDual<BigReal> Constant(BigReal v) => RealDual<BigReal>.Constant(v);
            RealDual<BigReal> path = ExactFlows.GaussianData(Constant(x), Constant(mean), Constant(Variance), Constant(from), RealDual<BigReal>.Variable(s));
            BigReal score = GaussianFormulas.Score([path.Value], [mean], Variance + s.Squared())[0];
            BigReal velocity = FlowFormulas.VelocityBySigma(path.Value, MixtureAlgebra.DenoiserFromScore([path.Value], [score], BigReal.One, s)[0], s);
            return [Decide.That("slope of the path", path.Slope.Overlaps(velocity), $"{(double)path.Slope}, velocity {(double)velocity}")];
        }, "d = 1", "N(-3/4, 1/4) from S = 8, s = 1/32, 1/2, 4", ["balls of sixty digits that overlap are taken for equal"]);

    [Identity]
    public IdentityOutcome One_point() => Prove.Identity(new Line());

    [Exact]
    public ExactOutcome Printed_errors() => Exact.Rows([(9, ".278"), (18, ".0553"), (36, ".0122"), (72, ".00287"), (144, ".000691")],
        row => [Printed.Rounds($"relative error of Heun in {row.Item1} steps", Error(row.Item1, heun: true), row.Item2)],
        "N(0, 1/4) from x(80) = 1", "EDM's levels");

    [Exact]
    public ExactOutcome Orders() => Exact.Rows([(36, true), (72, true), (144, true), (144, false), (288, false)], row => [HasOrder(row.Item1, row.Item2, row.Item2 ? 2 : 1)],
        "N(0, 1/4) from x(80) = 1", "N = 36..288 and 2 N, EDM's levels");

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [9, 18], (n, _) =>
        {
            double[] levels = [.. new EdmSchedule().Steps<Float64>(n).Select(s => s.Value)];
            double expected = (double)FlowIntegrators.Heun([BigReal.One], [.. levels.Select(BigReal.FromDouble)], Denoiser)[0];
            // c_skip x as the sampler's denoiser, in the tensor's own arithmetic.
            torch.Tensor end = FlowSampler.Heun(on.Tensor([1.0], 1, 1), levels, (x, sigma) => x.Times(0.25 / (sigma * sigma + 0.25)));
            return [Compare.Within("end of the flow", [expected], end, 32 * n * on.Ulp(1) * expected * 4, on)];
        },
        "32 roundings a step, each of at most u |x| over the factors by which a step shrinks x, together below 4", "d = 1", "N(0, 1/4), 9 and 18 steps");

    [Refutes("Euler's method taken to be of order 2")]
    public RefutationOutcome Euler_is_of_order_one() => Refute.AtWitness("N = 144 and 288", () => [HasOrder(144, true, 2)], () => [HasOrder(144, false, 2)]);

    static BigReal[] Denoiser(BigReal[] x, BigReal sigma) => [.. x.Select(p => Preconditioning.Skip(sigma, BigReal.One / 2) * p)];

    static BigReal Error(int n, bool heun)
    {
        BigReal[] levels = new EdmSchedule().Steps<BigReal>(n);
        BigReal end = (heun ? FlowIntegrators.Heun<BigReal>([1], levels, Denoiser) : FlowIntegrators.Euler<BigReal>([1], levels, Denoiser))[0];
        BigReal relative = end / ExactFlows.GaussianData<BigReal>(1, 0, Variance, 80, 0) - 1;
        return BigReal.CertainlyLess(relative, 0) ? -relative : relative;
    }

    static Decision HasOrder(int n, bool heun, int order)
    {
        BigReal fitted = BigReal.Log(Error(n, heun) / Error(2 * n, heun)) / BigReal.Log(2);
        return Decide.That($"fitted order, within a tenth of {order}",
            BigReal.CertainlyLess(order - BigReal.One / 10, fitted) && BigReal.CertainlyLess(fitted, order + BigReal.One / 10), $"{(double)fitted}");
    }

    sealed class Line : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "y", "S", "s"];
        public string Shapes => "one point";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            Dual<T> path = ExactFlows.OnePoint(Dual<T>.Constant(v[0]), Dual<T>.Constant(v[1]), Dual<T>.Constant(v[2]), Dual<T>.Variable(v[3]));
            yield return (path.Slope, FlowFormulas.VelocityBySigma(path.Value, v[1], v[3]));
            yield return (ExactFlows.OnePoint(v[0], v[1], v[2], v[2]), v[0]);
        }
    }
}
