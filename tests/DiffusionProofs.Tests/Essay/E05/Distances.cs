using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E5.6", "For finite data the expected slope of the denoiser, tr Cov_w/sigma^2 under p_sigma, is at most sum over pairs of sqrt(pi_i pi_j)/2 |y_i - y_j|^2 exp(-|y_i - y_j|^2/(8 sigma^2))/sigma^2, which tends to 0 with sigma although the supremum diverges; for Gaussian data it tends to d.",
    Source = "derived here: w_i w_j p <= sqrt(pi_i p_i pi_j p_j)/2, and the integral of sqrt(p_i p_j) is exp(-|y_i - y_j|^2/(8 sigma^2))",
    Oracle = "the mean of squares and products; the denoiser of a Gaussian differentiated; draws from p_sigma on the digits")]
public class E05ExpectedSlope
{
    [Identity]
    public IdentityOutcome Trace_by_pairs() => Prove.Identity(new TraceByPairs(2, 2), new TraceByPairs(3, 1));

    [Certificate]
    public CertificateOutcome Product_of_two_weights() => Prove.Certificate(new Overlap(2), new Overlap(3)) with
    {
        Trust = ["the integral of sqrt(N(y_i, sigma^2) N(y_j, sigma^2)) is exp(-|y_i - y_j|^2/(8 sigma^2))"],
    };

    [Exact]
    public ExactOutcome Tends_to_zero_while_the_supremum_diverges() => Exact.Rows(Enumerable.Range(1, 6), k =>
        {
            BigReal Expected(int at) => BoundOfTwoPoints(At(at));
            return
            [
                Decide.That("bound of the expected slope falls by more than 2 as sigma halves", BigReal.CertainlyLess(2 * Expected(k + 1), Expected(k)), $"{(double)Expected(k + 1)}"),
                Decide.That("largest slope, a^2/sigma^2, rises by 4", (SlopeAtTheMidpoint(At(k + 1)) / SlopeAtTheMidpoint(At(k))).Overlaps(4), $"{(double)SlopeAtTheMidpoint(At(k))}"),
            ];
        }, "points -1 and 1", "sigma = 1/2..1/64", ["balls of sixty digits"]);

    [Identity]
    public IdentityOutcome Data_with_a_density() => Prove.Identity(new GaussianData());

    [Sampled(Float64Only = true, Reason = "an expectation over draws: the dtype's rounding is far below it")]
    public SampledOutcome On_the_digits(On on) => Sample.Rows(on, [1.0, 0.5], (sigma, _) =>
        {
            DigitsMixture digits = DigitsMixture.Of(on);
            using DataMixture mixture = digits.Mixture;
            using torch.Generator generator = Seeds.Generator($"draws from the digits at sigma {sigma}");
            Random random = Seeds.Random($"images to noise at sigma {sigma}");
            using torch.Tensor rows = torch.tensor([.. Enumerable.Range(0, 256).Select(_ => (long)random.Next((int)mixture.Count))]);
            torch.Tensor x = mixture.Points.index_select(0, rows.to(mixture.Points.device))
                .Plus(torch.randn([256, 64], torch.float64, generator: generator).to(mixture.Points.device).Times(sigma));
            torch.Tensor weights = mixture.Weights(x, 1, sigma), mean = weights.mm(mixture.Points);
            torch.Tensor norms = (mixture.Points * mixture.Points).sum(1);
            double expected = (weights.mv(norms) - (mean * mean).sum(1)).mean().item<double>() / (sigma * sigma);
            double bound = BoundOnTheDigits(mixture, sigma), largest = Math.Pow(digits.LeastDistance / 2 / sigma, 2);
            return
            [
                // Markov: the mean of the draws exceeds its expectation a thousandfold with probability 1/1000 at most.
                Compare.AtMost("mean trace of the slope over 256 draws", 1000 * bound, expected, 1e-10 / (sigma * sigma)),
                Compare.AtMost("its bound, beside the largest slope halfway between the closest two", largest / 10, bound, 0),
            ];
        },
        "a thousand times the bound, which a mean of draws exceeds with probability 1/1000 at most (Markov; the seed is pinned), and 1e-10/sigma^2 for the cancellation of squared norms up to 5000",
        "n = 1797, d = 64, 256 draws from p_sigma", "sigma = 1, 1/2");

