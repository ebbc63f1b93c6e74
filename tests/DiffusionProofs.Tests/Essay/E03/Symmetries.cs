using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E3.5", "Weights and score move with the data: under y -> U y + b, x -> U x + alpha b, U orthogonal, the weights stay and the score turns by U; under a common factor of x, y and sigma the weights stay.",
    Source = "derived here",
    Oracle = "the forms at the moved points")]
public class E03Equivariance
{
    [Identity]
    public IdentityOutcome Reflections_translations_and_scalings() =>
        Prove.Identity(new Moved(1), new Moved(2), new Moved(3)) with
        {
            Trust = ["every orthogonal map of d dimensions is a product of at most d reflections (Cartan and Dieudonne)"],
        };

    [Sampled]
    public SampledOutcome On_tensors(On on) => MixtureSlopesOnTensors.Symmetries(on);

    [Sampled]
    public SampledOutcome On_real_data(On on) => MixtureSlopesOnTensors.SymmetriesOnRealData(on);

    [Refutes("x moved by b where alpha b belongs")]
    public RefutationOutcome Translation_needs_alpha() => Refute.Identity(new Moved(2), new MovedByB());

    sealed class MovedByB() : Moved(2)
    {
        protected override T ShiftOfX<T>(T alpha) => T.One;
    }

    /// <summary>U is the reflection I - 2 u u^T/|u|^2 at any u.</summary>
    class Moved(int d) : IIdentity
    {
        /// <summary>How far x moves when the data move by 1.</summary>
        protected virtual T ShiftOfX<T>(T alpha) where T : IField<T> => alpha;

        public IReadOnlyList<string> Variables { get; } = new VariableNames()
            .Vector("x", d).Matrix("y", 2, d).Vector("u", d).Vector("b", d).Scalars("c", "w", "alpha", "sigma");

        public string Shapes => $"each pair of points, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x = read.Vector(d);
            T[][] points = read.Matrix(2, d);
            T[] u = read.Vector(d), b = read.Vector(d);
            (T c, T w, T alpha, T sigma) = (read.Scalar(), read.Scalar(), read.Scalar(), read.Scalar());
            T[] Turned(T[] v) => Subtract(v, Scale(2 * Dot(u, v) / SquaredNorm(u), u));
            T[] weights = [w, 1 - w];
            T[] movedX = Add(Turned(x), Scale(ShiftOfX(alpha), b));
            T[][] movedPoints = [.. points.Select(y => Add(Turned(y), b))];

            yield return (LogRatio(movedX, movedPoints, alpha, sigma), LogRatio(x, points, alpha, sigma));
            yield return (LogRatio(Scale(c, x), [.. points.Select(y => Scale(c, y))], alpha, c * sigma), LogRatio(x, points, alpha, sigma));
            T[] score = MixtureAlgebra.ScoreFromWeights(weights, movedX, movedPoints, alpha, sigma);
            T[] turned = Turned(MixtureAlgebra.ScoreFromWeights(weights, x, points, alpha, sigma));
            for (int k = 0; k < d; k++) yield return (score[k], turned[k]);
        }

        static T LogRatio<T>(T[] x, T[][] points, T alpha, T sigma) where T : IField<T> =>
            E03Limits.LogRatio(x, points, MixtureFormulas.UniformLogPrior<T>(2), alpha, sigma);
    }
}

[Claim("E3.6", "As alpha/sigma -> 0 the weights tend to the prior; as sigma -> 0 they go to the nearest point; points at the same distance share by prior at every sigma.",
    Source = "derived here; EDM, arXiv:2206.00364, appendix B.3",
    Oracle = "the log-ratio of two weights as a function of alpha/sigma")]
public class E03Limits
{
    [Identity]
    public IdentityOutcome Log_ratio_tends_to_that_of_the_prior() => Prove.Identity(new ToPrior(1), new ToPrior(2)) with
    {
        Trust = ["r times a quantity bounded near r = 0 tends to 0 with r", "exp is continuous"],
    };

