using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E5.1", "For two equal points +-a the largest slope of the score is a^2/sigma^4 - 1/sigma^2, at the midpoint, and it diverges as sigma falls to 0.",
    Source = "the Jacobian of E3.4 for two points",
    Oracle = "weights that the distances give in the middle; any weights for the upper bound")]
public class E05TwoPoints
{
    [Identity]
    public IdentityOutcome In_the_middle() => Prove.Identity(new Middle());

    [Certificate]
    public CertificateOutcome Nowhere_larger() => Prove.Certificate(new Largest());

    [Certificate]
    public CertificateOutcome Diverges() => Prove.Certificate(new Grows());

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, from sigma in new[] { 0.125, 0.5, 0.75 } from x in new[] { 0, 0.03125, -0.75 } select (sigma, x), (row, _) =>
        {
            var at = new MixtureCase([[-1], [1]], null, [row.x], 1, row.sigma);
            using DataMixture mixture = at.Mixture(on);
            double slope = mixture.ScoreJacobian(at.Query(on), 1, row.sigma).to(torch.float64).item<double>(), error = MixtureSlopesOnTensors.JacobianError(mixture, at, on);
            double largest = Math.Pow(row.sigma, -4) - Math.Pow(row.sigma, -2);
            return row.x == 0
                ? [Compare.Within("slope in the middle", largest, slope, error)]
                : [Compare.AtMost("slope elsewhere", largest, slope, error)];
        },
        "R^2/sigma^4 (2 e + (N + 8) u) + 4 u/sigma^2, e MixtureAccuracy's relative error of a weight", "points -1 and 1", "sigma = 1/8..3/4, x = 0, 1/32, -3/4");

    [Refutes("a^2/sigma^2 - 1/sigma^2: the fourth power is missing")]
    public RefutationOutcome The_fourth_power() => Refute.Identity(new Middle(), new BySquare());

    [Refutes("the largest slope looked for at a data point")]
    public RefutationOutcome Not_at_a_data_point() => Refute.AtWitness("a = 1, sigma = 1/2: x = 0 against x = 1",
        () => [Reaches(0)], () => [Reaches(1)]);

    static Decision Reaches(int x)
    {
        BigReal half = BigReal.One / 2;
        BigReal slope = MixtureFormulas.ScoreJacobian([x], [[BigReal.From(-1)], [1]], MixtureFormulas.UniformLogPrior<BigReal>(2), 1, half)[0][0];
        return Decide.That("slope, 12", slope.Overlaps(12), $"{(double)slope}");
    }

    static T Slope<T>(T a, T sigma) where T : IField<T> => a.Squared() / sigma.Squared().Squared() - 1 / sigma.Squared();

    sealed class BySquare : Middle
    {
        protected override T Expected<T>(T a, T sigma) => a.Squared() / sigma.Squared() - 1 / sigma.Squared();
    }

    class Middle : IIdentity
    {
        public IReadOnlyList<string> Variables => ["a", "sigma"];
        public string Shapes => "two points";

        protected virtual T Expected<T>(T a, T sigma) where T : IField<T> => Slope(a, sigma);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T a, T sigma, T half) = (x[0], x[1], T.One / T.From(2));
            T[] logs = MixtureFormulas.LogWeightsByDistance([T.Zero], [[-a], [a]], MixtureFormulas.UniformLogPrior<T>(2), T.One, sigma);
            yield return (logs[0], logs[1]);
            yield return (MixtureAlgebra.ScoreJacobian([half, half], [[-a], [a]], T.One, sigma)[0][0], Expected(a, sigma));
        }
    }

    sealed class Largest : ICertificate
    {
        public IReadOnlyList<string> Variables => ["a", "sigma", "w"];
        public string Shapes => "two points, any weights";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T>();

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            Slope(x[0], x[1]) - MixtureAlgebra.ScoreJacobian([x[2], 1 - x[2]], [[-x[0]], [x[0]]], T.One, x[1])[0][0];

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            NonNegative<T>.Square(MixtureAlgebra.Denoiser([x[2], 1 - x[2]], [[-x[0]], [x[0]]])[0] / x[1].Squared());
    }

    /// <summary>From sigma^2 = a^2/2 down the slope is at least a^2/(2 sigma^4).</summary>
    sealed class Grows : ICertificate
    {
        public IReadOnlyList<string> Variables => ["a", "sigma"];
        public string Shapes => "two points";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["a^2/2 - sigma^2"] = x[0].Squared() / 2 - x[1].Squared() };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => Slope(x[0], x[1]) - x[0].Squared() / (2 * x[1].Squared().Squared());

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            given["a^2/2 - sigma^2"] * NonNegative<T>.Square(1 / x[1].Squared());
    }
}