    [Refutes("the expected slope taken for the largest one")]
    public RefutationOutcome Expected_is_not_largest()
    {
        BigReal sigma = BigReal.One / 4;
        Decision Small(BigReal slope) => Decide.That("slope below 1/10", BigReal.CertainlyLess(slope, BigReal.One / 10), $"{(double)slope}");
        return Refute.AtWitness("points -1 and 1, sigma = 1/4: the bound of the expected slope against the slope at 0",
            () => [Small(BoundOfTwoPoints(sigma))], () => [Small(SlopeAtTheMidpoint(sigma))]);
    }

    static BigReal At(int k) => BigReal.One / BigReal.From(2).Power(k);

    /// <summary>One pair at distance 2 with weights 1/2: exp(-1/(2 sigma^2))/sigma^2.</summary>
    static BigReal BoundOfTwoPoints(BigReal sigma) => SmallStepBounds.ExpectedSlopeOfPair(BigReal.One / 2, 4, sigma);

    static BigReal SlopeAtTheMidpoint(BigReal sigma) => MixtureAlgebra.DenoiserJacobian(
        MixtureFormulas.Weights([0], [[BigReal.From(-1)], [1]], MixtureFormulas.UniformLogPrior<BigReal>(2), 1, sigma), [[BigReal.From(-1)], [1]], BigReal.One, sigma)[0][0];

    static double BoundOnTheDigits(DataMixture mixture, double sigma)
    {
        torch.Tensor norms = (mixture.Points * mixture.Points).sum(1);
        torch.Tensor squares = norms.unsqueeze(1).Plus(norms.unsqueeze(0)) - mixture.Points.mm(mixture.Points.t()).Times(2);
        // Whole numbers below 2^53: the squares are exact. Each pair twice, hence a quarter. Exponents below -700 are taken as that, which
        // keeps it a bound: an exp that underflows is slow.
        torch.Tensor terms = squares * torch.maximum(squares.DividedBy(-8 * sigma * sigma), On.CpuFloat64.Scalar(-700)).exp();
        return terms.sum().item<double>() / (4 * mixture.Count * sigma * sigma);
    }

    /// <summary>tr Cov_w = sum_{i &lt; j} w_i w_j |y_i - y_j|^2 = sum_i w_i |y_i - D|^2.</summary>
    sealed class TraceByPairs(int n, int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("y", n, d).Vector("v", n).Scalars("sigma");
        public string Shapes => $"n = {n}, d = {d}, any weights";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[][] y = read.Matrix(n, d);
            T[] v = read.Vector(n), w = [.. v.Select(m => m / v.Sum())], mean = MixtureAlgebra.Denoiser(w, y);
            T sigma = read.Scalar();
            T[][] jacobian = MixtureAlgebra.DenoiserJacobian(w, y, T.One, sigma);
            T trace = Enumerable.Range(0, d).Select(k => jacobian[k][k]).Sum();
            yield return (trace * sigma.Squared(), Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, i).Select(j => w[i] * w[j] * SquaredDistance(y[i], y[j]))).Sum());
            yield return (trace * sigma.Squared(), w.Zip(y, (m, p) => m * SquaredDistance(p, mean)).Sum());
        }
    }

    /// <summary>With q_i = r_i^2 the shares of the density: r_1 r_2/2 - q_1 q_2/sum q = r_1 r_2 ((r_1 - r_2)^2 + rest)/(2 sum q).</summary>
    sealed class Overlap(int n) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("r", n);
        public string Shapes => $"n = {n} shares r^2 of the density";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T> { ["r1"] = x[0], ["r2"] = x[1] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => x[0] * x[1] / 2 - (x[0] * x[1]).Squared() / x.Select(r => r.Squared()).Sum();

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            NonNegative<T> Sum(IEnumerable<T> terms) => terms.Select(NonNegative<T>.Square).Aggregate(NonNegative<T>.Of(0), (a, b) => a + b);
            return given["r1"] * given["r2"] * Sum([x[0] - x[1], .. x.Skip(2)]) / (NonNegative<T>.Of(2) * Sum(x));
        }
    }

    /// <summary>D = c_skip x + (1 - c_skip) mean has slope v/(v + sigma^2) at every x: 1 - sigma^2/(v + sigma^2), which tends to 1.</summary>
    sealed class GaussianData : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "mean", "sd", "sigma"];
        public string Shapes => "a coordinate of Gaussian data";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x, T mean, T variance, T sigma) = (values[0], values[1], values[2].Squared(), values[3]);
            Dual<T> at = Dual<T>.Variable(x), noise = Dual<T>.Constant(sigma);
            Dual<T> score = GaussianFormulas.Score([at], [Dual<T>.Constant(mean)], Dual<T>.Constant(variance + sigma.Squared()))[0];
            Dual<T> denoised = MixtureAlgebra.DenoiserFromScore([at], [score], Dual<T>.Constant(T.One), noise)[0];
            yield return (denoised.Value, Preconditioning.Skip(sigma, values[2]) * x + (1 - Preconditioning.Skip(sigma, values[2])) * mean);
            yield return (denoised.Slope, 1 - sigma.Squared() / (variance + sigma.Squared()));
            yield return (denoised.Slope, Preconditioning.Skip(sigma, values[2]));
        }
    }
}

