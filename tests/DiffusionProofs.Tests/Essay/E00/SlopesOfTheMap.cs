using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E0.3", "For two equal points +-a the limit map has its largest slope in the middle, T'(0) = sigma exp(a^2/(2 sigma^2)), and it diverges as sigma falls to 0.",
    Source = "derived here: T' = phi(z)/f(x), and along a path the logarithm of the slope grows by Var_w/s^3 - 1/s for each ds that sigma falls",
    Oracle = "the density at the midpoint; the flow's own slope in closed form; slopes elsewhere through enclosed quantiles")]
public class E00TwoPoints
{
    [Identity]
    public IdentityOutcome Both_exponents_in_the_middle() => Prove.Identity(new Exponents());

    [Exact]
    public ExactOutcome Slope_in_the_middle() => Exact.Rows(Rows(), row => [InTheMiddle(row, ExactFlows.TwoPointsLimitSlope(row.A, row.Sigma))],
        "two points", "a = 1/2, 1, 3, sigma from a/8 to 2 a", ["balls of sixty digits that overlap are taken for equal"]);

    [Certificate]
    public CertificateOutcome No_posterior_variance_is_larger_than_in_the_middle() => Prove.Certificate(new LargestVariance()) with
    {
        Trust = ["the slope of a flow along a path is the exponential of the integral of its velocity's slope, (1 - Var_w/s^2)/s", "x = 0 is a path by symmetry"],
    };

    [Exact]
    public ExactOutcome The_integral_along_the_middle() => Exact.Rows(Rows(), row =>
        {
            BigReal from = 4 * row.A;
            BigReal slope = Derivative.Of(s => ExactFlows.TwoPointsLogSlope(RealDual<BigReal>.Constant(row.A), RealDual<BigReal>.Constant(from), s), row.Sigma);
            BigReal flow = 1 / row.Sigma - row.A.Squared() / (row.Sigma.Squared() * row.Sigma);
            BigReal log = BigReal.Log(Density(from, row.A) / Density(row.Sigma, row.A));
            return
            [
                Decide.That("slope of the log-slope", slope.Overlaps(flow), $"{(double)slope}, where the velocity has {(double)flow}"),
                Decide.That("log of f_S(0)/f_sigma(0)", log.Overlaps(ExactFlows.TwoPointsLogSlope(row.A, from, row.Sigma)), $"{(double)log}"),
            ];
        }, "two points", "from S = 4 a", ["balls of sixty digits that overlap are taken for equal"]);

    [Exact]
    public ExactOutcome Smaller_elsewhere() => Exact.Rows(from row in Rows() from z in new[] { -1.5, 0.0625, 0.75 } select (row, z), at =>
        {
            BigReal z = BigReal.FromDouble(at.z);
            BigReal[] points = [-at.row.A, at.row.A], prior = [BigReal.One / 2, BigReal.One / 2];
            BigReal slope = QuantileFormulas.Slope(z, QuantileEnclosure.AtNormal(z, points, prior, 1, at.row.Sigma), points, prior, 1, at.row.Sigma);
            return [Decide.That("slope below the middle's", BigReal.CertainlyLess(slope, ExactFlows.TwoPointsLimitSlope(at.row.A, at.row.Sigma)), $"{(double)slope}")];
        }, "two points", "z = -3/2, 1/16, 3/4");