[Claim("E5.2", "For any finite set of distinct points of equal weight the score's slope halfway between its closest points, along them, is a^2/sigma^4 - 1/sigma^2 up to a relative (n - 2) (R/a)^2 exp(-a^2/sigma^2), a half their distance, R the diameter: the largest slope diverges.",
    Source = "derived here: a third point is at least sqrt(3) a from the midpoint",
    Refined = "that slope is a lower bound of the largest, not the largest: on the line 0, 2, 10 have a larger one between 2 and 10 (half the widest gap counts), and the corners of a regular pentagon one of R_c^2/2 = 1.45 a^2 over sigma^4 at their centre, a half the side",
    Oracle = "the distances' own identity; slopes in sixty digits; the digits")]
public class E05AnyFiniteSet
{
    [Certificate]
    public CertificateOutcome Third_points_are_farther() => Prove.Certificate(new Farther(2), new Farther(3));

    [Certificate]
    public CertificateOutcome Slope_along_the_closest_pair() => Prove.Certificate(new Along(3, 2), new Along(4, 1));

    [Exact]
    public ExactOutcome Asymptotically() => Exact.Rows(from set in Sets from k in new[] { 2, 3, 4 } select (set, k), row =>
        {
            BigReal[][] points = Lift(row.set);
            BigReal squared = SquaredDistance(points[0], points[1]) / 4, sigma = BigReal.Sqrt(squared) / row.k;
            BigReal relative = sigma.Squared().Squared() * (SlopeAlong(points, Midpoint(points), sigma) + 1 / sigma.Squared()) / squared - 1;
            BigReal diameter = points.SelectMany(p => points.Select(q => SquaredDistance(p, q))).Aggregate((a, b) => BigReal.CertainlyLess(a, b) ? b : a);
            BigReal bound = (points.Length - 2) * diameter / squared * BigReal.Exp(-squared / sigma.Squared());
            return [Decide.That("relative difference within the bound", BigReal.CertainlyLess(-bound, relative) && BigReal.CertainlyLess(relative, bound), $"{(double)relative}, bound {(double)bound}")];
        }, "3 to 5 points in d = 1, 2", "sigma = a/2, a/3, a/4");

    [Exact]
    public ExactOutcome The_corners_of_a_pentagon() => Exact.Rows([2, 4, 8], k =>
        {
            BigReal[][] corners = [.. Enumerable.Range(0, 5).Select(i => new[] { BigReal.Cos(2 * i * BigReal.Pi / 5), BigReal.Sin(2 * i * BigReal.Pi / 5) })];
            BigReal squared = SquaredDistance(corners[0], corners[1]) / 4, sigma = BigReal.One / k;
            BigReal slope = SlopeAlong(corners, [0, 0], sigma), ofThePair = squared / sigma.Squared().Squared() - 1 / sigma.Squared();
            return
            [
                Decide.That("slope at the centre above that of the closest pair", BigReal.CertainlyLess(ofThePair, slope), $"{(double)slope}, pair {(double)ofThePair}"),
                Decide.That("half the squared radius over sigma^4, less 1/sigma^2", (slope + 1 / sigma.Squared()).Overlaps(1 / (2 * sigma.Squared().Squared())), $"{(double)slope}"),
            ];
        }, "n = 5, d = 2, radius 1", "sigma = 1/2, 1/4, 1/8");

    [Sampled(Float64Only = true, Reason = "R^2 is 40 times a^2 and more, so that float32's rounding of the Jacobian hides what is compared")]
    public SampledOutcome On_the_digits(On on) => Sample.Rows(on, [2.0, 1, 0.5], (sigma, _) =>
        {
            DigitsMixture digits = DigitsMixture.Of(on);
            using DataMixture mixture = digits.Mixture;
            double a = digits.LeastDistance / 2, largest = a * a / Math.Pow(sigma, 4) - 1 / (sigma * sigma);
            torch.Tensor jacobian = mixture.ScoreJacobian(digits.Midpoint, 1, sigma)[0];
            double slope = digits.Direction.unsqueeze(0).mm(jacobian.mm(digits.Direction.unsqueeze(1))).item<double>();
            double rest = digits.WeightBesideThePair(sigma), spread = mixture.Diameter / (sigma * sigma);
            // Each entry is off by so much, and |u_1| + ... + |u_64| is at most 8.
            double rounding = 64 * MixtureSlopesOnTensors.JacobianError(mixture, new MixtureCase(DigitsMixture.Points, null, Compare.Values(digits.Midpoint), 1, sigma), on);
            return [Compare.Within("slope along the closest pair", largest, slope, spread * spread * rest + rounding)];
        },
        "R^2/sigma^4 times the weight of all other points at the midpoint, by exact distances; and d times R^2/sigma^4 (2 e + (N + 8) u) + 4 u/sigma^2, e MixtureAccuracy's relative error of a weight", "n = 1797, d = 64", "the closest two digits, sigma = 2, 1, 1/2");

