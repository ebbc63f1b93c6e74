using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("EDM.5", "As rho grows EDM's levels fall to the geometric ones between the same ends: 0 <= log(sigma_rho(t)/sigma_geometric(t)) <= log^2(sigma_max/sigma_min)/(8 rho). One level alone has no step, and is refused.",
    Source = "EDM, arXiv:2206.00364, eq. 5; the bound: derived here (Hoeffding's lemma for two points)",
    Oracle = "the geometric schedule's own formula; the log of a mean of two exponentials, its slope by dual numbers and itself in intervals")]
public class GeometricLimitOfEdm
{
    const int Levels = 18;

    [Certificate]
    public CertificateOutcome Curvature() => Prove.Certificate(new CurvatureBelow(), new CurvatureAbove()) with
    {
        Trust = ["Taylor's formula: at h = 0 the excess f(h) = log(1 - t + t e^h) - t h and its slope are 0, so that f is between 0 and h^2/8"],
    };

    [Certified]
    public CertifiedOutcome Excess_of_the_log_of_a_mean() =>
        Certify.Positive(Box.Of(("t", 1.0 / 64, 63.0 / 64), ("h", 0.25, 8)), new ExcessAboveZero(), new ExcessBelowTheBound());

    [Exact]
    public ExactOutcome Levels_fall_to_the_limit() => Exact.Rows(Enumerable.Range(0, 7), k =>
        {
            double rho = 7 * Math.Pow(10, k);
            BigReal[] excess = Excess(new EdmSchedule(rho: rho)), next = Excess(new EdmSchedule(rho: 10 * rho));
            BigReal bound = EdmSchedule.LogAboveGeometric(LogRatio, BigReal.FromDouble(rho));
            return
            [
                Decide.That("the ends are the same", excess[0].ContainsZero && excess[^1].ContainsZero, $"{excess[0]}, {excess[^1]}"),
                .. Enumerable.Range(1, Levels - 2).Select(i => Decide.That($"excess of level {i}: above 0, below the bound, and more than at ten times rho",
                    excess[i].IsCertainlyPositive && BigReal.CertainlyLess(excess[i], bound) && BigReal.CertainlyLess(next[i], excess[i]), $"{(double)excess[i]}, bound {(double)bound}")),
            ];
        }, "n = 18", "sigma from 0.002 to 80, rho = 7, 70, ..., 7e6", ["balls of sixty digits that hold 0 are taken for 0"]);

