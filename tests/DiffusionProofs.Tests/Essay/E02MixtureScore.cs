using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E2.1", "The score of a noised data set is the weighted combination sum_i w_i s_i of one Gaussian score a point, and it is the gradient of the log-density.",
    Source = "EDM, arXiv:2206.00364, appendix B.3",
    Oracle = "the log-density differentiated by dual numbers, with its exponentials as free variables")]
public class E02ScoreIsAWeightedSum
{
    [Identity]
    public IdentityOutcome Gradient_of_the_log_density() => Prove.Identity(new Gradient(2, 1), new Gradient(2, 2), new Gradient(3, 2)) with
    {
        Trust = [FormalMixture<Rational>.Trust],
    };

    [Identity]
    public IdentityOutcome The_gradient_gives_back_the_mean() => Prove.Identity(new Mean(2, 1), new Mean(2, 2), new Mean(3, 2)) with
    {
        Trust = [FormalMixture<Rational>.Trust],
    };

    [Sampled]
    public SampledOutcome Tensor_score_is_the_gradient_in_fifty_digits(On on) => MixtureOnTensors.ScoreAgainstDualNumbers(on);

    [Sampled]
    public SampledOutcome Tensor_score_is_that_of_autograd(On on) => MixtureOnTensors.ScoreAgainstAutograd(on);

    [Sampled]
    public SampledOutcome On_real_data(On on) => MixtureOnTensors.ScoreOnRealData(on);

    [Refutes("the score divided by sigma instead of sigma^2")]
    public RefutationOutcome Divided_by_sigma() => Refute.Identity(new Gradient(2, 1), new DividedBySigma());

    [Refutes("alpha left out of the mean", Link = "https://github.com/XueZeyue/DanceGRPO/issues/60")]
    public RefutationOutcome Without_alpha() => Refute.Identity(new Gradient(2, 1), new WithoutAlpha());

    sealed class DividedBySigma() : Gradient(2, 1)
    {
        protected override T[] Score<T>(T[] x, T[] denoised, T alpha, T sigma) => ScoreMistakes.DividedBySigma(x, denoised, alpha, sigma);
    }

    sealed class WithoutAlpha() : Gradient(2, 1)
    {
        protected override T[] Score<T>(T[] x, T[] denoised, T alpha, T sigma) => ScoreMistakes.WithoutAlpha(x, denoised, alpha, sigma);
    }

    class Gradient(int n, int d) : IIdentity
    {
        protected virtual T[] Score<T>(T[] x, T[] denoised, T alpha, T sigma) where T : IField<T> =>
            MixtureAlgebra.ScoreFromDenoiser(x, denoised, alpha, sigma);

        public IReadOnlyList<string> Variables { get; } = FormalMixture<Rational>.Names(n, d);
        public string Shapes => $"n = {n} points with any prior, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var mixture = new FormalMixture<T>(new VariableReader<T>(values), n, d);
            T[] weights = mixture.Weights;
            T[] sum = MixtureAlgebra.ScoreFromWeights(weights, mixture.X, mixture.Points, mixture.Alpha, mixture.Sigma);
            T[] score = Score(
                mixture.X, MixtureAlgebra.Denoiser(weights, mixture.Points), mixture.Alpha, mixture.Sigma);
            for (int k = 0; k < d; k++)
            {
                yield return (mixture.LogDensityDerivative(k), sum[k]);
                yield return (mixture.LogDensityDerivative(k), score[k]);
            }
            yield return (weights.Sum(), T.One);
        }
    }

    /// <summary>Tweedie's formula from the differentiated log-density, and the mean taken around any of the points.</summary>
    sealed class Mean(int n, int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalMixture<Rational>.Names(n, d);
        public string Shapes => $"n = {n} points with any prior, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var mixture = new FormalMixture<T>(new VariableReader<T>(values), n, d);
            T[] weights = mixture.Weights, gradient = [.. Enumerable.Range(0, d).Select(mixture.LogDensityDerivative)];
            T[] fromScore = MixtureAlgebra.DenoiserFromScore(mixture.X, gradient, mixture.Alpha, mixture.Sigma);
            for (int k = 0; k < d; k++)
            {
                T mean = weights.Zip(mixture.Points, (w, y) => w * y[k]).Sum();
                yield return (fromScore[k], mean);
                for (int r = 0; r < n; r++) yield return (MixtureAlgebra.DenoiserAround(weights, mixture.Points, r)[k], mean);
            }
        }
    }
}

[Claim("E2.2", "The conditional mean D minimises the denoising objective, uniquely almost everywhere: L(D + h) - L(D) = E|h|^2 for every perturbation h.",
    Source = "EDM, arXiv:2206.00364, appendix B.3; the projection theorem",
    Oracle = "the objective itself, summed over a joint law; on the line by quadrature")]
