using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E3.4", "The score's Jacobian is -I/sigma^2 + alpha^2 Cov_w/sigma^4, with eigenvalues in [-1/sigma^2, -1/sigma^2 + alpha^2 R^2/(4 sigma^4)], the lower end attained whenever d >= n.",
    Source = "EDM, arXiv:2206.00364, appendix B.3, differentiated; Popoviciu's inequality",
    Oracle = "the score differentiated by dual numbers, with its exponentials as free variables; the quadratic form along any direction u")]
public class E03JacobianOfTheScore
{
    [Identity]
    public IdentityOutcome Derivative_of_the_score() => Prove.Identity(new Jacobian(2, 1), new Jacobian(2, 2), new Jacobian(3, 2)) with
    {
        Trust = [FormalMixture<Rational>.Trust],
    };

    [Identity]
    public IdentityOutcome Its_covariance_is_that_of_the_denoiser() =>
        Prove.Identity(new DenoiserJacobian(2, 1), new DenoiserJacobian(2, 2), new DenoiserJacobian(3, 2)) with
        {
            Trust = [FormalMixture<Rational>.Trust],
        };

    [Identity]
    public IdentityOutcome Lower_end_attained_across_the_points() =>
        Prove.Identity(new Across(2, 2), new Across(2, 3), new Across(3, 3), new Across(3, 2)) with
        {
            Trust = ["where d >= n some u other than 0 is at right angles to the n - 1 differences of the points from the first, and so to all"],
        };

    [Certified]
    public CertifiedOutcome Lower_end_strict_on_the_line() => Certify.Positive(new StrictLowerEnd(), Line);

    [Certified]
    public CertifiedOutcome Upper_end_strict_on_the_line() => Certify.Positive(new StrictUpperEnd(), Line);

    static Box Line => Box.Of(
        ("x1", -0.25, 0.25), ("y11", -1.03125, -0.96875), ("y21", -0.125, -0.0625), ("y31", 0.96875, 1.03125), ("alpha", 0.75, 0.8125), ("sigma", 0.6875, 0.75));

    [Certificate]
    public CertificateOutcome No_eigenvalue_below_the_lower_end() => Prove.Certificate(new Lower(2, 2), new Lower(3, 2), new Lower(3, 3));

    [Certificate]
    public CertificateOutcome No_eigenvalue_above_the_upper_end() => Prove.Certificate(new Upper(2, 1), new Upper(2, 2), new Upper(3, 2), new Upper(2, 3));

    [Sampled]
    public SampledOutcome Tensor_Jacobian_is_the_Hessian(On on) => MixtureSlopesOnTensors.JacobianAgainstHessian(on);

    [Sampled]
    public SampledOutcome Eigenvalues_on_real_data(On on) => MixtureSlopesOnTensors.EigenvaluesOnRealData(on);

    [Refutes("the covariance over sigma^2 instead of sigma^4")]
    public RefutationOutcome The_covariance_needs_the_fourth_power() => Refute.Identity(new Jacobian(2, 1), new OverSigmaSquared());

    [Refutes("alpha left out of the mean")]
    public RefutationOutcome The_covariance_needs_alpha() => Refute.Identity(new Jacobian(2, 1), new WithoutAlpha());

    sealed class OverSigmaSquared() : Jacobian(2, 1)
    {
        protected override T[][] Of<T>(T[] weights, T[][] points, T alpha, T sigma) => Add(
            Scale(-1 / sigma.Squared(), Identity<T>(1)), Scale(alpha.Squared() / sigma.Squared(), MixtureAlgebra.Covariance(weights, points)));
    }

    sealed class WithoutAlpha() : Jacobian(2, 1)
    {
        protected override T[][] Of<T>(T[] weights, T[][] points, T alpha, T sigma) => MixtureAlgebra.ScoreJacobian(weights, points, T.One, sigma);
    }

    class Jacobian(int n, int d) : IIdentity
    {
        protected virtual T[][] Of<T>(T[] weights, T[][] points, T alpha, T sigma) where T : IField<T> =>
            MixtureAlgebra.ScoreJacobian(weights, points, alpha, sigma);

