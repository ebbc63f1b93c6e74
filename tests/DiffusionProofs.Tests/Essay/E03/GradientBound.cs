using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E3.3", "No weight changes faster than |grad w_i| <= alpha R w_i (1 - w_i)/sigma^2 <= alpha R/(4 sigma^2), R the diameter of the data; two points attain it where both weights are 1/2.",
    Source = "derived here from grad w_i = w_i alpha (y_i - D)/sigma^2",
    Oracle = "the gradient's own formula; both sides squared")]
public class E03GradientBound
{
    [Certificate]
    public CertificateOutcome Distance_from_the_mean() => Prove.Certificate(new DistanceFromTheMean(2, 2), new DistanceFromTheMean(3, 2), new DistanceFromTheMean(4, 1));

    [Certificate]
    public CertificateOutcome A_weight_times_the_rest_is_at_most_a_quarter() => Prove.Certificate(new Quarter());

    [Certified]
    public CertifiedOutcome Strict_for_three_points() => Certify.Positive(new StrictGradientBound(1), Box.Of(
        ("x1", -0.25, 0.25), ("y11", -1.03125, -0.96875), ("y21", -0.125, -0.0625), ("y31", 0.96875, 1.03125), ("alpha", 0.75, 0.8125), ("sigma", 0.6875, 0.75)));

    [Identity]
    public IdentityOutcome Two_points_attain_it() => Prove.Identity(new TwoPoints(1), new TwoPoints(3));

    [Sampled]
    public SampledOutcome On_real_data(On on) => MixtureSlopesOnTensors.GradientBoundOnRealData(on);

    [Refutes("a bound by sigma instead of sigma^2")]
    public RefutationOutcome The_bound_needs_the_square() => Refute.Identity(new TwoPoints(1), new BySigma());

    [Refutes("1/2 for the largest w (1 - w)")]
    public RefutationOutcome The_quarter_is_no_half() => Refute.Identity(new TwoPoints(1), new HalfForAQuarter());

    sealed class BySigma() : TwoPoints(1)
    {
        protected override T Largest<T>(T alpha, T sigma) => alpha / (4 * sigma);
    }

    sealed class HalfForAQuarter() : TwoPoints(1)
    {
        protected override T Largest<T>(T alpha, T sigma) => alpha / (2 * sigma.Squared());
    }

    /// <summary>
    /// (alpha R w_1 (1 - w_1)/sigma^2)^2 - |grad w_1|^2 = (alpha w_1/sigma^2)^2 sum_{j,k > 1} w_j w_k (R^2 - d_j.d_k) with d_j = y_1 - y_j,
    /// and R^2 - d_j.d_k is half the sum of the slacks R^2 - |d_j|^2, R^2 - |d_k|^2 and of |d_j - d_k|^2.
    /// </summary>
    sealed class DistanceFromTheMean(int n, int d) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Matrix("y", n, d).Vector("v", n).Scalars("R", "alpha", "sigma");

        public string Shapes => $"n = {n} points with any weights, d = {d}";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            Parts<T> p = Read(values);
            var given = new Dictionary<string, T>();
            for (int i = 0; i < n; i++) given[Weight(i)] = p.Weights[i];
            for (int j = 1; j < n; j++) given[Slack(j)] = p.Diameter.Squared() - SquaredNorm(p.FromFirst(j));
            return given;
        }

        public T Gap<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            Parts<T> p = Read(values);
            T bound = MixtureBounds.WeightGradient(p.Normalised[0], p.Alpha, p.Sigma, p.Diameter);
            T[] gradient = MixtureAlgebra.WeightGradients(p.Normalised, p.Points, p.Alpha, p.Sigma)[0];
            return bound.Squared() - SquaredNorm(gradient);
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> values, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            Parts<T> p = Read(values);
            NonNegative<T> sum = NonNegative<T>.Of(0), two = NonNegative<T>.Of(2);
            for (int j = 1; j < n; j++)
                for (int k = 1; k < n; k++)
                {
                    NonNegative<T> apart = Subtract(p.FromFirst(j), p.FromFirst(k)).Select(NonNegative<T>.Square).Aggregate((a, b) => a + b);
                    sum += given[Weight(j)] * given[Weight(k)] * (given[Slack(j)] + given[Slack(k)] + apart) / two;
                }
            // The v are unnormalised: each weight is v / total.
            return NonNegative<T>.Square(p.Normalised[0] * p.Alpha / p.Sigma.Squared()) * sum / NonNegative<T>.Square(p.Weights.Sum());
        }

        static string Weight(int i) => $"weight {i + 1}";

        static string Slack(int j) => $"R^2 - |y_1 - y_{j + 1}|^2";

        Parts<T> Read<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            return new(read.Matrix(n, d), read.Vector(n), read.Scalar(), read.Scalar(), read.Scalar());
        }

        sealed record Parts<T>(T[][] Points, T[] Weights, T Diameter, T Alpha, T Sigma) where T : IField<T>
        {
            public T[] Normalised => [.. Weights.Select(v => v / Weights.Sum())];

            public T[] FromFirst(int j) => Subtract(Points[0], Points[j]);
        }
    }

    /// <summary>1/4 - w (1 - w) = (w - 1/2)^2, times alpha R/sigma^2.</summary>
    sealed class Quarter : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = ["w", "R", "alpha", "sigma"];
        public string Shapes => "any weight";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["R"] = x[1], ["alpha"] = x[2] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            MixtureBounds.WeightGradient(x[2], x[3], x[1]) - MixtureBounds.WeightGradient(x[0], x[2], x[3], x[1]);

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            given["alpha"] * given["R"] / NonNegative<T>.Square(x[3]) * NonNegative<T>.Square(x[0] - T.One / T.From(2));
    }

    /// <summary>With two points the first inequality is an equality, and with both weights 1/2 the second is one.</summary>
    class TwoPoints(int d) : IIdentity
    {
        /// <summary>The bound for R = 1.</summary>
        protected virtual T Largest<T>(T alpha, T sigma) where T : IField<T> => MixtureBounds.WeightGradient(alpha, sigma, T.One);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("y", 2, d).Scalars("w", "alpha", "sigma");
        public string Shapes => $"n = 2, d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[][] points = read.Matrix(2, d);
            (T w, T alpha, T sigma) = (read.Scalar(), read.Scalar(), read.Scalar());
            T squaredDiameter = SquaredDistance(points[0], points[1]), half = T.One / T.From(2);
            T SquaredGradient(T weight) => SquaredNorm(MixtureAlgebra.WeightGradients([weight, 1 - weight], points, alpha, sigma)[0]);

            // Equal priors: both weights are 1/2 at alpha times the midpoint.
            T[] logWeights = MixtureFormulas.LogWeightsByDistance(
                Scale(alpha / 2, Add(points[0], points[1])), points, MixtureFormulas.UniformLogPrior<T>(2), alpha, sigma);
            yield return (logWeights[0], logWeights[1]);
            yield return (SquaredGradient(w), MixtureBounds.WeightGradient(w, alpha, sigma, T.One).Squared() * squaredDiameter);
            yield return (SquaredGradient(half), Largest(alpha, sigma).Squared() * squaredDiameter);
        }
    }
}
