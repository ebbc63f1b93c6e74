using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E6.1", "Smoothness budget: a composition of N maps with Lipschitz constants at most l has constant at most l^N, so a map of constant L takes at least N >= log L/log l of them, for l > 1.",
    Source = "derived here",
    Oracle = "squared distances along the chain, each map's own bound as its slack")]
public class E06SmoothnessBudget
{
    [Certificate]
    public CertificateOutcome Constants_multiply() => Prove.Certificate(new Chain(2), new Chain(5));

    [Identity]
    public IdentityOutcome Attained_by_scalings() => Prove.Identity(new Scalings(2), new Scalings(5));

    [Refutes("constants that add up: N l instead of l^N")]
    public RefutationOutcome Not_a_sum() => Refute.Identity(new Scalings(5), new Added());

    sealed class Added() : Scalings(5)
    {
        protected override T Constant<T>(T l) => 5 * l;
    }

    /// <summary>A_i the squared distance after i maps: l^(2 N) A_0 - A_N = sum_i l^(2 (N - i)) (l^2 A_{i-1} - A_i).</summary>
    sealed class Chain(int n) : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("l").Vector("A", n + 1);
        public string Shapes => $"N = {n} maps";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            Enumerable.Range(1, n).ToDictionary(i => $"l^2 A{i} - A{i + 1}", i => x[0].Squared() * x[i] - x[i + 1]);

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => x[0].Power(2 * n) * x[1] - x[n + 1];

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            Enumerable.Range(1, n).Select(i => NonNegative<T>.Square(x[0].Power(n - i)) * given[$"l^2 A{i} - A{i + 1}"]).Aggregate((a, b) => a + b);
    }

    class Scalings(int n) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "y", "l"];
        public string Shapes => $"N = {n} maps x -> l x";

        protected virtual T Constant<T>(T l) where T : IField<T> => l.Power(n);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            T Map(T x) => Enumerable.Range(0, n).Aggregate(x, (at, _) => v[2] * at);
            yield return (Map(v[0]) - Map(v[1]), Constant(v[2]) * (v[0] - v[1]));
        }
    }
}

[Claim("E6.2", "For two equal points the flow, its slopes counted from p_S, meets the budget exactly: cut into N = ceil(log L/log l) steps of equal slope each has largest slope L^{1/N} <= l, at 0, and N - 1 steps cannot do; where sigma > a the flow contracts and costs nothing.",
    Source = "derived here from E0.3 and E6.1",
    Oracle = "slopes of the steps through densities, f_from/f_to, off the middle as in it")]
public class E06TwoPointFlow
{
    [Identity]
    public IdentityOutcome Slopes_telescope() => Prove.LogIdentity(new Telescoping());

    [Certificate]
    public CertificateOutcome Contracts_above_a() => Prove.Certificate(new Contracts());

    [Exact]
    public ExactOutcome Meets_the_budget() => Exact.Rows([(3, 1.25), (3, 2), (4, 2), (6, 10)], row => Cut(row.Item1, row.Item2, 0),
        "points -1 and 1, S = 2", "sigma = 1/3, 1/4, 1/6, l = 5/4, 2, 10; slopes along z = 0 and z = 1/2", ["balls of sixty digits; levels are bisected to 1e-40"]);

    [Refutes("one step fewer than log L/log l")]
    public RefutationOutcome One_step_fewer() => Refute.AtWitness("sigma = 1/4, l = 2", () => Cut(4, 2, 0), () => Cut(4, 2, 1));

    static IEnumerable<Decision> Cut(int k, double l, int fewer)
    {
        BigReal from = 2, to = BigReal.One / k, budget = BigReal.Log(BigReal.FromDouble(l)), total = ExactFlows.TwoPointsLogSlope(1, from, to);
        int steps = (int)Math.Ceiling((double)(total / budget)) - fewer;
        yield return Decide.That("N - 1 steps cannot do", BigReal.CertainlyLess((steps - 1) * budget, total), $"{(double)total} in {steps} steps of {(double)budget}");
        BigReal[] levels = [from, .. Enumerable.Range(1, steps - 1).Select(i => LevelAt(from, to, total * i / steps)), to];
        for (int i = 0; i < steps; i++)
        {
            BigReal middle = LogSlope(levels[i], levels[i + 1], 0);
            BigReal excess = middle - total / steps, error = BigReal.FromDouble(1e-30);
            yield return Decide.That($"step {i + 1} has the N-th part, within 1e-30", BigReal.CertainlyLess(-error, excess) && BigReal.CertainlyLess(excess, error), $"{(double)middle}");
            yield return Decide.That($"step {i + 1} within the budget", BigReal.CertainlyLess(middle, budget + error), $"{(double)middle}, budget {(double)budget}");
            BigReal beside = LogSlope(levels[i], levels[i + 1], BigReal.One / 2);
            yield return Decide.That($"step {i + 1} has its largest slope at 0, not along z = 1/2", BigReal.CertainlyLess(beside, middle), $"{(double)beside}, at 0 {(double)middle}");
        }
    }

    /// <summary>log f_from(x_from)/f_to(x_to) along the path of z.</summary>
    static BigReal LogSlope(BigReal from, BigReal to, BigReal z)
    {
        BigReal half = BigReal.One / 2;
        BigReal[] points = [-1, 1], prior = [half, half];
        BigReal Density(BigReal sigma) => QuantileFormulas.Density(
            z.IsExact && z.ContainsZero ? 0 : QuantileEnclosure.AtNormal(z, points, prior, 1, sigma), points, prior, 1, sigma);
        return BigReal.Log(Density(from) / Density(to));
    }

    /// <summary>The level below a at which the log-slope from S is so much; it rises as sigma falls there.</summary>
    static BigReal LevelAt(BigReal from, BigReal to, BigReal logSlope)
    {
        BigReal low = to, high = 1;
        for (int i = 0; i < 140; i++)
        {
            BigReal middle = ((low + high) / 2).Midpoint;
            if (BigReal.CertainlyLess(ExactFlows.TwoPointsLogSlope(1, from, middle), logSlope)) high = middle;
            else low = middle;
        }
        return high;
    }

    sealed class Telescoping : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["a", "s0", "s1", "s2"];
        public string Shapes => "two steps of the flow of two points";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            yield return (ExactFlows.TwoPointsLogSlope(x[0], x[1], x[2]) + ExactFlows.TwoPointsLogSlope(x[0], x[2], x[3]), ExactFlows.TwoPointsLogSlope(x[0], x[1], x[3]));
        }
    }

    /// <summary>The velocity's slope 1/sigma - Var_w/sigma^3 &gt;= 0: as sigma falls paths come nearer.</summary>
    sealed class Contracts : ICertificate
    {
        public IReadOnlyList<string> Variables => ["a", "w", "sigma"];
        public string Shapes => "two points, any weights";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["sigma^2 - a^2"] = x[2].Squared() - x[0].Squared(), ["sigma"] = x[2] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            (1 - MixtureAlgebra.DenoiserJacobian([x[1], 1 - x[1]], [[-x[0]], [x[0]]], T.One, x[2])[0][0]) / x[2];

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            (given["sigma^2 - a^2"] + NonNegative<T>.Square(MixtureAlgebra.Denoiser([x[1], 1 - x[1]], [[-x[0]], [x[0]]])[0]))
            / (given["sigma"] * NonNegative<T>.Square(x[2]));
    }
}
