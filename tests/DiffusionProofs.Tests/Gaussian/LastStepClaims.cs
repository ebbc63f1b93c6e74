using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("DDPM.6", "The last step, to s = 0, draws nothing: the posterior's variance is 0 and its mean the predicted x_0, whatever x_t; DDIM's is so for every eta.",
    Source = "DDPM, arXiv:2006.11239, algorithm 2 (z = 0 at t = 1); DDIM, arXiv:2010.02502, eq. 16",
    Oracle = "the definitions at alpha = 1 and sigma = 0; the prediction itself, to the last bit, on tensors")]
public class LastStepDrawsNothing
{
    [Identity]
    public IdentityOutcome Variance_0_and_mean_x0() => Prove.Identity(new ToTheData());

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [(0.9375, 0.25), (0.5, 0.75), (1, 80), (0, 1)], (at, _) =>
        {
            (double alpha, double sigma) = at;
            double[] prediction = [0.75, -1.5, 3, 0.1875];
            torch.Tensor xt = on.Tensor([2, -0.5, 1.25, -4], 2, 2), x0 = on.Tensor(prediction, 2, 2);
            using torch.Generator generator = Seeds.Generator("noise that the last step must not add", on.Device);
            using BetaTable table = BetaTable.Linear(10);
            double noise = alpha * alpha / (alpha * alpha + sigma * sigma);
            return
            [
                Compare.Within("posterior's variance", 0, GaussianPosterior.Variance(1, 0, alpha, sigma), 0),
                Compare.Within("a draw from the posterior", prediction, GaussianPosterior.Sample(xt, x0, 1, 0, alpha, sigma, generator), 0, on),
                Compare.Within("an ancestral step to 0", prediction, FreshNoise.Ancestral(xt, x0, sigma, 0, generator), 0, on),
                .. new[] { 0, 0.5, 1 }.SelectMany(eta => new[]
                {
                    Compare.Within($"variance of DDIM at eta = {eta}", 0, DdimStep.Variance(1, noise, eta), 0),
                    Compare.Within($"DDIM's mean at eta = {eta}", prediction, DdimStep.Mean(xt, x0, 1, noise, eta), 0, on),
                }),
                Compare.Within("first of the table's beta~", 0, Compare.Values(table.BetaTilde)[0], 0),
            ];
        },
        "none: all coefficients are 0 and 1", "2 rows, d = 2", "alpha 15/16, 1/2, 1, 0, sigma 1/4, 3/4, 80, 1");

    [Refutes("noise added in the last step too, beta_1 for its variance", Link = "https://github.com/IDEALLab/EngiOpt/issues/66")]
    public RefutationOutcome No_noise_at_the_end() => Refute.Identity(new ToTheData(), new WithNoise());

    sealed class WithNoise : ToTheData
    {
        protected override T Variance<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) =>
            GaussianPosteriorMistakes.TransitionVariance(alphaS, sigmaS, alphaT, sigmaT);
    }

    class ToTheData : IIdentity
    {
        public IReadOnlyList<string> Variables => ["xt", "x0", "alpha", "sigma", "beta1", "beta2", "abar", "eta", "r"];
        public string Shapes => "a coordinate, any alpha, sigma and eta; a table of two steps";

        protected virtual T Variance<T>(T alphaS, T sigmaS, T alphaT, T sigmaT) where T : IField<T> =>
            PosteriorFormulas.Variance(alphaS, sigmaS, alphaT, sigmaT);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T xt, T x0, T alpha, T sigma, T r) = (x[0], x[1], x[2], x[3], x[8]);
            yield return (Variance(T.One, T.Zero, alpha, sigma), T.Zero);
            yield return (PosteriorFormulas.Mean([xt], [x0], T.One, T.Zero, alpha, sigma)[0], x0);
            // On the way there, at sigma_s = r: what is left of x_t and of the noise goes with r^2.
            yield return (PosteriorFormulas.Mean([xt], [x0], T.One, r, alpha, sigma)[0], x0 + (r / sigma).Squared() * alpha * (xt - alpha * x0));
            yield return (Variance(T.One, r, alpha, sigma), r.Squared() * (1 - (alpha * r / sigma).Squared()));
            yield return (BetaFormulas.BetaTilde([x[4], x[5]])[0], T.Zero);
            // The next one is not 0: the table is read.
            yield return (BetaFormulas.BetaTilde([x[4], x[5]])[1] * (1 - (1 - x[4]) * (1 - x[5])), x[4] * x[5]);
            yield return (DdpmFormulas.BetaTilde(alpha, T.One), T.Zero);
            yield return (DdimFormulas.Variance(T.One, x[6], x[7]), T.Zero);
            yield return (DdimFormulas.DirectionSquared(T.One, x[6], x[7]), T.Zero);
            yield return (DdimFormulas.Variance(1 - r.Squared(), x[6], x[7]), r.Squared() * x[7].Squared() * (1 - r.Squared() - x[6]) / ((1 - x[6]) * (1 - r.Squared())));
        }
    }
}
