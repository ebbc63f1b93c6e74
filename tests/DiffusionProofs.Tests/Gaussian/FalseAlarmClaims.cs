using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("DDPM.3", "beta_prod_t = 1 - alpha_prod_t is the noise's variance, sum_i beta_i abar_{i-1}: a name, and not the product of the betas.",
    Source = "DDPM, arXiv:2006.11239, eq. 4; the question: https://github.com/huggingface/diffusers/issues/9474",
    Refined = "nothing is wrong in the code asked about but the name, which no product of betas has",
    Oracle = "the kernels composed one step after another")]
public class NoiseVarianceByItsOtherName
{
    [Identity]
    public IdentityOutcome One_minus_abar_is_the_variance() => Prove.Identity(new Variance());

    [Refutes("the name taken at its word: the product of the betas", Link = "https://github.com/huggingface/diffusers/issues/9474")]
    public RefutationOutcome Not_the_product_of_the_betas() => Refute.Identity(new Variance(), new Product());

    sealed class Product : Variance
    {
        protected override T BetaProduct<T>(T[] beta) => ScheduleMistakes.ProductOfBetas(beta);
    }

    class Variance : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("beta", 4);
        public string Shapes => "4 steps";

        protected virtual T BetaProduct<T>(T[] beta) where T : IField<T> => 1 - BetaFormulas.AlphaBar(beta)[^1];

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] beta = [.. x];
            SquaredKernel<T> composed = beta.Aggregate(SquaredKernel<T>.Identity, (kernel, b) => kernel.Then(b));
            yield return (BetaProduct(beta), composed.Variance);
            yield return (BetaFormulas.NoiseVariance(beta)[^1], composed.Variance);
        }
    }
}

[Claim("DDPM.4", "A step with beta = 0.999 does not blow the variance up by 31.6: with the exact noise prediction for N(0,1) data x_{t-1} has the variance (1 - beta) + beta = 1 exactly, whatever beta.",
    Source = "DDPM, arXiv:2006.11239, eq. 11 and section 3.2; the question: https://github.com/openai/guided-diffusion/issues/42",
    Refined = "1/sqrt(1 - beta) = 31.6 does multiply the prediction's error: an eps that is off by e moves the mean by beta e/(sqrt(1 - beta) sqrt(1 - abar))",
    Oracle = "the variance of x_t, which is 1, taken through the step")]
public class LastStepOfTheCosine
{
    [Identity]
    public IdentityOutcome Variance_stays_one() => Prove.Identity(new Step());

    [Refutes("the variance multiplied by 1/(1 - beta): as if eps were 0", Link = "https://github.com/openai/guided-diffusion/issues/42")]
    public RefutationOutcome Not_without_the_prediction() => Refute.Identity(new Step(), new WithoutPrediction());

    sealed class WithoutPrediction : Step
    {
        protected override T Eps<T>(T xt, T sigma) => T.Zero;
    }

    /// <summary>E[eps | x_t] = sigma x_t for N(0,1) data; the mean is linear in x_t, so its square at x_t = 1 is its variance.</summary>
    class Step : IIdentity
    {
        public IReadOnlyList<string> Variables => ["scale", "sigma", "e"];
        public string Shapes => "a coordinate, any beta = 1 - scale^2, N(0,1) data";

        protected virtual T Eps<T>(T xt, T sigma) where T : IField<T> => sigma * xt;

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T scale, T sigma, T e) = (x[0], x[1], x[2]);
            T Mean(T xt, T error) => DdpmFormulas.MeanFromEps(xt, Eps(xt, sigma) + error, scale, sigma);
            yield return (Mean(T.One, T.Zero).Squared() + DdpmFormulas.Beta(scale), T.One);
            yield return (Mean(T.Zero, T.Zero), T.Zero);
            yield return (Mean(T.One, T.Zero) - Mean(T.One, e), (1 - scale.Squared()) * e / (scale * sigma));
        }
    }
}

[Claim("VDM.1", "VDM's sampling step z_s = alpha_s/alpha_t (z_t - sigma_t c eps) + sigma_s sqrt(c) noise, c = -expm1(gamma_s - gamma_t), has the posterior's mean and variance: alpha_s/alpha_t is right, since a step back divides by what the noise multiplied by.",
    Source = "VDM, arXiv:2107.00630, eqs. 31-33; the question: https://github.com/lucidrains/denoising-diffusion-pytorch/issues/173",
    Oracle = "the posterior at the data that the noise stands for")]
public class SamplingStepOfVdm
{
    [Identity]
    public IdentityOutcome Posteriors_mean_and_variance() => Prove.Identity(new Step());

    [Refutes("alpha_t/alpha_s for alpha_s/alpha_t", Link = "https://github.com/lucidrains/denoising-diffusion-pytorch/issues/173")]
    public RefutationOutcome Ratio_upside_down() => Refute.Identity(new Step(), new UpsideDown());

    sealed class UpsideDown : Step
    {
        protected override T Mean<T>(T xt, T eps, T c, FormalStep<T> s) =>
            GaussianPosteriorMistakes.MeanFromEpsUpsideDown([xt], [eps], s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT)[0];
    }

    class Step : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("xt", "eps").Scalars(FormalStep<Rational>.Names);
        public string Shapes => "a coordinate, any alpha and sigma";

        protected virtual T Mean<T>(T xt, T eps, T c, FormalStep<T> s) where T : IField<T> => s.AlphaS / s.AlphaT * (xt - s.SigmaT * c * eps);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            (T xt, T eps) = (read.Scalar(), read.Scalar());
            var s = FormalStep<T>.Read(read);
            // expm1(gamma_s - gamma_t) = SNR_t/SNR_s - 1.
            T c = 1 - NelboFormulas.Snr(s.AlphaT, s.SigmaT) / NelboFormulas.Snr(s.AlphaS, s.SigmaS);
            yield return (Mean(xt, eps, c, s), s.Mean([xt], [ConversionFormulas.X0FromEps(xt, eps, s.AlphaT, s.SigmaT)])[0]);
            yield return (s.SigmaS.Squared() * c, s.Variance);
        }
    }
}

[Claim("SDE.1", "The prior N(0, sigma_max^2) of a variance-exploding chain holds no x_0, and need not: its term is |x_0|^2/(2 sigma_max^2), which falls to 0 as sigma_max grows.",
    Source = "Song et al., arXiv:2011.13456, appendix C; the question: https://github.com/yang-song/score_sde_pytorch/issues/64",
    Oracle = "the divergence of two Gaussians, as the mean of the difference of their log-densities")]
public class PriorOfVarianceExploding
{
    [Identity]
    public IdentityOutcome Term_of_the_prior() => Prove.LogIdentity(new Term());

    [Refutes("that the prior's term is 0, as if the prior were centred at x_0")]
    public RefutationOutcome Small_and_not_zero() => Refute.LogIdentity(new Term(), new Centred());

    sealed class Centred : Term
    {
        protected override T Divergence<T>(T x0, T sigma) => GaussianBoundMistakes.PriorCentredAtTheData([x0], sigma);
    }

    class Term : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "sigmaMax"];
        public string Shapes => "a coordinate, alpha = 1";

        protected virtual T Divergence<T>(T x0, T sigma) where T : ILogField<T> =>
            GaussianDivergence.Isotropic([x0], sigma.Squared(), [T.Zero], sigma.Squared());

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            yield return (TwoPoints.Divergence(x[0], x[1], T.Zero, x[1].Squared()), Divergence(x[0], x[1]));
            yield return (x[0].Squared() / (2 * x[1].Squared()), Divergence(x[0], x[1]));
        }
    }
}