[Claim("E5.8", "With the exact denoiser of the digits the sampler ends in a training point, up to the weight that the others have at sigma_min: it memorises.",
    Source = "EDM, arXiv:2206.00364, algorithm 1: the last step returns D(x; sigma_min)",
    Oracle = "the digits themselves: the end is one of them, and the last step's denoiser by the formula")]
public class E05Memorisation
{
    [Identity]
    public IdentityOutcome The_last_step_returns_the_denoiser() => Prove.Identity(new LastStep());

    [Sampled]
    public SampledOutcome On_the_digits(On on) => Sample.Rows(on, [1, 2, 3], (seed, _) =>
        {
            using DataMixture mixture = DigitsMixture.Of(on).Mixture;
            return Nearest(mixture, End(mixture, on, seed, skipLast: false), on);
        },
        "MixtureAccuracy's bound of the denoiser at sigma_min, 4 u of the last state's norm, and the weight of all other points, below exp(-1000)",
        "n = 1797, d = 64, 4 starts", "EDM's 18 levels from 80 to 0.002, Heun's method");

    [Refutes("stopping at sigma_min, without the last step to 0, and calling it a training point")]
    public RefutationOutcome The_last_step_counts() => Refute.AtWitness("seed 1, float64",
        () => Of(skipLast: false), () => Of(skipLast: true));

    static IEnumerable<Comparison> Of(bool skipLast)
    {
        using DataMixture mixture = DigitsMixture.Of(On.CpuFloat64).Mixture;
        return Nearest(mixture, End(mixture, On.CpuFloat64, 1, skipLast), On.CpuFloat64);
    }

    static double[][] End(DataMixture mixture, On on, int seed, bool skipLast)
    {
        using torch.Generator generator = Seeds.Generator($"starts of the digits' flow {seed}");
        torch.Tensor start = torch.randn([4, 64], torch.float64, generator: generator).to(on.DType).to(new torch.Device(on.Device)).Times(80);
        double[] levels = [.. new EdmSchedule().Steps<Float64>(18).Select(s => s.Value)];
        return [.. Compare.Values(FlowSampler.Heun(start, skipLast ? levels[..^1] : levels, (x, sigma) => mixture.Denoiser(x, 1, sigma))).Chunk(64)];
    }

    static Comparison[] Nearest(DataMixture mixture, double[][] ends, On on) =>
    [
        .. ends.Select((end, i) =>
        {
            double norm = Math.Sqrt(end.Sum(v => v * v)), least = DigitsMixture.Points.Min(p => p.Zip(end, (a, b) => (a - b) * (a - b)).Sum());
            torch.Tensor x = on.Tensor(end, 1, 64);
            double allowed = mixture.Accuracy(x, 1, 0.002).Denoiser + 4 * on.Ulp(1) * (norm + 1);
            return Compare.Within($"distance of end {i} from the nearest image", 0, Math.Sqrt(least), allowed);
        }),
    ];

    sealed class LastStep : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "D", "sigma"];
        public string Shapes => "a coordinate, one step to 0";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            yield return (FlowIntegrators.Heun([x[0]], [x[2], T.Zero], (_, _) => [x[1]])[0], x[1]);
            yield return (FlowIntegrators.Euler([x[0]], [x[2], T.Zero], (_, _) => [x[1]])[0], x[1]);
        }
    }
}
