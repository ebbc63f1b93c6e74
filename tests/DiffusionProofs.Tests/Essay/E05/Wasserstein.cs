using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E5.5", "Stopping at sigma* leaves a law at most W_2(p_sigma*, p_0) <= sigma* sqrt(d) from the data's, the cost of moving each draw back to the point it came from; for one point it is that, and for two on the line it tends to it.",
    Source = "the coupling x = x_0 + sigma* eps, whose cost is sigma*^2 E|eps|^2",
    Oracle = "moments of the noise; for two points the best coupling, x to the nearer one, in closed form; on the digits the chi-squared law of the cost, and the nearest digit by exact differences")]
public class E05Wasserstein
{
    [Identity]
    public IdentityOutcome Cost_of_the_coupling() => Prove.Identity(new Cost(1), new Cost(3)) with { Trust = ["E eps_k^2 = 1", "a law and a point have one coupling only"] };

    [Exact]
    public ExactOutcome Two_points_on_the_line() => Exact.Rows([0.125, 0.25, 0.5, 1, 4], sigma =>
        {
            BigReal s = BigReal.FromDouble(sigma), ratio = SquaredDistanceOfTwoPoints(s) / s.Squared();
            BigReal least = 1 - 4 * BigReal.Exp(-1 / (2 * s.Squared()));
            return
            [
                Decide.That("W_2^2 over sigma^2, below 1", BigReal.CertainlyLess(ratio, 1), $"{(double)ratio}"),
                Decide.That("and above 1 - 4 exp(-a^2/(2 sigma^2))", BigReal.CertainlyLess(least, ratio), $"{(double)ratio}"),
            ];
        }, "points -1 and 1", "sigma* = 1/8..4", ["E|a + sigma eps| = a erf(a/(sigma sqrt 2)) + sigma sqrt(2/pi) exp(-a^2/(2 sigma^2))"]);

    [Sampled]
    public SampledOutcome On_the_digits(On on) => Sample.Rows(on, [2, 0.5, 0.125], (sigma, _) =>
        {
            double[][] points = DigitsMixture.Points;
            int n = 24, d = points[0].Length;
            using torch.Generator generator = Seeds.Generator($"digits coupled with their noised selves at {sigma}", on.Device);
            torch.Tensor all = on.Tensor([.. points.SelectMany(p => p)], points.Length, d), x0 = all.narrow(0, 0, n);
            torch.Tensor x = GaussianKernel.Sample(x0, 1, sigma, generator);
            double[] own = Compare.Values(NoiseCoupling.Cost(x, x0)), least = Compare.Values(NoiseCoupling.LeastCost(x, all));
            double[][] states = [.. Compare.Values(x).Chunk(d)];
            double relative = 2 * (d + 3) * on.Ulp(1) / 2;
            return
            [
                .. Enumerable.Range(0, n).SelectMany(i =>
                {
                    double exact = Squared(states[i], points[i]), nearest = points.Min(p => Squared(states[i], p));
                    return new[]
                    {
                        Compare.Within($"cost of draw {i}", exact, own[i], relative * exact),
                        Compare.Within($"cost of draw {i} to the nearest digit", nearest, least[i], relative * nearest),
                        Compare.AtMost($"nearest digit of draw {i}, no dearer than its own", own[i], least[i], relative * own[i]),
                    };
                }),
            ];
        },
        "2 (d + 3) u of the cost: a difference and a square round, then d - 1 sums of what is not negative, and the reference as much in float64",
        "n = 1797, d = 64, 24 draws", "sigma* = 2, 1/2, 1/8");

    [Statistical]
    public StatisticalOutcome Mean_cost_on_the_digits() => MeanCost();

    [Refutes("sigma* without sqrt(d)")]
    public RefutationOutcome The_root_of_the_dimensions()
    {
        // Every eps_k^2 at its mean, 1.
        Rational sigma = Rational.One / 2;
        Rational[] point = [.. Enumerable.Range(0, 64).Select(k => (Rational)k)], noise = [.. Enumerable.Range(0, 64).Select(k => (Rational)(k % 2 == 0 ? 1 : -1))];
        Rational cost = LinearAlgebra.SquaredDistance(LinearAlgebra.Add(point, LinearAlgebra.Scale(sigma, noise)), point);
        Decision Within(int d) => Decide.That($"mean squared distance from the one point in 64 dimensions, at most {d} sigma^2", cost <= SmallStepBounds.SquaredWasserstein(sigma, d), $"{cost}");
        return Refute.AtWitness("one point, d = 64", () => [Within(64)], () => [Within(1)]);
    }

    /// <summary>The coupling's mean cost a dimension against sigma*^2.</summary>
    static StatisticalOutcome MeanCost()
    {
        const int n = 4096;
        const double sigma = 0.5;
        using var scope = torch.NewDisposeScope();
        using torch.Generator generator = Seeds.Generator("digits coupled with their noised selves");
        Random random = Seeds.Random("digits to couple with noise");
        double[][] points = DigitsMixture.Points;
        int d = points[0].Length;
        torch.Tensor x0 = On.CpuFloat64.Tensor([.. Enumerable.Range(0, n).SelectMany(_ => points[random.Next(points.Length)])], n, d);
        double cost = Compare.Values(NoiseCoupling.Cost(GaussianKernel.Sample(x0, 1, sigma, generator), x0)).Sum();
        double claimed = SmallStepBounds.SquaredWasserstein<Float64>(sigma, d).Value / d;
        return Statistics.VarianceOfNormal(cost, n * d, claimed, $"{n} draws from the digits, d = {d}", "sigma* = 1/2, float64");
    }

    static double Squared(double[] a, double[] b) => a.Zip(b, (p, q) => (p - q) * (p - q)).Sum();

    /// <summary>E (x - a sign x)^2 = a^2 + sigma^2 - 2 a E|x| + a^2 with a = 1.</summary>
    static BigReal SquaredDistanceOfTwoPoints(BigReal sigma)
    {
        BigReal mean = BigReal.Erf(1 / (sigma * BigReal.Sqrt(2))) + sigma * BigReal.Sqrt(2 / BigReal.Pi) * BigReal.Exp(-1 / (2 * sigma.Squared()));
        return 2 + sigma.Squared() - 2 * mean;
    }

    /// <summary>|x - x_0|^2 for x = x_0 + sigma eps is sigma^2 |eps|^2; with every eps_k^2 at its mean, 1, it is sigma^2 d.</summary>
    sealed class Cost(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("x0", d).Vector("eps", d).Scalars("sigma");
        public string Shapes => $"d = {d}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x0 = read.Vector(d), eps = read.Vector(d);
            T sigma = read.Scalar(), excess = eps.Select(e => e.Squared() - 1).Sum();
            yield return (SquaredDistance(Add(x0, Scale(sigma, eps)), x0), SmallStepBounds.SquaredWasserstein(sigma, d) + sigma.Squared() * excess);
        }
    }
}
