using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Ratio;

[Claim("RADD.2", "RADD's losses are one bound: the denoising score entropy of a normalised prediction is the cross-entropy over the mask rate, to any last time; over all of time these are the any-order loss, and the cross-entropy over time as well.",
    Source = "Ou et al., RADD, arXiv:2406.03736, theorem 2, eqs. 3.5 and 3.6, appendix C",
    Refined = "stopped at a mask rate m below 1 the cross-entropy over time lies below the bound, by L H_b(m): 0.5955 nats at m = 0.95 and three tokens; over t from 1e-3 to 1 - 1e-3 of a log-linear schedule almost nothing, since H_b is symmetric",
    Oracle = "score entropy from its own pairs; derivatives by the last mask rate; the any-order loss over every order")]
public class FourLosses
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";

    [Identity]
    public IdentityOutcome Integrands() => Prove.LogIdentity(new AtAMask());

    [Identity]
    public IdentityOutcome Over_all_orders() => Prove.Identity(new Orders(2), new Orders(3));

    [Identity]
    public IdentityOutcome Up_to_a_last_time_of_two_tokens() => Prove.LogIdentity(new LastTime(2));

    [Identity]
    public IdentityOutcome Up_to_a_last_time_of_three_tokens() => Prove.LogIdentity(new LastTime(3));

    [Exact]
    public ExactOutcome Ends_of_time() => Exact.Rows(new[] { 1, 2, 3 }, length =>
    {
        // H_b(m) < m (1 - log m), and the rest of the bound is at most m, or 1 - m, times its greatest loss.
        BigReal[] loss = Losses(length);
        BigReal little = One / From(10).Power(30), allowed = little * 1000;
        BigReal begun = CrossEntropyBounds.OverTime(loss, little), over = CrossEntropyBounds.OverTime(loss, 1 - little), whole = SubsetBounds.ByCount(loss);
        return
        [
            Decide.That("0 where time begins", CertainlyLess(begun.Squared(), allowed.Squared()), $"{(double)begun:R}"),
            Decide.That("the bound where all is masked", CertainlyLess((over - whole).Squared(), allowed.Squared()), $"{(double)over:R}, bound {(double)whole:R}"),
        ];
    }, "L = 1, 2, 3", "mask rates 1e-30 and 1 - 1e-30, within 1e-27", [Trust]);

    [Exact]
    public ExactOutcome Figures() => Exact.Rows(new[] { 0 }, _ =>
    {
        BigReal first = Parse("0.000999"), last = Parse("0.999");
        return
        [
            Printed.Rounds("gap of three tokens, eps = 0.05", CrossEntropyBounds.TimeGap(3, Parse("0.95")), "0.5955"),
            Printed.Rounds("H_b(0.999)", CrossEntropyBounds.BinaryEntropy(last), "0.0079073"),
            Printed.Rounds("gap over t from 1e-3 to 1, eps = 1e-3, in millionths", (CrossEntropyBounds.BinaryEntropy(last) - CrossEntropyBounds.BinaryEntropy(first)) * 1_000_000, "6.9"),
        ];
    }, "L = 3 and 1", "eps = 0.05 and 1e-3", [Trust]);

    [Exact]
    public ExactOutcome Conditionals_of_any_order() => Exact.Rows(Enumerable.Range(1, 10), length =>
        [Decide.Equal("conditionals", length * (1 << length) / 2, Enumerable.Range(0, 1 << length).Sum(set => SubsetBounds.Members(set, length).Count()))],
        "L = 1..10", "a token and the set of masked ones that it is in: L 2^{L-1}");

    [Refutes("the cross-entropy over a finite time as the bound, without the gap")]
    public RefutationOutcome No_gap() => Refute.LogIdentity(new LastTime(2), new WithoutGap());

    [Refutes("the two integrands as the same at every time")]
    public RefutationOutcome Same_integrand() => Refute.LogIdentity(new AtAMask(), new WithoutTheOdds());

    [Refutes("the losses of all masked positions without 1/n", Link = "https://github.com/ML-GSAI/LLaDA/issues/4")]
    public RefutationOutcome Unweighted() => Refute.Identity(new Orders(3), new WithoutWeights());

    sealed class WithoutGap() : LastTime(2)
    {
        protected override T OverTime<T>(T[] loss, T lastMaskRate) => SubsetBounds.Continuous(loss, T.Zero, lastMaskRate) - FactorisationMistakes.NoGap<T>();
    }

    /// <summary>
    /// The slope by the last mask rate m is the integrand there: (1/m) sum over sets of m^n (1 - m)^{L-n} (loss - n log((1 - m)/m)). Both begin at 0, where H_b is
    /// continuous.
    /// </summary>
    class LastTime(int length) : ILogIdentity
    {
        protected virtual T OverTime<T>(T[] loss, T lastMaskRate) where T : ILogField<T> => CrossEntropyBounds.OverTime(loss, lastMaskRate);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("m").Vector("loss", (1 << length) - 1);
        public string Shapes => $"L = {length}, any losses and last mask rate";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T m, T[] loss) = (x[0], [T.Zero, .. x.Skip(1)]);
            T logOdds = T.Log((1 - m) / m);
            T integrand = Enumerable.Range(1, loss.Length - 1).Select(set => m.Power(int.PopCount(set)) * (1 - m).Power(length - int.PopCount(set)) * (loss[set] - int.PopCount(set) * logOdds)).Sum() / m;
            yield return (OverTime([.. loss.Select(LogDual<T>.Constant)], LogDual<T>.Variable(m)).Slope, integrand);
        }
    }

    sealed class WithoutTheOdds : AtAMask
    {
        protected override T Difference<T>(T rate, T odds) => T.Zero;
    }

    class AtAMask : ILogIdentity
    {
        protected virtual T Difference<T>(T rate, T odds) where T : ILogField<T> => rate * odds * T.Log(odds);

        public IReadOnlyList<string> Variables => ["alpha", "rate", "q1", "q2"];
        public string Shapes => "three tokens, any prediction that sums to 1, any alpha and rate";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T alpha, T rate, T[] predicted) = (x[0], x[1], [x[2], x[3], 1 - x[2] - x[3]]);
            T odds = alpha / (1 - alpha), maskRate = 1 - alpha;
            T entropy = ScoreEntropyFormulas.AbsorbingIntegrand(ScoreEntropyFormulas.FromMean(predicted, alpha), 0, alpha, rate);
            yield return (entropy, CrossEntropyBounds.TimeIntegrand(predicted[0], alpha, rate) + Difference(rate, odds));
            // d(mask rate) = rate alpha dt: the same integrand over the mask rate is -log q over it.
            yield return (entropy, rate * alpha * (-T.Log(predicted[0]) / maskRate));
        }
    }

    sealed class WithoutWeights() : Orders(3)
    {
        protected override T Bound<T>(T[] loss) => loss.Sum();
    }

    class Orders(int length) : IIdentity
    {
        protected virtual T Bound<T>(T[] loss) where T : IField<T> => SubsetBounds.Continuous(loss, T.Zero, T.One);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("l", (1 << length) - 1, length)
            .Where(name => SubsetBounds.Members(int.Parse(name[1..^1]), length).Contains(name[^1] - '1')).ToList();
        public string Shapes => $"L = {length}, any log-probabilities of the masked given the visible";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Dictionary<(int, int), T> logs = [];
            foreach (var (name, value) in Variables.Zip(x)) logs[(int.Parse(name[1..^1]), name[^1] - '1')] = value;
            T LogP(int set, int i) => logs[(set, i)];
            T[] loss = SubsetBounds.Losses(length, (Func<int, int, T>)LogP);
            yield return (SubsetBounds.AnyOrder(length, (Func<int, int, T>)LogP), Bound(loss));
            yield return (SubsetBounds.ByCount(loss), Bound(loss));
        }
    }

    static BigReal[] Losses(int length) => [0, .. Enumerable.Range(1, (1 << length) - 1).Select(set => FromFraction(set * set + 3, 7))];
}