public class E02DenoiserIsTheMinimiser
{
    [Identity]
    public IdentityOutcome Excess_is_the_mean_square_of_the_perturbation() => Prove.Identity(new Excess(2, 2), new Excess(3, 2));

    [Sampled]
    public SampledOutcome On_the_line_by_quadrature(On on) => ObjectiveOnTheLine.OfTheDenoiser(on);

    [Sampled]
    public SampledOutcome On_real_data(On on) => ObjectiveOnRealData.OfTheDenoiser(on);

    [Refutes("weights without the prior")]
    public RefutationOutcome Weights_need_the_prior() => Refute.Identity(new Excess(2, 2), new WithoutPrior());

    sealed class WithoutPrior() : Excess(2, 2)
    {
        protected override T[] Posterior<T>(FormalJointLaw<T> law, int j) => law.LikelihoodAlone(j);
    }

    class Excess(int n, int m) : IIdentity
    {
        protected virtual T[] Posterior<T>(FormalJointLaw<T> law, int j) where T : IField<T> => law.Posterior(j);

        public IReadOnlyList<string> Variables { get; } = FormalJointLaw<Rational>.Names(n, m);
        public string Shapes => $"{n} points, {m} observations, any joint law; a coordinate at a time";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var law = new FormalJointLaw<T>(new VariableReader<T>(values), n, m);
            T[] denoised = [.. Enumerable.Range(0, m).Select(j => MixtureAlgebra.Denoiser(Posterior(law, j), law.Points)[0])];
            T Loss(Func<int, T> prediction) => law.Mean((i, j) => (prediction(j) - law.Points[i][0]).Squared());

            yield return (
                Loss(j => denoised[j] + law.Perturbation[j]) - Loss(j => denoised[j]),
                law.Mean((_, j) => law.Perturbation[j].Squared()));
        }
    }
}

[Claim("E2.3", "The score of the mixture minimises denoising score matching, uniquely almost everywhere: the excess of s + h is E|h|^2.",
    Source = "Vincent, 2011, denoising score matching; Song et al., arXiv:2011.13456, eq. 7",
    Oracle = "the objective itself, summed over a joint law; on the line by quadrature")]
public class E02ScoreIsTheMinimiser
{
    [Identity]
    public IdentityOutcome Excess_is_the_mean_square_of_the_perturbation() => Prove.Identity(new Excess(2, 2), new Excess(3, 2));

    [Sampled]
    public SampledOutcome On_the_line_by_quadrature(On on) => ObjectiveOnTheLine.OfTheScore(on);

    [Sampled]
    public SampledOutcome On_real_data(On on) => ObjectiveOnRealData.OfTheScore(on);

    [Refutes("the score divided by sigma instead of sigma^2: the noise, not the score")]
    public RefutationOutcome The_noise_is_not_the_score() => Refute.Identity(new Excess(2, 2), new DividedBySigma());

    sealed class DividedBySigma() : Excess(2, 2)
    {
        protected override T[] Score<T>(T[] x, T[] denoised, T alpha, T sigma) => ScoreMistakes.DividedBySigma(x, denoised, alpha, sigma);
    }

    /// <summary>The target is the score of the point's own Gaussian at the observation.</summary>
    class Excess(int n, int m) : IIdentity
    {
        protected virtual T[] Score<T>(T[] x, T[] denoised, T alpha, T sigma) where T : IField<T> =>
            MixtureAlgebra.ScoreFromDenoiser(x, denoised, alpha, sigma);

        public IReadOnlyList<string> Variables { get; } =
            FormalJointLaw<Rational>.Names(n, m).Vector("x", m).Scalars("alpha", "sigma");

        public string Shapes => $"{n} points, {m} observations, any joint law; a coordinate at a time";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            var law = new FormalJointLaw<T>(read, n, m);
            T[] x = read.Vector(m);
            (T alpha, T sigma) = (read.Scalar(), read.Scalar());
            T[] score = [.. x.Select((at, j) => Score([at], MixtureAlgebra.Denoiser(law.Posterior(j), law.Points), alpha, sigma)[0])];
            T Target(int i, int j) => GaussianFormulas.KernelScore([x[j]], law.Points[i], alpha, sigma)[0];
            T Loss(Func<int, T> prediction) => law.Mean((i, j) => (prediction(j) - Target(i, j)).Squared());

            yield return (
                Loss(j => score[j] + law.Perturbation[j]) - Loss(j => score[j]),
                law.Mean((_, j) => law.Perturbation[j].Squared()));
        }
    }
}