    [Sampled(Float64Only = true, Reason = "levels are made in float64 whatever the network's dtype")]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [7.0, 700, 70_000], (rho, _) =>
        {
            torch.Tensor levels = new EdmSchedule(rho: rho).StepsTensor(Levels);
            torch.Tensor times = on.Tensor([.. Enumerable.Range(0, Levels).Select(i => (Levels - 1.0 - i) / (Levels - 1))]);
            double[] geometric = Compare.Values(Geometric.Sigma(times)), received = Compare.Values(levels);
            double bound = Math.Exp((double)EdmSchedule.LogAboveGeometric(LogRatio, BigReal.FromDouble(rho))), rounding = (16 * rho + 64) * on.Ulp(1) / 2;
            return
            [
                .. Enumerable.Range(0, Levels).SelectMany(i => new[]
                {
                    Compare.AtLeast($"level {i}, the geometric one", geometric[i], received[i], rounding * geometric[i]),
                    Compare.AtMost($"level {i}, what the geometric one can be exceeded by", bound * geometric[i], received[i], rounding * received[i]),
                }),
                Compare.Within("the last level", 0, received[Levels], 0),
            ];
        },
        "(16 rho + 64) u: the root is right within eight roundings, which its power rho multiplies; the geometric level within 32, its exponent being 10.6 at most",
        "n = 18", "sigma from 0.002 to 80, rho = 7, 700, 70000");

    [Exact]
    public ExactOutcome One_level_alone_is_refused() => Exact.Rows([0, 1, 2], n =>
        {
            using var scope = torch.NewDisposeScope();
            string expected = n < 2 ? "n refused" : "3 levels";
            return
            [
                Decide.Equal("of the formula", expected, Made(() => new EdmSchedule().Steps<BigReal>(n).Length)),
                Decide.Equal("of the tensors", expected, Made(() => new EdmSchedule().StepsTensor(n).shape[0])),
            ];
        }, "n = 0, 1, 2", "published parameters");

    [Refutes("power and root exchanged: the levels go to sigma_max")]
    public RefutationOutcome Root_for_power()
    {
        var schedule = new EdmSchedule(rho: 70);
        Decision Near(EdmSchedule levels)
        {
            BigReal excess = Excess(levels)[Levels / 2];
            return Decide.That("excess of the middle level, at most the bound", BigReal.CertainlyLess(excess, EdmSchedule.LogAboveGeometric(LogRatio, 70)), $"{(double)excess}");
        }
        return Refute.AtWitness("n = 18, rho = 70", () => [Near(schedule)], () => [Near(ScheduleMistakes.EdmWithRootForPower(schedule))]);
    }

    [Refutes("L^2/(16 rho) for the bound: half of it")]
    public RefutationOutcome An_eighth()
    {
        // Two levels in equal shares at h = 1/4: h^2/8 less a 192nd of h^4.
        BigReal h = BigReal.One / 4, excess = BigReal.Log((1 + BigReal.Exp(h)) / 2) - h / 2;
        Decision Below(BigReal bound) => Decide.That("excess of the middle", BigReal.CertainlyLess(excess, bound), $"{(double)excess}");
        return Refute.AtWitness("t = 1/2, h = 1/4", () => [Below(EdmSchedule.LogAboveGeometric(h, 1))], () => [Below(EdmSchedule.LogAboveGeometric(h, 2))]);
    }

    static string Made(Func<long> levels)
    {
        try
        {
            return $"{levels()} levels";
        }
        catch (ArgumentOutOfRangeException refused)
        {
            return $"{refused.ParamName} refused";
        }
    }

    static readonly VarianceExploding Geometric = new(0.002, 80);

    static BigReal LogRatio => BigReal.Log(BigReal.FromDouble(80) / BigReal.FromDouble(0.002));

    /// <summary>Of the levels above 0, in logarithms.</summary>
    static BigReal[] Excess(EdmSchedule schedule) =>
        [.. schedule.Steps<BigReal>(Levels).Take(Levels).Select((s, i) => BigReal.Log(s / Geometric.Sigma(BigReal.FromFraction(Levels - 1 - i, Levels - 1))))];

    static T Excess<T>(IReadOnlyList<T> x) where T : IRealField<T> => T.Log1p(x[0] * T.Expm1(x[1])) - x[0] * x[1];

    sealed class ExcessAboveZero : IInequality
    {
        public IReadOnlyList<string> Variables => ["t", "h"];
        public string Shapes => "one level";
        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => Excess(x);
    }

    sealed class ExcessBelowTheBound : IInequality
    {
        public IReadOnlyList<string> Variables => ["t", "h"];
        public string Shapes => "one level";
        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => EdmSchedule.LogAboveGeometric(x[1], T.One) - Excess(x);
    }

    sealed class CurvatureBelow : Tilted
    {
        public override T Gap<T>(IReadOnlyList<T> x) => Share(x).Slope;

        public override NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) =>
            given["t"] * given["1 - t"] * given["e^h"] * NonNegative<T>.Square(1 / (1 - x[0] + x[0] * x[1]));
    }

    sealed class CurvatureAbove : Tilted
    {
        public override T Gap<T>(IReadOnlyList<T> x) => T.One / 4 - Share(x).Slope;

        public override NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) =>
            NonNegative<T>.Square(Share(x).Value - T.One / 2);
    }

    /// <summary>The slope of log(1 - t + t e^h) by h is the share w = t e^h/(1 - t + t e^h), and its slope the curvature.</summary>
    abstract class Tilted : ICertificate
    {
        public IReadOnlyList<string> Variables => ["t", "e^h"];
        public string Shapes => "one level";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["t"] = x[0], ["1 - t"] = 1 - x[0], ["e^h"] = x[1] };

        public abstract T Gap<T>(IReadOnlyList<T> x) where T : IField<T>;

        public abstract NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>;

        protected static Dual<T> Share<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Dual<T> t = Dual<T>.Constant(x[0]), upper = t * new Dual<T>(x[1], x[1]);
            return upper / (1 - t + upper);
        }
    }
}