    [Refutes("half the least distance for the largest slope of any set")]
    public RefutationOutcome Only_a_lower_bound()
    {
        BigReal[][] points = [[0], [2], [10]];
        BigReal half = BigReal.One / 2, slope = SlopeAlong([points[1], points[2], points[0]], [6], half);
        Decision AtMost(BigReal squared) => Decide.That("slope at 6", !BigReal.CertainlyLess(squared / half.Squared().Squared() - 1 / half.Squared(), slope), $"{(double)slope}");
        return Refute.AtWitness("points 0, 2, 10, sigma = 1/2, x = 6: R^2/4 against half the least distance", () => [AtMost(25)], () => [AtMost(1)]);
    }

    static readonly double[][][] Sets =
    [
        [[0], [2], [5]], [[0], [1], [-2], [4]], [[0, 0], [2, 0], [1, 1.75]], [[0.5, 0], [-0.5, 1], [2, 2], [-2, -1], [0, 4]],
    ];

    static BigReal[][] Lift(double[][] points) => [.. points.Select(p => p.Select(BigReal.FromDouble).ToArray())];

    static BigReal[] Midpoint(BigReal[][] points) => Scale(BigReal.One / 2, Add(points[0], points[1]));

    /// <summary>Along the line through the first two points.</summary>
    static BigReal SlopeAlong(BigReal[][] points, BigReal[] x, BigReal sigma)
    {
        BigReal[] u = Subtract(points[0], points[1]);
        BigReal[][] jacobian = MixtureFormulas.ScoreJacobian(x, points, MixtureFormulas.UniformLogPrior<BigReal>(points.Length), 1, sigma);
        return Dot(u, Multiply(jacobian, u)) / SquaredNorm(u);
    }

    /// <summary>|m - y_3|^2 = (|y_1 - y_3|^2 + |y_2 - y_3|^2)/2 - a^2 &gt;= 3 a^2.</summary>
    sealed class Farther(int d) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("y", 3, d);
        public string Shapes => $"d = {d}";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] y = new VariableReader<T>(x).Matrix(3, d);
            T least = SquaredDistance(y[0], y[1]);
            return new Dictionary<string, T> { ["from 1"] = SquaredDistance(y[0], y[2]) - least, ["from 2"] = SquaredDistance(y[1], y[2]) - least };
        }

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] y = new VariableReader<T>(x).Matrix(3, d);
            return SquaredDistance(Scale(T.One / T.From(2), Add(y[0], y[1])), y[2]) - 3 * SquaredDistance(y[0], y[1]) / 4;
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            (given["from 1"] + given["from 2"]) / NonNegative<T>.Of(2);
    }

    /// <summary>With equal weights w of the pair, and u its difference: u.Ju + |u|^2/sigma^2 &gt;= 2 w (|u|^2/2)^2/sigma^4, by what the others add.</summary>
    sealed class Along(int n, int d) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("y", n, d).Vector("v", n - 1).Scalars("sigma");
        public string Shapes => $"n = {n}, d = {d}, any weights, those of the pair equal";

        (T[][] Points, T[] Mass, T[] U, T Sigma) Read<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] points = read.Matrix(n, d);
            T[] v = read.Vector(n - 1);
            return (points, [v[0], .. v], Subtract(points[0], points[1]), read.Scalar());
        }

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            Read(x).Mass.Skip(1).Select((v, i) => (v, i)).ToDictionary(p => $"v{p.i + 1}", p => p.v);

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T[][] points, T[] mass, T[] u, T sigma) = Read(x);
            T[] weights = [.. mass.Select(v => v / mass.Sum())];
            T slope = Dot(u, Multiply(MixtureAlgebra.ScoreJacobian(weights, points, T.One, sigma), u));
            return slope + SquaredNorm(u) / sigma.Squared() - 2 * weights[0] * (SquaredNorm(u) / 2 / sigma.Squared()).Squared();
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            (T[][] points, T[] mass, T[] u, T sigma) = Read(x);
            T[] shadows = [.. points.Select(y => Dot(u, y) / sigma.Squared())];
            T mean = Dot([.. mass.Select(v => v / mass.Sum())], shadows);
            NonNegative<T>[] v = [.. Enumerable.Range(0, n).Select(i => given[$"v{Math.Max(i, 1)}"])];
            NonNegative<T> total = v.Aggregate((a, b) => a + b);
            NonNegative<T> others = Enumerable.Range(2, n - 2).Select(i => v[i] / total * NonNegative<T>.Square(shadows[i] - mean)).Aggregate((a, b) => a + b);
            return NonNegative<T>.Of(2) * v[0] / total * NonNegative<T>.Square((shadows[0] + shadows[1]) / 2 - mean) + others;
        }
    }
}
