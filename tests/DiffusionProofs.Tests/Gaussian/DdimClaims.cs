using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("DDIM.1", "At eta = 1 a step of DDIM is DDPM's posterior q(x_s | x_t, x_0), over any number of the table's steps: variance (1 - abar_s)/(1 - abar_t) (1 - abar_t/abar_s), mean sqrt(abar_s) x_0 + sqrt(1 - abar_s - sigma^2) eps.",
    Source = "Song, Meng and Ermon, DDIM, arXiv:2010.02502, eqs. 12 and 16; DDPM, arXiv:2006.11239, eq. 7",
    Oracle = "Bayes for Gaussians: the precisions of q(x_t | x_s) and of q(x_s | x_0) add up, the former composed of two steps")]
public class DdimIsDdpmAtOne
{
    [Identity]
    public IdentityOutcome Mean_and_variance() => Prove.Identity(new Posterior());

    [Sampled]
    public SampledOutcome Tensor_steps(On on) => Sample.Check(on, DdimCase.Any, (c, _) =>
    {
        BigReal s = BigReal.FromDouble(c.AlphaBarS), t = BigReal.FromDouble(c.AlphaBarT);
        BigReal scale = BigReal.Sqrt(t / s), variance = 1 - t / s, precision = scale.Squared() / variance + 1 / (1 - s);
        return
        [
            c.Within(scale / variance / precision, (x, x0) => (scale * x / variance + BigReal.Sqrt(s) * x0 / (1 - s)) / precision,
                DdimStep.Mean(on.Tensor(c.Xt.Values, 1, c.Xt.Length), on.Tensor(c.X0.Values, 1, c.X0.Length), c.AlphaBarS, c.AlphaBarT, 1), on),
            Compare.Ulps("variance", (double)(1 / precision), DdimStep.Variance(c.AlphaBarS, c.AlphaBarT, 1), 12),
        ];
    }, DdimCase.MeanBound + "; 12 ulps of the variance: at most nine roundings", "d = 1..3", DdimCase.Domain + ", here 1");

    [Refutes("sigma^2 = eta^2 (1 - abar_t)", Link = "https://github.com/jsboige/CoursIA/pull/16158")]
    public RefutationOutcome Not_the_marginal_variance() => Refute.Identity(new Posterior(), new MarginalVariance());

    [Refutes("the table's beta_t where steps are skipped", Link = "https://github.com/huggingface/diffusers/issues/5130")]
    public RefutationOutcome Not_the_tables_beta() => Refute.Identity(new Posterior(), new BetaOfTheTable());

    [Refutes("the root left out of the coefficient of eps", Link = "https://github.com/mathpluscode/ImgX-DiffSeg/issues/4")]
    public RefutationOutcome Direction_is_a_root() => Refute.Identity(new Posterior(), new WithoutRoot());

    sealed class MarginalVariance : Posterior
    {
        protected override T Variance<T>(T alphaBarS, T alphaBarT, T beta) => DdimMistakes.VarianceOfTheMarginal(alphaBarT, T.One);
    }

    sealed class BetaOfTheTable : Posterior
    {
        protected override T Variance<T>(T alphaBarS, T alphaBarT, T beta) => DdimMistakes.VarianceFromTheTable(alphaBarS, alphaBarT, beta);
    }

    sealed class WithoutRoot : Posterior
    {
        protected override T Combined<T>(T x0, T eps, T alphaS, T direction) => DdimMistakes.WithoutRoot(x0, eps, alphaS, direction);
    }

    class Posterior : IIdentity
    {
        public IReadOnlyList<string> Variables => ["alpha_s", "a", "u", "x0", "xt"];
        public string Shapes => "a coordinate, s two steps of the table before t, any betas";

        protected virtual T Variance<T>(T alphaBarS, T alphaBarT, T beta) where T : IField<T> => DdimFormulas.Variance(alphaBarS, alphaBarT, T.One);

        protected virtual T Combined<T>(T x0, T eps, T alphaS, T direction) where T : IField<T> => DdimFormulas.Combined(x0, eps, alphaS, direction);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T alphaS, T first, T x0, T xt) = (values[0], values[1], values[3], values[4]);
            (T alphaT, T sigmaT) = UnitCircle.At(values[2]);
            T alphaBarS = alphaS.Squared(), alphaBarT = alphaT.Squared(), second = alphaT / (alphaS * first);
            // q(x_t | x_s), and Bayes.
            T scale = first * second, variance = (1 - first.Squared()) * second.Squared() + 1 - second.Squared();
            T precision = scale.Squared() / variance + 1 / (1 - alphaBarS);
            T mean = (scale * xt / variance + alphaS * x0 / (1 - alphaBarS)) / precision;
            // The root, positive where both alphas and sigma_t are.
            T direction = (1 - alphaBarS) * alphaT / (alphaS * sigmaT);
            yield return (Variance(alphaBarS, alphaBarT, 1 - second.Squared()), 1 / precision);
            yield return (DdimFormulas.DirectionSquared(alphaBarS, alphaBarT, T.One), direction.Squared());
            yield return (1 - alphaBarS - 1 / precision, direction.Squared());
            yield return (Combined(x0, ConversionFormulas.EpsFromX0(xt, x0, alphaT, sigmaT), alphaS, direction), mean);
        }
    }
}