    [Identity]
    public IdentityOutcome Ties_share_by_prior() => Prove.Identity(new Tie(1), new Tie(2), new Tie(3));

    [Identity]
    public IdentityOutcome Log_ratio_to_the_nearest_falls_as_one_over_the_variance() => Prove.Identity(new ToNearest(1), new ToNearest(2)) with
    {
        Trust = ["exp(-c/s) tends to 0 as s falls to 0, for c > 0"],
    };

    [Sampled]
    public SampledOutcome On_real_data(On on) => MixtureSlopesOnTensors.LimitsOnRealData(on);

    [Refutes("ties shared equally, whatever the prior")]
    public RefutationOutcome Ties_are_not_shared_equally() => Refute.Identity(new Tie(2), new SharedEqually());

    sealed class SharedEqually() : Tie(2)
    {
        protected override T Share<T>(T first, T second) => first - first;
    }

    internal static T LogRatio<T>(T[] x, T[][] points, T[] prior, T alpha, T sigma) where T : IField<T>
    {
        T[] logWeights = MixtureFormulas.LogWeightsByDistance(x, points, prior, alpha, sigma);
        return logWeights[0] - logWeights[1];
    }

    /// <summary>With r = alpha/sigma and z = x/sigma the ratio is that of the prior times exp(r (z.(y_1 - y_2) - r (|y_1|^2 - |y_2|^2)/2)).</summary>
    sealed class ToPrior(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("z", d).Matrix("y", 2, d).Scalars("prior1", "prior2", "r", "sigma");

        public string Shapes => $"each pair of points, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] z = read.Vector(d);
            T[][] y = read.Matrix(2, d);
            T[] prior = read.Vector(2);
            (T r, T sigma) = (read.Scalar(), read.Scalar());
            T bounded = Dot(z, Subtract(y[0], y[1])) - r * (SquaredNorm(y[0]) - SquaredNorm(y[1])) / 2;
            yield return (LogRatio(Scale(sigma, z), y, prior, r * sigma, sigma) - (prior[0] - prior[1]), r * bounded);
        }
    }

    /// <summary>y_2 is y_1 mirrored at any hyperplane through x/alpha, which reaches every point at the same distance.</summary>
    class Tie(int d) : IIdentity
    {
        protected virtual T Share<T>(T first, T second) where T : IField<T> => first - second;

        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("x", d).Vector("y", d).Vector("u", d).Scalars("prior1", "prior2", "alpha", "sigma");

        public string Shapes => $"each pair of points at the same distance, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x = read.Vector(d), y = read.Vector(d), u = read.Vector(d), prior = read.Vector(2);
            (T alpha, T sigma) = (read.Scalar(), read.Scalar());
            T[] centre = Scale(1 / alpha, x), fromCentre = Subtract(y, centre);
            T[] mirrored = Add(centre, Subtract(fromCentre, Scale(2 * Dot(u, fromCentre) / SquaredNorm(u), u)));
            yield return (LogRatio(x, [y, mirrored], prior, alpha, sigma), Share(prior[0], prior[1]));
        }
    }

    /// <summary>sigma^2 (log-ratio - prior's) is minus half the difference of the squared distances, which does not depend on sigma.</summary>
    sealed class ToNearest(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("x", d).Matrix("y", 2, d).Scalars("prior1", "prior2", "alpha", "sigma");

        public string Shapes => $"each pair of points, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x = read.Vector(d);
            T[][] y = read.Matrix(2, d);
            T[] prior = read.Vector(2);
            (T alpha, T sigma) = (read.Scalar(), read.Scalar());
            T Distance(T[] point) => SquaredDistance(x, Scale(alpha, point));
            yield return (
                sigma.Squared() * (LogRatio(x, y, prior, alpha, sigma) - (prior[0] - prior[1])),
                (Distance(y[1]) - Distance(y[0])) / 2);
        }
    }
}
