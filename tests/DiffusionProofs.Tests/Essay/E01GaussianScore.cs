using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E1.1", "The score of a Gaussian with a fixed covariance, the gradient of its log-density, is -Sigma^{-1}(x - mu).",
    Source = "EDM, arXiv:2206.00364, section 2; the density of the multivariate normal law",
    Oracle = "the quadratic form with its inverse by cofactors, differentiated by dual numbers")]
public class E01ScoreIsTheGradient
{
    [Identity]
    public IdentityOutcome Gradient_of_the_log_density() => Prove.Identity(new Gradient(1), new Gradient(2), new Gradient(3));

    [Sampled]
    public SampledOutcome Tensor_score_is_the_exact_one(On on) => GaussianScoreOnTensors.Generated(on);

    [Sampled]
    public SampledOutcome On_real_data(On on) => GaussianScoreOnTensors.OnRealData(on);

    [Refutes("the covariance used as the precision")]
    public RefutationOutcome Covariance_is_no_precision() => Refute.Identity(new Gradient(2), new WithoutInverse());

    [Refutes("correlations left out: the diagonal of Sigma alone")]
    public RefutationOutcome Correlations_matter() => Refute.Identity(new Gradient(2), new DiagonalOnly());

    [Refutes("the sign: a score that points away from the mean")]
    public RefutationOutcome The_score_points_to_the_mean() => Refute.Identity(new Gradient(2), new WrongSign());

    sealed class WithoutInverse() : Gradient(2)
    {
        protected override T[] Score<T>(T[] x, T[] mean, T[][] covariance) => ScoreMistakes.CovarianceAsPrecision(x, mean, covariance);
    }

    sealed class DiagonalOnly() : Gradient(2)
    {
        protected override T[] Score<T>(T[] x, T[] mean, T[][] covariance) => ScoreMistakes.DiagonalOnly(x, mean, covariance);
    }

    sealed class WrongSign() : Gradient(2)
    {
        protected override T[] Score<T>(T[] x, T[] mean, T[][] covariance) => GaussianFormulas.Score(mean, x, covariance);
    }

    class Gradient(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("x", d).Vector("mu", d).Symmetric("S", d);
        public string Shapes => $"d = {d}, full covariance";

        protected virtual T[] Score<T>(T[] x, T[] mean, T[][] covariance) where T : IField<T> => GaussianFormulas.Score(x, mean, covariance);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x = read.Vector(d), mean = read.Vector(d);
            T[][] covariance = read.Symmetric(d);
            T[] score = Score(x, mean, covariance);
            Dual<T>[][] constant = FormalMixture<T>.Constants(covariance);
            for (int k = 0; k < d; k++)
            {
                Dual<T>[] residual = FormalMixture<T>.Along(Subtract(x, mean), k);
                yield return (score[k], (-Cofactors.InverseQuadraticForm(constant, residual) / 2).Slope);
            }
        }
    }
}

[Claim("E1.2", "That score is affine in x, and linear exactly when the mean is zero.",
    Source = "EDM, arXiv:2206.00364, section 2",
    Refined = "affine, not linear: s(x + y) - s(x) - s(y) = -Sigma^{-1} mu, which is zero only where mu is",
    Oracle = "the definition of an affine map, and of a linear one")]
public class E01ScoreIsAffine
{
    [Identity]
    public IdentityOutcome Affine_with_the_mean_as_its_only_defect() => Prove.Identity(new Affine(1), new Affine(2), new Affine(3));

    [Sampled]
    public SampledOutcome On_tensors(On on) => GaussianScoreOnTensors.Affine(on);

    [Refutes("linear, whatever the mean", Link = "the essay's own words")]
    public RefutationOutcome Not_linear() => Refute.Identity(new Affine(2), new Linear());

    sealed class Linear() : Affine(2)
    {
        protected override T Defect<T>(T mean) => mean - mean;
    }

    class Affine(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("x", d).Vector("y", d).Scalars("lambda").Vector("mu", d).Symmetric("S", d);

        public string Shapes => $"d = {d}, full covariance";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x = read.Vector(d), y = read.Vector(d);
            T lambda = read.Scalar();
            T[] mean = read.Vector(d);
            T[][] covariance = read.Symmetric(d);
            T[] S(T[] at) => GaussianFormulas.Score(at, mean, covariance);

            T[] between = S(Add(Scale(1 - lambda, x), Scale(lambda, y)));
            T[] mixed = Add(Scale(1 - lambda, S(x)), Scale(lambda, S(y)));
            T[] defect = Multiply(covariance, Subtract(S(Add(x, y)), Add(S(x), S(y))));
            for (int k = 0; k < d; k++)
            {
                yield return (between[k], mixed[k]);
                yield return (defect[k], Defect(mean[k]));
            }
        }

        /// <summary>Sigma (s(x + y) - s(x) - s(y)), a coordinate.</summary>
        protected virtual T Defect<T>(T mean) where T : IField<T> => -mean;
    }
}

[Claim("E1.3", "A density on the line whose score is affine with a negative slope is the Gaussian with that score.",
    Source = "integration of the score",
    Oracle = "dual numbers; the density of the normal law")]
public class E01ConverseOnTheLine
{
    [Identity]
    public IdentityOutcome The_antiderivative_is_the_Gaussian_exponent() => Prove.Identity(new Antiderivative()) with
    {
        // For a positive or no slope nothing is to be shown: exp(a x + k x^2/2) is no density, it does not fall at both ends.
        Trust = ["two functions on the line with the same derivative differ by a constant", "a density integrates to 1"],
    };

    [Refutes("a slope of -1/sigma: a variance of 1/k^2 for the score a - k x")]
    public RefutationOutcome Slope_is_minus_one_over_the_variance() => Refute.Identity(new Antiderivative(), new SlopeOfOneOverSigma());

    sealed class SlopeOfOneOverSigma : Antiderivative
    {
        protected override T Variance<T>(T k) => 1 / (k * k);
    }

    /// <summary>
    /// s(x) = a - k x is the derivative of a x - k x^2/2, which is the exponent of N(a/k, 1/k) up to the constant a^2/(2 k).
    /// </summary>
    class Antiderivative : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = ["x", "a", "k"];
        public string Shapes => "d = 1";

        protected virtual T Variance<T>(T k) where T : IField<T> => 1 / k;

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x, T a, T k) = (values[0], values[1], values[2]);
            Dual<T> dual = Dual<T>.Variable(x);
            Dual<T> exponent = Dual<T>.Constant(a) * dual - Dual<T>.Constant(k) * dual * dual / 2;
            yield return (exponent.Slope, a - k * x);
            yield return (exponent.Slope, GaussianFormulas.Score([x], [a / k], Variance(k))[0]);
            yield return (exponent.Value - a * a / (2 * k), -GaussianFormulas.QuadraticForm([x], [a / k], [[Variance(k)]]) / 2);
        }
    }
}
