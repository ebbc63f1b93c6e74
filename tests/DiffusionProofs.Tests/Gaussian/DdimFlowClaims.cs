using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("DDIM.3", "At eta = 0 the step draws nothing, and for one data point it is the probability flow itself, from any t to any s: x_s/alpha_s - x_0 = (sigma_s/alpha_s)/(sigma_t/alpha_t) (x_t/alpha_t - x_0).",
    Source = "Song, Meng and Ermon, DDIM, arXiv:2010.02502, section 4.3; Song et al., arXiv:2011.13456, eq. 13",
    Oracle = "the flow's equation dx = (f x - g^2/2 score) with the score of the point's own Gaussian, the step differentiated along s by dual numbers; and the flow's solution in x/alpha")]
public class DdimIsTheFlowAtZero
{
    [Identity]
    public IdentityOutcome Solves_the_flow() => Prove.Identity(new Flow());

    [Sampled]
    public SampledOutcome Tensor_steps(On on) => Sample.Check(on, DdimCase.Any, (c, _) =>
    {
        BigReal s = BigReal.FromDouble(c.AlphaBarS), t = BigReal.FromDouble(c.AlphaBarT);
        BigReal alphaS = BigReal.Sqrt(s), alphaT = BigReal.Sqrt(t), left = BigReal.Sqrt(((1 - s) / s) / ((1 - t) / t));
        return
        [
            c.Within(BigReal.Sqrt((1 - s) / (1 - t)), (x, x0) => alphaS * (x0 + left * (x / alphaT - x0)),
                DdimStep.Mean(on.Tensor(c.Xt.Values, 1, c.Xt.Length), on.Tensor(c.X0.Values, 1, c.X0.Length), c.AlphaBarS, c.AlphaBarT, 0), on),
            Compare.Within("variance", 0, DdimStep.Variance(c.AlphaBarS, c.AlphaBarT, 0), 0),
        ];
    }, DdimCase.MeanBound + "; the variance is 0", "d = 1..3", DdimCase.Domain + ", here 0");

    [Refutes("sigma for sqrt(1 - abar_s - sigma^2) before eps: at eta = 0 the noise is dropped", Link = "https://github.com/jsboige/CoursIA/pull/16158")]
    public RefutationOutcome Noise_is_kept() => Refute.Identity(new Flow(), new NoiseDropped());

    [Refutes("the root left out of the coefficient of eps", Link = "https://github.com/mathpluscode/ImgX-DiffSeg/issues/4")]
    public RefutationOutcome Direction_is_a_root() => Refute.Identity(new Flow(), new WithoutRoot());

    sealed class NoiseDropped : Flow
    {
        protected override T DirectionSquared<T>(T alphaBarS, T alphaBarT, T eta) => DdimMistakes.VarianceAsDirection(alphaBarS, alphaBarT, eta);
    }

    sealed class WithoutRoot : Flow
    {
        protected override T Combined<T>(T x0, T eps, T alphaS, T direction) => DdimMistakes.WithoutRoot(x0, eps, alphaS, direction);
    }

    class Flow : IIdentity
    {
        public IReadOnlyList<string> Variables => ["u", "u'", "v", "x0", "xt"];
        public string Shapes => "a coordinate, any s and t of any variance-preserving schedule";

        protected virtual T DirectionSquared<T>(T alphaBarS, T alphaBarT, T eta) where T : IField<T> =>
            DdimFormulas.DirectionSquared(alphaBarS, alphaBarT, eta);

        protected virtual T Combined<T>(T x0, T eps, T alphaS, T direction) where T : IField<T> => DdimFormulas.Combined(x0, eps, alphaS, direction);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x0, T xt) = (values[3], values[4]);
            (Dual<T> alpha, Dual<T> sigma) = UnitCircle.At(new Dual<T>(values[0], values[1]));
            (T alphaT, T sigmaT) = UnitCircle.At(values[2]);
            T eps = ConversionFormulas.EpsFromX0(xt, x0, alphaT, sigmaT);
            Dual<T> path = Combined(Dual<T>.Constant(x0), Dual<T>.Constant(eps), alpha, sigma);
            // f and g^2 of the forward process with these alpha and sigma.
            T f = alpha.Slope / alpha.Value, squaredG = 2 * sigma.Value * sigma.Slope - 2 * f * sigma.Value.Squared();
            T score = GaussianFormulas.KernelScore([path.Value], [x0], alpha.Value, sigma.Value)[0];
            yield return (DirectionSquared(alpha.Value.Squared(), alphaT.Squared(), T.Zero), sigma.Value.Squared());
            yield return (DdimFormulas.Variance(alpha.Value.Squared(), alphaT.Squared(), T.Zero), T.Zero);
            yield return (Combined(x0, eps, alphaT, sigmaT), xt);
            yield return (path.Slope, f * path.Value - squaredG / 2 * score);
            yield return (path.Value / alpha.Value - x0, sigma.Value / alpha.Value / (sigmaT / alphaT) * (xt / alphaT - x0));
        }
    }
}
