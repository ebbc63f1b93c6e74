using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E5.3", "Below sigma* the flow moves a sample by at most sigma* times the supremum of |eps_hat| along its own path, and two bounded noise predictions lead at most 2 sigma* sup|eps_hat| apart.",
    Source = "derived here from dx/dsigma = eps_hat (EDM, arXiv:2206.00364, eq. 3)",
    Oracle = "steps of any widths and predictions, along any direction; the digits, with the model that knows one image in eight beside the exact one")]
public class E05Displacement
{
    [Identity]
    public IdentityOutcome The_velocity_is_the_noise() => Prove.Identity(new Velocity());

    [Certificate]
    public CertificateOutcome Steps_add_up() => Prove.Certificate(new Steps(1, true), new Steps(4, false), new Steps(4, true)) with
    {
        Trust = ["an integral is the limit of such sums; a vector's length is its largest shadow along a unit direction"],
    };

    [Sampled]
    public SampledOutcome On_real_data(On on) => Sample.Rows(on, RealData.Queries(1, 4).Where(at => at.Alpha == 1), (at, _) =>
        {
            using DataMixture exact = at.Mixture(on), underfit = new MixtureCase([.. at.Points.Where((_, i) => i % 8 == 0)], null, at.X, 1, at.Sigma).Mixture(on);
            double[] levels = [.. Enumerable.Range(0, 12).Select(i => at.Sigma * (12 - i) / 12), 0];
            torch.Tensor start = at.Query(on);
            (double[] end, double largest) = Walk(exact, start, levels);
            (double[] other, double otherLargest) = Walk(underfit, start, levels);
            double u = on.Ulp(1) / 2, norm = Math.Sqrt(Math.Max(at.X.Sum(v => v * v), Math.Max(end.Sum(v => v * v), other.Sum(v => v * v))));
            double slack = 4 * levels.Length * u * (norm + at.Sigma * Math.Max(largest, otherLargest));
            return
            [
                Compare.AtMost("displacement of the exact model", at.Sigma * largest, Distance(end, at.X), slack),
                Compare.AtMost("displacement of the underfit model", at.Sigma * otherLargest, Distance(other, at.X), slack),
                Compare.AtMost("distance between the two", 2 * at.Sigma * Math.Max(largest, otherLargest), Distance(end, other), 2 * slack),
            ];
        },
        "the bound, with a slack of 4 roundings a step of |x| + sigma* sup|eps|", "n and d those of the data, Heun's method in 12 steps", RealData.Domain);

    [Refutes("sigma* sup|eps_hat| for two predictions, which may point opposite ways")]
    public RefutationOutcome Two_predictions_need_the_two()
    {
        Rational x = 3, sigma = Rational.One / 2;
        // eps_hat = (x - D)/sigma is 1 for D = x - sigma and -1 for D = x + sigma; one step to 0.
        Rational End(Rational denoised) => x - sigma * FlowFormulas.VelocityBySigma(x, denoised, sigma);
        Rational apart = End(x + sigma) - End(x - sigma);
        Decision Within(int factor) => Decide.That($"distance of the ends of eps = 1 and eps = -1 from sigma* = 1/2, at most {factor} sigma*", apart <= factor * sigma, $"{apart}");
        return Refute.AtWitness("one step, d = 1", () => [Within(2)], () => [Within(1)]);
    }

    static (double[] End, double Largest) Walk(DataMixture mixture, torch.Tensor start, double[] levels)
    {
        double largest = 0;
        torch.Tensor end = FlowSampler.Heun(start, levels, (x, sigma) =>
        {
            torch.Tensor denoised = mixture.Denoiser(x, 1, sigma);
            largest = Math.Max(largest, (x - denoised).norm().to(torch.float64).item<double>() / sigma);
            return denoised;
        });
        return (Compare.Values(end), largest);
    }

