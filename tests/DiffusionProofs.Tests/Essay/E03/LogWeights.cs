using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E3.1", "The weight of a point goes with the Gaussian density of its distance: log w_i - log w_j = log pi_i - log pi_j - (|x - alpha y_i|^2 - |x - alpha y_j|^2)/(2 sigma^2), which is affine in x.",
    Source = "EDM, arXiv:2206.00364, appendix B.3",
    Oracle = "Bayes' theorem with the points' own densities")]
public class E03LogWeightsAreAffine
{
    [Identity]
    public IdentityOutcome Differences_are_affine() => Prove.Identity(new Affine(1), new Affine(2), new Affine(3));

    [Sampled]
    public SampledOutcome Tensor_weights_are_those_of_Bayes(On on) => MixtureOnTensors.WeightsAgainstBayes(on);

    [Sampled]
    public SampledOutcome On_real_data(On on) => MixtureOnTensors.WeightsOnRealData(on);

    [Refutes("weights without the prior")]
    public RefutationOutcome Weights_need_the_prior() => Refute.Identity(new Affine(2), new WithoutPrior());

    [Refutes("alpha left out of the mean")]
    public RefutationOutcome Weights_need_alpha() => Refute.Identity(new Affine(2), new WithoutAlpha());

    [Refutes("|y|^2 dropped along with |x|^2")]
    public RefutationOutcome Weights_need_the_norm_of_the_point() => Refute.Identity(new Affine(2), new WithoutNormOfThePoint());

    [Refutes("the half left out of the exponent")]
    public RefutationOutcome Weights_need_the_half() => Refute.Identity(new Affine(2), new WithoutHalf());

    [Refutes("weights from the distance instead of its square")]
    public RefutationOutcome Weights_need_the_square() => WrongWeights.FromTheDistanceItself();

    [Refutes("a softmax without subtraction of the maximum in float32")]
    public RefutationOutcome Softmax_needs_the_maximum() => WrongWeights.WithoutTheMaximum();

    [Refutes("the expanded square in float32 at small sigma")]
    public RefutationOutcome Squares_cancel() => WrongWeights.ByTheExpandedSquare();

    sealed class WithoutPrior() : Affine(2)
    {
        protected override T[] LogWeights<T>(T[] x, T[][] points, T[] prior, T alpha, T sigma) =>
            WeightMistakes.WithoutPrior(x, points, prior, alpha, sigma);
    }

    sealed class WithoutAlpha() : Affine(2)
    {
        protected override T[] LogWeights<T>(T[] x, T[][] points, T[] prior, T alpha, T sigma) =>
            WeightMistakes.WithoutAlpha(x, points, prior, alpha, sigma);
    }

    sealed class WithoutNormOfThePoint() : Affine(2)
    {
        protected override T[] LogWeights<T>(T[] x, T[][] points, T[] prior, T alpha, T sigma) =>
            WeightMistakes.WithoutNormOfThePoint(x, points, prior, alpha, sigma);
    }

    sealed class WithoutHalf() : Affine(2)
    {
        protected override T[] LogWeights<T>(T[] x, T[][] points, T[] prior, T alpha, T sigma) =>
            WeightMistakes.WithoutHalf(x, points, prior, alpha, sigma);
    }

    class Affine(int d) : IIdentity
    {
        protected virtual T[] LogWeights<T>(T[] x, T[][] points, T[] prior, T alpha, T sigma) where T : IField<T> =>
            MixtureFormulas.LogWeightsAffine(x, points, prior, alpha, sigma);

        public IReadOnlyList<string> Variables { get; } = new VariableNames()
            .Vector("x", d).Vector("z", d).Matrix("y", 2, d).Scalars("lambda", "prior1", "prior2", "alpha", "sigma");

        public string Shapes => $"each pair of points, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x = read.Vector(d), z = read.Vector(d);
            T[][] points = read.Matrix(2, d);
            T lambda = read.Scalar();
            T[] prior = read.Vector(2);
            (T alpha, T sigma) = (read.Scalar(), read.Scalar());
            T ByDistance(T[] at) => Difference(MixtureFormulas.LogWeightsByDistance(at, points, prior, alpha, sigma));
            T ByProduct(T[] at) => Difference(LogWeights(at, points, prior, alpha, sigma));

            yield return (ByDistance(x), ByProduct(x));
            yield return (
                ByDistance(Add(Scale(1 - lambda, x), Scale(lambda, z))),
                (1 - lambda) * ByDistance(x) + lambda * ByDistance(z));
        }

        static T Difference<T>(T[] logWeights) where T : IField<T> => logWeights[0] - logWeights[1];
    }
}

[Claim("E3.2", "Each weight is smooth: grad w_i = w_i alpha (y_i - D)/sigma^2, D the weighted mean.",
    Source = "EDM, arXiv:2206.00364, appendix B.3, differentiated",
    Oracle = "the weights differentiated by dual numbers, with their exponentials as free variables")]
public class E03GradientOfAWeight
{
    [Identity]
    public IdentityOutcome Gradient_of_every_weight() => Prove.Identity(new Gradient(2, 1), new Gradient(2, 2), new Gradient(3, 2)) with
    {
        Trust = [FormalMixture<Rational>.Trust],
    };

    [Sampled]
    public SampledOutcome Autograd_of_the_tensor_weights(On on) => MixtureSlopesOnTensors.WeightGradients(on);

    [Refutes("the weighted mean left out: w_i alpha y_i/sigma^2")]
    public RefutationOutcome Gradients_need_the_mean() => Refute.Identity(new Gradient(2, 1), new WithoutMean());

    [Refutes("alpha left out of the mean")]
    public RefutationOutcome Gradients_need_alpha() => Refute.Identity(new Gradient(2, 1), new WithoutAlpha());

    sealed class WithoutMean() : Gradient(2, 1)
    {
        protected override T[][] Gradients<T>(T[] weights, T[][] points, T alpha, T sigma) =>
            [.. weights.Zip(points, (w, y) => Scale(w * alpha / sigma.Squared(), y))];
    }

    sealed class WithoutAlpha() : Gradient(2, 1)
    {
        protected override T[][] Gradients<T>(T[] weights, T[][] points, T alpha, T sigma) =>
            MixtureAlgebra.WeightGradients(weights, points, T.One, sigma);
    }

    class Gradient(int n, int d) : IIdentity
    {
        protected virtual T[][] Gradients<T>(T[] weights, T[][] points, T alpha, T sigma) where T : IField<T> =>
            MixtureAlgebra.WeightGradients(weights, points, alpha, sigma);

        public IReadOnlyList<string> Variables { get; } = FormalMixture<Rational>.Names(n, d);
        public string Shapes => $"n = {n} points with any prior, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var mixture = new FormalMixture<T>(new VariableReader<T>(values), n, d);
            T[][] gradients = Gradients(mixture.Weights, mixture.Points, mixture.Alpha, mixture.Sigma);
            for (int k = 0; k < d; k++)
            {
                Dual<T>[] along = mixture.WeightsAlong(k);
                for (int i = 0; i < n; i++) yield return (along[i].Slope, gradients[i][k]);
            }
        }
    }
}