    [Certificate]
    public CertificateOutcome Diverges() => Prove.Certificate(new Grows()) with { Trust = ["exp(u) >= 1 + u + u^2/2 for u >= 0"] };

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, new[] { 0.25, 0.375, 0.75, 1.5 }, (sigma, _) =>
        {
            torch.Tensor slope = QuantileMap.Of(on.Tensor([0.0]), on.Tensor([-1.0, 1.0]), null, 1, sigma).Slope;
            double expected = (double)ExactFlows.TwoPointsLimitSlope<BigReal>(1, BigReal.FromDouble(sigma)), u = Math.ScaleB(1, -53);
            double shift = 16 * u * expected / (sigma * sigma);
            return [Compare.Within("slope", expected, slope.to(torch.float64).item<double>(), expected * (16 * u * (1 + 1 / (sigma * sigma)) + shift * shift + on.Ulp(1)))];
        },
        "16 u (1 + a^2/sigma^2), an exponential of a rounded argument; (16 u T'/sigma^2)^2, x off by 16 u T' where the density is flat; and the dtype's own rounding",
        "points -1 and 1", "sigma = 1/4..3/2, z = 0");

    [Refutes("exp(a^2/sigma^2): the half in the exponent is missing")]
    public RefutationOutcome The_exponent_has_a_half() => Refute.AtWitness("a = 1, sigma = 1/2",
        () => [InTheMiddle(Witness, ExactFlows.TwoPointsLimitSlope(Witness.A, Witness.Sigma))],
        () => [InTheMiddle(Witness, FlowMistakes.TwoPointsSlopeWithoutHalf(Witness.A, Witness.Sigma))]);

    static Row Witness => new(1, BigReal.One / 2);

    readonly record struct Row(BigReal A, BigReal Sigma)
    {
        public override string ToString() => FormattableString.Invariant($"a = {(double)A}, sigma = {(double)Sigma}");
    }

    static IEnumerable<Row> Rows() =>
        from a in new[] { 0.5, 1, 3 } from ratio in new[] { 0.125, 0.375, 0.75, 2 } select new Row(BigReal.FromDouble(a), BigReal.FromDouble(a * ratio));

    static BigReal Density(BigReal sigma, BigReal a) =>
        QuantileFormulas.Density(0, [-a, a], [BigReal.One / 2, BigReal.One / 2], 1, sigma);

    static Decision InTheMiddle(Row row, BigReal received)
    {
        BigReal expected = 1 / (BigReal.Sqrt(2 * BigReal.Pi) * Density(row.Sigma, row.A));
        return Decide.That("slope at 0", received.Overlaps(expected), $"{(double)received}, where phi(0)/f(0) is {(double)expected}");
    }

    sealed class Exponents : IIdentity
    {
        public IReadOnlyList<string> Variables => ["a", "sigma"];
        public string Shapes => "two points";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] logs = MixtureFormulas.LogWeightsByDistance([T.Zero], [[-x[0]], [x[0]]], MixtureFormulas.UniformLogPrior<T>(2), T.One, x[1]);
            yield return (logs[0], -x[0].Squared() / (2 * x[1].Squared()));
            yield return (logs[1], -x[0].Squared() / (2 * x[1].Squared()));
        }
    }

    /// <summary>a^2 - Var_w = D^2 for any weights on +-a; in the middle D = 0.</summary>
    sealed class LargestVariance : ICertificate
    {
        public IReadOnlyList<string> Variables => ["a", "w"];
        public string Shapes => "two points, any weights";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T>();

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            x[0].Squared() - MixtureAlgebra.Covariance([x[1], 1 - x[1]], [[-x[0]], [x[0]]])[0][0];

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            NonNegative<T>.Square(MixtureAlgebra.Denoiser([x[1], 1 - x[1]], [[-x[0]], [x[0]]])[0]);
    }

    /// <summary>sigma (1 + u + u^2/2) with u = a^2/(2 sigma^2) is at least a^4/(8 sigma^3), which has no bound.</summary>
    sealed class Grows : ICertificate
    {
        public IReadOnlyList<string> Variables => ["a", "sigma"];
        public string Shapes => "two points";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T> { ["sigma"] = x[1] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T u = x[0].Squared() / (2 * x[1].Squared());
            return x[1] * (1 + u + u.Squared() / 2) - x[0].Squared().Squared() / (8 * x[1].Squared() * x[1]);
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            given["sigma"] * (NonNegative<T>.Of(1) + NonNegative<T>.Square(x[0] / x[1]) / NonNegative<T>.Of(2));
    }
}

[Claim("E0.4", "For any data set on the line with two distinct points the largest slope of the limit map diverges: in the middle of a gap g it is at least min(P_left, P_right) sigma exp(g^2/(8 sigma^2)).",
    Source = "derived here: f(m) <= exp(-g^2/(8 sigma^2))/(sigma sqrt(2 pi)) and phi(z) >= sqrt(2/pi) min(F(m), 1 - F(m)), each side having half its mass beyond m",
    Oracle = "the slope through the enclosed normal quantile of F(m)")]
