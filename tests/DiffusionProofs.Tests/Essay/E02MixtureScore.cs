using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
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

    sealed class Gradient(int n, int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalMixture<Rational>.Names(n, d);
        public string Shapes => $"n = {n} points with any prior, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var mixture = new FormalMixture<T>(new VariableReader<T>(values), n, d);
            T[] weights = mixture.Weights;
            T[] sum = MixtureAlgebra.ScoreFromWeights(weights, mixture.X, mixture.Points, mixture.Alpha, mixture.Sigma);
            T[] score = MixtureAlgebra.ScoreFromDenoiser(
                mixture.X, MixtureAlgebra.Denoiser(weights, mixture.Points), mixture.Alpha, mixture.Sigma);
            for (int k = 0; k < d; k++)
            {
                yield return (mixture.LogDensityDerivative(k), sum[k]);
                yield return (mixture.LogDensityDerivative(k), score[k]);
            }
            yield return (weights.Sum(), T.One);
        }
    }
}

/// <summary>
/// A joint law of data point i and observation j with free, unnormalised probabilities p_ij: whatever the noise is, the
/// conditional mean minimises the square error.
/// </summary>
sealed class FormalJointLaw<T>(VariableReader<T> values, int n, int m) where T : IField<T>
{
    public T[][] Joint { get; } = values.Matrix(n, m);
    public T[] Points { get; } = values.Vector(n);
    public T[] Perturbation { get; } = values.Vector(m);

    public T Total => Joint.Select(row => row.Sum()).Sum();

    /// <summary>P(i | j), [n] for each j.</summary>
    public T[] Posterior(int j) => [.. Joint.Select(row => row[j] / Joint.Select(r => r[j]).Sum())];

    /// <summary>E of a function of (i, j).</summary>
    public T Mean(Func<int, int, T> f) =>
        Joint.SelectMany((row, i) => row.Select((p, j) => p * f(i, j))).Sum() / Total;

    public static VariableNames Names(int n, int m) => new VariableNames().Matrix("p", n, m).Vector("y", n).Vector("h", m);
}

[Claim("E2.2", "The conditional mean D minimises the denoising objective, uniquely almost everywhere: L(D + h) - L(D) = E|h|^2 for every perturbation h.",
    Source = "EDM, arXiv:2206.00364, appendix B.3; the projection theorem",
    Oracle = "the objective itself, summed over a joint law")]
public class E02DenoiserIsTheMinimiser
{
    [Identity]
    public IdentityOutcome Excess_is_the_mean_square_of_the_perturbation() => Prove.Identity(new Excess(2, 2), new Excess(3, 2));

    sealed class Excess(int n, int m) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalJointLaw<Rational>.Names(n, m);
        public string Shapes => $"{n} points, {m} observations, any joint law; a coordinate at a time";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var law = new FormalJointLaw<T>(new VariableReader<T>(values), n, m);
            T[] denoised = [.. Enumerable.Range(0, m).Select(j =>
                MixtureAlgebra.Denoiser(law.Posterior(j), [.. law.Points.Select(y => new[] { y })])[0])];
            T Loss(Func<int, T> prediction) => law.Mean((i, j) => (prediction(j) - law.Points[i]).Squared());

            yield return (
                Loss(j => denoised[j] + law.Perturbation[j]) - Loss(j => denoised[j]),
                law.Mean((_, j) => law.Perturbation[j].Squared()));
        }
    }
}

[Claim("E2.3", "The score of the mixture minimises denoising score matching, uniquely almost everywhere: the excess of s + h is E|h|^2.",
    Source = "Vincent, 2011, denoising score matching; Song et al., arXiv:2011.13456, eq. 7",
    Oracle = "the objective itself, summed over a joint law")]
public class E02ScoreIsTheMinimiser
{
    [Identity]
    public IdentityOutcome Excess_is_the_mean_square_of_the_perturbation() => Prove.Identity(new Excess(2, 2), new Excess(3, 2));

    /// <summary>The target is the score of the point's own Gaussian at the observation.</summary>
    sealed class Excess(int n, int m) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            FormalJointLaw<Rational>.Names(n, m).Vector("x", m).Scalars("alpha", "sigma");

        public string Shapes => $"{n} points, {m} observations, any joint law; a coordinate at a time";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            var law = new FormalJointLaw<T>(read, n, m);
            T[] x = read.Vector(m);
            (T alpha, T sigma) = (read.Scalar(), read.Scalar());
            T[][] points = [.. law.Points.Select(y => new[] { y })];
            T[] score = [.. x.Select((at, j) =>
                MixtureAlgebra.ScoreFromDenoiser([at], MixtureAlgebra.Denoiser(law.Posterior(j), points), alpha, sigma)[0])];
            T Target(int i, int j) => GaussianFormulas.KernelScore([x[j]], points[i], alpha, sigma)[0];
            T Loss(Func<int, T> prediction) => law.Mean((i, j) => (prediction(j) - Target(i, j)).Squared());

            yield return (
                Loss(j => score[j] + law.Perturbation[j]) - Loss(j => score[j]),
                law.Mean((_, j) => law.Perturbation[j].Squared()));
        }
    }
}