[Claim("DDIM.2", "For every eta the step keeps the marginals: where x_t ~ N(sqrt(abar_t) x_0, 1 - abar_t), x_s ~ N(sqrt(abar_s) x_0, 1 - abar_s).",
    Source = "Song, Meng and Ermon, DDIM, arXiv:2010.02502, lemma 1",
    Oracle = "the mean and the variance of an affine function of a Gaussian, its slope by dual numbers")]
public class DdimKeepsTheMarginals
{
    [Identity]
    public IdentityOutcome Mean_and_variance_given_the_data() => Prove.Identity(new Marginal());

    [Sampled]
    public SampledOutcome Tensor_steps(On on) => Sample.Check(on, DdimCase.Any, (c, _) =>
    {
        BigReal s = BigReal.FromDouble(c.AlphaBarS), t = BigReal.FromDouble(c.AlphaBarT), eta = BigReal.FromDouble(c.Eta);
        BigReal variance = DdimFormulas.Variance(s, t, eta);
        return
        [
            c.Within(BigReal.Sqrt(DdimFormulas.DirectionSquared(s, t, eta) / (1 - t)), (x, x0) => DdimFormulas.Mean(x, x0, s, t, eta),
                DdimStep.Mean(on.Tensor(c.Xt.Values, 1, c.Xt.Length), on.Tensor(c.X0.Values, 1, c.X0.Length), c.AlphaBarS, c.AlphaBarT, c.Eta), on),
            Compare.Ulps("variance", (double)variance, DdimStep.Variance(c.AlphaBarS, c.AlphaBarT, c.Eta), 12),
        ];
    }, DdimCase.MeanBound + "; 12 ulps of the variance: at most nine roundings", "d = 1..3", DdimCase.Domain);

    [Refutes("eta for eta^2 before eps", Link = "https://github.com/inbarhub/DDPM_inversion/issues/12")]
    public RefutationOutcome Eta_is_squared() => Refute.Identity(new Marginal(), new EtaUnsquared());

    [Refutes("sigma for sqrt(1 - abar_s - sigma^2) before eps", Link = "https://github.com/jsboige/CoursIA/pull/16158")]
    public RefutationOutcome Direction_is_what_is_left() => Refute.Identity(new Marginal(), new SigmaAsDirection());

    [Refutes("sigma^2 = eta^2 (1 - abar_t)", Link = "https://github.com/jsboige/CoursIA/pull/16158")]
    public RefutationOutcome Not_the_marginal_variance() => Refute.Identity(new Marginal(), new MarginalVariance());

    sealed class EtaUnsquared : Marginal
    {
        protected override T DirectionSquared<T>(T alphaBarS, T alphaBarT, T eta) => DdimMistakes.DirectionSquaredWithEtaUnsquared(alphaBarS, alphaBarT, eta);
    }

    sealed class SigmaAsDirection : Marginal
    {
        protected override T DirectionSquared<T>(T alphaBarS, T alphaBarT, T eta) => DdimMistakes.VarianceAsDirection(alphaBarS, alphaBarT, eta);
    }

    sealed class MarginalVariance : Marginal
    {
        protected override T Variance<T>(T alphaBarS, T alphaBarT, T eta) => DdimMistakes.VarianceOfTheMarginal(alphaBarT, eta);
    }

    class Marginal : IIdentity
    {
        public IReadOnlyList<string> Variables => ["u", "v", "w", "x0"];
        public string Shapes => "a coordinate, any abar and eta";

        protected virtual T Variance<T>(T alphaBarS, T alphaBarT, T eta) where T : IField<T> => DdimFormulas.Variance(alphaBarS, alphaBarT, eta);

        protected virtual T DirectionSquared<T>(T alphaBarS, T alphaBarT, T eta) where T : IField<T> =>
            DdimFormulas.DirectionSquared(alphaBarS, alphaBarT, eta);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            T x0 = values[3];
            (T alphaS, T sigmaS) = UnitCircle.At(values[0]);
            (T alphaT, T sigmaT) = UnitCircle.At(values[1]);
            T alphaBarS = alphaS.Squared(), alphaBarT = alphaT.Squared();
            // All (eta, direction) with direction^2 + eta^2 full = sigma_s^2, by the lines through (0, sigma_s).
            T full = sigmaS.Squared() * (1 - alphaBarT / alphaBarS) / sigmaT.Squared(), w = values[2];
            T eta = 2 * sigmaS * w / (w.Squared() + full), direction = sigmaS - w * eta;
            var atTheMean = Dual<T>.Variable(alphaT * x0);
            Dual<T> data = Dual<T>.Constant(x0);
            Dual<T> step = DdimFormulas.Combined(
                data, ConversionFormulas.EpsFromX0(atTheMean, data, Dual<T>.Constant(alphaT), Dual<T>.Constant(sigmaT)),
                Dual<T>.Constant(alphaS), Dual<T>.Constant(direction));
            yield return (step.Value, alphaS * x0);
            yield return (step.Slope.Squared() * sigmaT.Squared() + Variance(alphaBarS, alphaBarT, eta), 1 - alphaBarS);
            yield return (DirectionSquared(alphaBarS, alphaBarT, eta), direction.Squared());
        }
    }
}