public class E00AnyDataOnTheLine
{
    [Exact]
    public ExactOutcome In_the_middle_of_every_gap() => Exact.Rows(Rows(), row => [AtLeast(row, 8)],
        "2 to 4 points with unequal weights, every gap", "sigma = 1/8..2", ["balls of sixty digits"]);

    [Certificate]
    public CertificateOutcome Density_in_a_gap() => Prove.Certificate(new KernelsInAGap(2), new KernelsInAGap(4));

    [Certified]
    public CertifiedOutcome Normal_density_over_its_tail() => Certify.Positive(new Hazard(), Box.Of(("z", 0.015625, 4))) with
    {
        Trust = ["beyond z = 4, Phi(-z) < phi(z)/z (Mills); below z = 1/64 the gap is 0 at 0 and rises, its slope being sqrt(2/pi) exp(-z^2/2) - z exp(-z^2/2)"],
    };

    [Refutes("the gap in the place of half of it: exp(g^2/(2 sigma^2))")]
    public RefutationOutcome Half_the_gap() => Refute.AtWitness("points -1 and 1, sigma = 1/2", () => [AtLeast(Witness, 8)], () => [AtLeast(Witness, 2)]);

    static Row Witness => new(LineData.Sets[0], 0, 0.5);

    sealed record Row(LineData Data, int Gap, double Sigma);

    static IEnumerable<Row> Rows() =>
        from data in LineData.Sets
        from gap in Enumerable.Range(0, data.Points.Length - 1)
        from sigma in new[] { 0.125, 0.375, 2 }
        select new Row(data, gap, sigma);

    /// <param name="divisor">8: the bound; with 2 it is that of a gap twice as wide.</param>
    static Decision AtLeast(Row row, int divisor)
    {
        using IDisposable digits = BigReal.WithPrecision(240);
        BigReal[] points = row.Data.In<BigReal>(), prior = row.Data.Prior<BigReal>();
        BigReal sigma = BigReal.FromDouble(row.Sigma), middle = (points[row.Gap] + points[row.Gap + 1]) / 2, gap = points[row.Gap + 1] - points[row.Gap];
        BigReal z = QuantileEnclosure.At(QuantileFormulas.Distribution(middle, points, prior, 1, sigma), [0], [1], 1, 1);
        BigReal slope = QuantileFormulas.Slope(z, middle, points, prior, 1, sigma);
        BigReal left = prior.Take(row.Gap + 1).Sum(), least = BigReal.CertainlyLess(left, 1 - left) ? left : 1 - left;
        BigReal bound = least * sigma * BigReal.Exp(gap.Squared() / (divisor * sigma.Squared()));
        return Decide.That("slope above the bound", BigReal.CertainlyLess(bound, slope), $"{(double)slope}, bound {(double)bound}");
    }

    /// <summary>E - sum_i w_i e_i for kernels e_i &lt;= E = exp(-g^2/(8 sigma^2)), since no point is nearer than g/2.</summary>
    sealed class KernelsInAGap(int n) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("E").Vector("v", n).Vector("e", n);
        public string Shapes => $"n = {n} points with any prior";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => Enumerable.Range(1, n)
            .SelectMany(i => new[] { ($"v{i}", x[i]), ($"E - e{i}", x[0] - x[n + i]) }).ToDictionary(p => p.Item1, p => p.Item2);

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T total = x.Skip(1).Take(n).Sum();
            return x[0] - Enumerable.Range(1, n).Select(i => x[i] / total * x[n + i]).Sum();
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            NonNegative<T> Sum(Func<int, NonNegative<T>> term) => Enumerable.Range(1, n).Select(term).Aggregate((a, b) => a + b);
            return Sum(i => given[$"v{i}"] * given[$"E - e{i}"]) / Sum(i => given[$"v{i}"]);
        }
    }

    /// <summary>phi(z) - sqrt(2/pi) Phi(-z).</summary>
    sealed class Hazard : IInequality
    {
        public IReadOnlyList<string> Variables => ["z"];
        public string Shapes => "any mass above 1/2";

        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> =>
            T.Exp(-x[0].Squared() / 2) - 2 * (1 - QuantileFormulas.StandardNormal(x[0]));
    }
}