    static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());

    sealed class Velocity : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "D", "sigma"];
        public string Shapes => "a coordinate";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            yield return (FlowFormulas.VelocityBySigma(x[0], x[1], x[2]), ConversionFormulas.EpsFromX0(x[0], x[1], T.One, x[2]));
        }
    }

    /// <summary>M sum h - sum h e = sum h (M - e), or against a second prediction 2 M sum h - sum h (e - e').</summary>
    sealed class Steps(int n, bool against) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Scalars("M").Vector("h", n).Vector("e", n).Vector("f", against ? n : 0);

        public string Shapes => against ? $"{n} steps, two predictions" : $"{n} steps";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var given = new Dictionary<string, T>();
            for (int i = 1; i <= n; i++)
            {
                given[$"h{i}"] = x[i];
                given[$"M - e{i}"] = x[0] - x[n + i];
                if (against) given[$"M + f{i}"] = x[0] + x[2 * n + i];
            }
            return given;
        }

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => (against ? 2 : 1) * x[0] * x.Skip(1).Take(n).Sum()
            - Enumerable.Range(1, n).Select(i => x[i] * (against ? x[n + i] - x[2 * n + i] : x[n + i])).Sum();

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            Enumerable.Range(1, n).Select(i => given[$"h{i}"] * (against ? given[$"M - e{i}"] + given[$"M + f{i}"] : given[$"M - e{i}"])).Aggregate((a, b) => a + b);
    }
}

[Claim("E5.7", "The last m of n steps of EDM's sampler cover the share sigma_{n-m}/sigma_max = ((sigma_min/sigma_max)^{1/rho} (1 - (m-1)/(n-1)) + (m-1)/(n-1))^rho of sigma: of 18 steps the last 9 cover 2.4%.",
    Source = "EDM, arXiv:2206.00364, eq. 5; the steps telescope",
    Oracle = "the steps' own sum; the closed form from the parameters alone")]
public class E05ShareOfTheLastSteps
{
    [Identity]
    public IdentityOutcome Steps_telescope() => Prove.Identity(new Telescoping(4, 2), new Telescoping(5, 1));

    [Exact]
    public ExactOutcome Closed_form() => Exact.Rows(from n in new[] { 2, 18, 40 } from m in new[] { 1, 2, n / 2, n } select (n, m), row => [Same(row.n, row.m, new EdmSchedule().Steps<BigReal>(row.n))],
        "n = 2, 18, 40", "published parameters", ["balls of sixty digits that overlap are taken for equal"]);

    [Exact]
    public ExactOutcome Figures() => Exact.Rows([(1, "0.000025"), (5, "0.0017"), (9, "0.0240")], row =>
        {
            BigReal[] steps = new EdmSchedule().Steps<BigReal>(18);
            return [Printed.Rounds($"share of the last {row.Item1}", steps[18 - row.Item1] / steps[0], row.Item2)];
        }, "n = 18", "published parameters");

    [Refutes("levels at i/n, the last of which is not sigma_min")]
    public RefutationOutcome Levels_at_the_wrong_grid() => Refute.AtWitness("n = 18, the last step",
        () => [Same(18, 1, new EdmSchedule().Steps<BigReal>(18))], () => [Same(18, 1, ScheduleMistakes.EdmStepsShortOfTheEnd<BigReal>(new EdmSchedule(), 18))]);

    static Decision Same(int n, int m, BigReal[] steps)
    {
        BigReal received = Enumerable.Range(n - m, m).Select(i => steps[i] - steps[i + 1]).Sum() / steps[0];
        BigReal t = BigReal.FromFraction(m - 1, n - 1), root = BigReal.Exp(BigReal.Log(BigReal.FromDouble(0.002) / 80) / 7);
        BigReal expected = (root * (1 - t) + t).Power(7);
        return Decide.That($"share of the last {m}", received.Overlaps(expected), $"{(double)received}, closed form {(double)expected}");
    }

    sealed class Telescoping(int n, int m) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("sigma", n);
        public string Shapes => $"{n} steps, the last {m}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] levels = [.. x, T.Zero];
            yield return (Enumerable.Range(n - m, m).Select(i => levels[i] - levels[i + 1]).Sum(), levels[n - m]);
            yield return (Enumerable.Range(0, n).Select(i => levels[i] - levels[i + 1]).Sum(), levels[0]);
        }
    }
}