        public IReadOnlyList<string> Variables { get; } = FormalMixture<Rational>.Names(n, d);
        public string Shapes => $"n = {n} points with any prior, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var mixture = new FormalMixture<T>(new VariableReader<T>(values), n, d);
            T[][] jacobian = Of(mixture.Weights, mixture.Points, mixture.Alpha, mixture.Sigma);
            for (int k = 0; k < d; k++)
            {
                Dual<T>[] score = MixtureAlgebra.ScoreFromDenoiser(
                    FormalMixture<T>.Along(mixture.X, k),
                    MixtureAlgebra.Denoiser(mixture.WeightsAlong(k), FormalMixture<T>.Constants(mixture.Points)),
                    Dual<T>.Constant(mixture.Alpha),
                    Dual<T>.Constant(mixture.Sigma));
                for (int i = 0; i < d; i++) yield return (score[i].Slope, jacobian[i][k]);
            }
        }
    }

    /// <summary>alpha Cov_w/sigma^2 is the derivative of the weighted mean, and the covariance is the second moment less the mean's square.</summary>
    sealed class DenoiserJacobian(int n, int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalMixture<Rational>.Names(n, d);
        public string Shapes => $"n = {n} points with any prior, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var mixture = new FormalMixture<T>(new VariableReader<T>(values), n, d);
            T[] weights = mixture.Weights;
            T[][] jacobian = MixtureAlgebra.DenoiserJacobian(weights, mixture.Points, mixture.Alpha, mixture.Sigma);
            T[][] covariance = MixtureAlgebra.Covariance(weights, mixture.Points);
            T Mean(Func<T[], T> of) => weights.Zip(mixture.Points, (w, y) => w * of(y)).Sum();
            for (int k = 0; k < d; k++)
            {
                Dual<T>[] mean = MixtureAlgebra.Denoiser(mixture.WeightsAlong(k), FormalMixture<T>.Constants(mixture.Points));
                for (int i = 0; i < d; i++)
                {
                    yield return (mean[i].Slope, jacobian[i][k]);
                    yield return (covariance[i][k], Mean(y => y[i] * y[k]) - Mean(y => y[i]) * Mean(y => y[k]));
                }
            }
        }
    }

    /// <summary>
    /// J u + u/sigma^2 = alpha^2/sigma^4 sum_i w_i (y_i - D) sum_j w_j (y_i - y_j).u: nothing is left where u is at right angles to all differences.
    /// </summary>
    sealed class Across(int n, int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Matrix("y", n, d).Vector("v", n).Vector("u", d).Scalars("alpha", "sigma");

        public string Shapes => $"n = {n} points with any weights, d = {d}, any direction";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[][] points = read.Matrix(n, d);
            T[] v = read.Vector(n), u = read.Vector(d), weights = [.. v.Select(w => w / v.Sum())];
            (T alpha, T sigma) = (read.Scalar(), read.Scalar());
            T[] image = Multiply(MixtureAlgebra.ScoreJacobian(weights, points, alpha, sigma), u), mean = MixtureAlgebra.Denoiser(weights, points);
            for (int k = 0; k < d; k++)
            {
                T left = weights.Select((w, i) =>
                    w * (points[i][k] - mean[k]) * weights.Select((other, j) => other * Dot(Subtract(points[i], points[j]), u)).Sum()).Sum();
                yield return (image[k] - MixtureBounds.ScoreSlopeLower(sigma) * u[k], (alpha / sigma.Squared()).Squared() * left);
            }
        }
    }

    /// <summary>What both ends are written with: points, unnormalised weights, a direction u, and R.</summary>
    sealed record Parts<T>(T[][] Points, T[] Weights, T[] U, T Diameter, T Alpha, T Sigma) where T : IField<T>
    {
        public static VariableNames Names(int n, int d) =>
            new VariableNames().Matrix("y", n, d).Vector("v", n).Vector("u", d).Scalars("R", "alpha", "sigma");

        public static Parts<T> Read(IReadOnlyList<T> values, int n, int d)
        {
            var read = new VariableReader<T>(values);
            return new(read.Matrix(n, d), read.Vector(n), read.Vector(d), read.Scalar(), read.Scalar(), read.Scalar());
        }

        public T[] Normalised => [.. Weights.Select(v => v / Weights.Sum())];
        public T[] Shadows => [.. Points.Select(y => Dot(U, y))];
        public T MeanShadow => Dot(Normalised, Shadows);
        public T Slope => Dot(U, Multiply(MixtureAlgebra.ScoreJacobian(Normalised, Points, Alpha, Sigma), U));
    }

    static string Weight(int i) => $"weight {i + 1}";

    /// <summary>u.Ju + |u|^2/sigma^2 = alpha^2/sigma^4 times the variance of u.y.</summary>
    sealed class Lower(int n, int d) : ICertificate
    {
        // R does not enter the lower end, hence is no variable of it: its place is filled by alpha.
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("y", n, d).Vector("v", n).Vector("u", d).Scalars("alpha", "sigma");
        public string Shapes => $"n = {n} points with any weights, d = {d}, any direction";

        Parts<T> Read<T>(IReadOnlyList<T> x) where T : IField<T> => Parts<T>.Read([.. x.SkipLast(2), x[^2], x[^2], x[^1]], n, d);

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            Read(x).Weights.Select((v, i) => (v, i)).ToDictionary(p => Weight(p.i), p => p.v);

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Parts<T> p = Read(x);
            return p.Slope - MixtureBounds.ScoreSlopeLower(p.Sigma) * SquaredNorm(p.U);
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            Parts<T> p = Read(x);
            NonNegative<T> total = Total(given, n);
            return NonNegative<T>.Square(p.Alpha / p.Sigma.Squared())
                * Sum(n, i => given[Weight(i)] / total * NonNegative<T>.Square(p.Shadows[i] - p.MeanShadow));
        }
    }

    /// <summary>
    /// With M and m the largest and least of the shadows s_i = u.y_i, which without loss of generality are those of the first and
    /// the last point, and mu their mean: R^2 |u|^2/4 - Var = sum_i w_i (M - s_i)(s_i - m) + ((M + m)/2 - mu)^2 + (R^2 |u|^2 - (M - m)^2)/4,
    /// and the last is |u|^2 times the slack of R plus Lagrange's squares.
    /// </summary>
    sealed class Upper(int n, int d) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = Parts<Rational>.Names(n, d);
        public string Shapes => $"n = {n} points with any weights, d = {d}, any direction";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Parts<T> p = Parts<T>.Read(x, n, d);
            var given = new Dictionary<string, T> { [Slack] = p.Diameter.Squared() - SquaredDistance(p.Points[0], p.Points[^1]) };
            for (int i = 0; i < n; i++) given[Weight(i)] = p.Weights[i];
            for (int i = 1; i < n - 1; i++)
            {
                given[BelowMost(i)] = p.Shadows[0] - p.Shadows[i];
                given[AboveLeast(i)] = p.Shadows[i] - p.Shadows[^1];
            }
            return given;
        }

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Parts<T> p = Parts<T>.Read(x, n, d);
            return MixtureBounds.ScoreSlopeUpper(p.Alpha, p.Sigma, p.Diameter.Squared()) * SquaredNorm(p.U) - p.Slope;
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            Parts<T> p = Parts<T>.Read(x, n, d);
            NonNegative<T> total = Total(given, n), four = NonNegative<T>.Of(4);
            T[] apart = Subtract(p.Points[0], p.Points[^1]);
            NonNegative<T> inside = Sum(n, i => i == 0 || i == n - 1
                ? NonNegative<T>.Of(0)
                : given[Weight(i)] / total * given[BelowMost(i)] * given[AboveLeast(i)]);
            NonNegative<T> lagrange = Sum(d, i => Sum(i, j => NonNegative<T>.Square(p.U[i] * apart[j] - p.U[j] * apart[i])));
            NonNegative<T> squaredU = Sum(d, i => NonNegative<T>.Square(p.U[i]));
            return NonNegative<T>.Square(p.Alpha / p.Sigma.Squared())
                * (inside + NonNegative<T>.Square((p.Shadows[0] + p.Shadows[^1]) / 2 - p.MeanShadow) + (squaredU * given[Slack] + lagrange) / four);
        }

        string Slack => $"R^2 - |y_1 - y_{n}|^2";

        static string BelowMost(int i) => $"u.y_1 - u.y_{i + 1}";

        string AboveLeast(int i) => $"u.y_{i + 1} - u.y_{n}";
    }

    static NonNegative<T> Sum<T>(int count, Func<int, NonNegative<T>> term) where T : IField<T> =>
        Enumerable.Range(0, count).Select(term).Aggregate(NonNegative<T>.Of(0), (a, b) => a + b);

    static NonNegative<T> Total<T>(IReadOnlyDictionary<string, NonNegative<T>> given, int n) where T : IField<T> =>
        Sum(n, i => given[Weight(i)]);
}
