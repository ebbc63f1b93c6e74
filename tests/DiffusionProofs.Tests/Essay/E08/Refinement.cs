using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.c1", "With the exact denoiser a step cut in two does not raise the discrete bound: it falls by (m_u - m_s) [D(m_t) - D(m_u)], nothing only where D is the same at both, D(m) = sum_i E[H(x_i | visible others)] at mask rate m, which does not fall in m.",
    Source = "Shi et al., MD4, arXiv:2406.04329, section 3; Sahoo et al., MDLM, arXiv:2406.07524, eq. 8",
    Refined = "for the exact denoiser, and when T divides T': not for a poor denoiser, nor from T to T + 1",
    Oracle = "two mask rates drawn together, so that the smaller set of masks lies in the larger")]
public class E08RefinementDoesNotRaise
{
    [Certificate]
    public CertificateOutcome A_step_cut_in_two() => Prove.Certificate(new CutInTwo(2), new CutInTwo(3), new CutInTwo(4)) with
    {
        Trust = ["that conditioning on one more position does not raise an entropy"],
    };

    [Identity]
    public IdentityOutcome What_a_cut_gains() => Prove.Identity(new Gain(2), new Gain(3), new Gain(4));

    [Refutes("that refinement lowers the bound of every denoiser")]
    public RefutationOutcome Not_for_a_poor_denoiser() => Refute.AtWitness(
        "L = 2, T = 1 and T = 2 of alpha = 1 - t; losses of the sets {1}, {2}, {1, 2}: 1, 1, 4 for one denoiser, 3, 3, 2 for a poor one",
        () => [DoesNotRise([0, 1, 1, 4])],
        () => [DoesNotRise([0, 3, 3, 2])]);

    static Decision DoesNotRise(Rational[] loss)
    {
        Rational one = SubsetBounds.DiscreteLinear(loss, 1), two = SubsetBounds.DiscreteLinear(loss, 2);
        return Decide.That("bound at T = 2 at most that at T = 1", two <= one, $"{two} against {one}");
    }

    /// <summary>
    /// For a position i and the others' masked sets R: h[R] = H(x_i | others not in R), which an added mask does not lower. Position by
    /// position the three states of the others (masked at both rates, at t alone, at neither) have probabilities m_u, m_t - m_u, 1 - m_t.
    /// </summary>
    sealed class CutInTwo(int length) : ICertificate
    {
        readonly int others = length - 1;

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("ms", "mu", "mt").Vector("h", 1 << length - 1);
        public string Shapes => $"L = {length}, a position at a time, any law of sequences";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            Dictionary<string, T> given = new()
            {
                ["mu"] = x[1],
                ["mu - ms"] = x[1] - x[0],
                ["mt - mu"] = x[2] - x[1],
                ["1 - mt"] = 1 - x[2],
            };
            foreach (var (set, added) in Increments()) given[Name(set, added)] = x[3 + (set | 1 << added)] - x[3 + set];
            return given;
        }

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] h = [.. x.Skip(3)];
            T Mean(T m) => LinearAlgebra.Dot(
                [.. Enumerable.Range(0, 1 << others).Select(set => m.Power(int.PopCount(set)) * (1 - m).Power(others - int.PopCount(set)))], h);
            // m D(m) is the position's expected loss; a step weighs it by the reveal probability (m_t - m_s)/m_t.
            T Step(T from, T to) => (to - from) / to * (to * Mean(to));
            return Step(x[0], x[2]) - Step(x[0], x[1]) - Step(x[1], x[2]);
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            NonNegative<T> sum = NonNegative<T>.Of(0);
            for (int small = 0; small < 1 << others; small++)
                for (int large = 0; large < 1 << others; large++)
                {
                    if ((small & ~large) != 0) continue;
                    NonNegative<T> probability = NonNegative<T>.Of(1);
                    for (int j = 0; j < others; j++)
                        probability *= given[(small >> j & 1) != 0 ? "mu" : (large >> j & 1) != 0 ? "mt - mu" : "1 - mt"];
                    int set = small;
                    for (int j = 0; j < others; j++)
                    {
                        if (((large & ~small) >> j & 1) == 0) continue;
                        sum += probability * given[Name(set, j)];
                        set |= 1 << j;
                    }
                }
            return given["mu - ms"] * sum;
        }

        IEnumerable<(int Set, int Added)> Increments() =>
            from set in Enumerable.Range(0, 1 << others)
            from j in Enumerable.Range(0, others)
            where (set >> j & 1) == 0
            select (set, j);

        static string Name(int set, int added) => $"h{(set | 1 << added) + 1} - h{set + 1}";
    }

    /// <summary>The gain of a cut for any model of z_t, with E[loss] = m D(m): (m_u - m_s)(D(m_t) - D(m_u)).</summary>
    sealed class Gain(int length) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = MaskedModel<Rational>.Names(length).Scalars("ms", "mu", "mt");
        public string Shapes => $"L = {length}, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] loss = new MaskedModel<T>(read, length).Losses;
            (T ms, T mu, T mt) = (read.Scalar(), read.Scalar(), read.Scalar());
            T D(T m) => SubsetBounds.ExpectedLoss(loss, m) / m;
            yield return (
                SubsetBounds.Discrete(loss, [1 - ms, 1 - mt]) - SubsetBounds.Discrete(loss, [1 - ms, 1 - mu, 1 - mt]),
                (mu - ms) * (D(mt) - D(mu)));
        }
    }
}

[Claim("E8.c2", "With the exact denoiser and alpha = 1 - t, L positions that all hold the same of K equally likely tokens have the discrete bound (L log K/T) sum_i (i/T)^{L-1}: for two of them log K (1 + 1/T), while the law's entropy is log K.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eq. 8, evaluated",
    Oracle = "the exact conditionals over all masks, from the enumerated list")]
public class E08CorrelatedTokens
{
    [Identity]
    public IdentityOutcome Closed_form() => Prove.LogIdentity(new ClosedForm());

    [Exact]
    public ExactOutcome Enumerated_lists() => Exact.Rows(
        from k in Enumerable.Range(2, 4) from length in Enumerable.Range(1, 5) from steps in new[] { 1, 2, 3, 7 } select (K: k, L: length, T: steps),
        row =>
        {
            var bound = new ExactBound<LogForm<Rational>>([.. Enumerable.Range(0, row.K).Select(token => Enumerable.Repeat(token, row.L).ToArray())]);
            LogForm<Rational> k = LogForm<Rational>.From(row.K);
            return
            [
                Decide.Equal("discrete bound", Correlated(k, row.L, row.T), bound.Discrete(row.T)),
                Decide.Equal("continuous bound", LogForm<Rational>.Log(k), bound.Continuous),
                Decide.Equal("entropy", LogForm<Rational>.Log(k), bound.Entropy),
            ];
        }, "K = 2..5, L = 1..5, T = 1, 2, 3, 7", "all the positions equal, K equally likely sequences");

    [Refutes("that the discrete bound is the entropy: the gap left out")]
    public RefutationOutcome Without_the_gap() => Refute.LogIdentity(new ClosedForm(), new WithoutGap());

    static T Correlated<T>(T k, int length, int steps) where T : ILogField<T> =>
        T.Log(k) * (Enumerable.Range(1, steps).Select(i => T.From(i).Power(length - 1)).Sum() * length / T.From(steps).Power(length));

    sealed class WithoutGap : ClosedForm
    {
        protected override T TwoTokens<T>(T k, int steps) => T.Log(k);
    }

    class ClosedForm : ILogIdentity
    {
        protected virtual T TwoTokens<T>(T k, int steps) where T : ILogField<T> => T.Log(k) * (steps + 1) / steps;

        public IReadOnlyList<string> Variables => ["K"];
        public string Shapes => "L = 2..6, T = 1..8, any K";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            for (int length = 2; length <= 6; length++)
                for (int steps = 1; steps <= 8; steps++)
                {
                    // Only where nothing is visible is anything uncertain.
                    T[] loss = [.. Enumerable.Repeat(T.Zero, (1 << length) - 1), length * T.Log(x[0])];
                    T bound = SubsetBounds.DiscreteLinear(loss, steps);
                    yield return (bound, Correlated(x[0], length, steps));
                    if (length == 2) yield return (bound, TwoTokens(x[0], steps));
                }
        }
    }
}

[Claim("E8.c3", "The discrete bound with the exact denoiser need not be monotone in T: a maximum-distance-separable code of length 25 and dimension 10 has 14.4216 at T = 2 and 14.5783 at T = 3, in units of log q.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eq. 8, evaluated; Singleton, 1964",
    Oracle = "counting: any 10 symbols of a word are free and determine the rest")]
public class E08NotMonotone
{
    static readonly Rational printedAtTwo = new(144216, 10000), printedAtThree = new(145783, 10000), halfDigit = new(1, 20000);

    [Certificate]
    public CertificateOutcome Rises_by_a_positive_multiple_of_log_q() => Prove.Certificate(
        new Combination("T = 3 less T = 2 less 3/20 log q", new(-3, 20), (3, 1), (2, -1)),
        new Combination("T = 2 from below", halfDigit - printedAtTwo, (2, 1)),
        new Combination("T = 2 from above", halfDigit + printedAtTwo, (2, -1)),
        new Combination("T = 3 from below", halfDigit - printedAtThree, (3, 1)),
        new Combination("T = 3 from above", halfDigit + printedAtThree, (3, -1))) with
    {
        Trust = ["that such codes exist over large fields (Reed and Solomon)"],
    };

    [Exact]
    public ExactOutcome At_two_and_three_steps() => Exact.Rows([(T: 2, Printed: printedAtTwo), (T: 3, Printed: printedAtThree)], row =>
    {
        Rational bound = Bound<Rational>(25, 10, row.T);
        return [Decide.That("rounds to the printed value", Rational.Abs(bound - row.Printed) <= halfDigit, $"{bound.ToDouble():R}")];
    }, "L = 25, k = 10", "alpha = 1 - t, equal steps", ["that such codes exist over large fields (Reed and Solomon)"]);

    [Exact]
    public ExactOutcome A_small_code_enumerated() => Exact.Rows(
        from k in Enumerable.Range(1, 3) from steps in Enumerable.Range(1, 4) select (K: k, T: steps),
        row =>
        {
            var bound = new ExactBound<LogForm<Rational>>(ReedSolomon(5, row.K));
            LogForm<Rational> logQ = LogForm<Rational>.Log(LogForm<Rational>.From(5));
            return
            [
                Decide.Equal("discrete bound", logQ * Bound<Rational>(5, row.K, row.T), bound.Discrete(row.T)),
                Decide.Equal("continuous bound", logQ * LogForm<Rational>.From(row.K), bound.Continuous),
            ];
        }, "q = L = 5, k = 1..3, T = 1..4", "polynomials over 5 elements, at all of them");

    [Refutes("that more steps never raise the bound with the exact denoiser")]
    public RefutationOutcome More_steps_can_raise_it() => Refute.AtWitness(
        "the code of length 25 and dimension 10, T = 2 against T = 4, then T = 3",
        () => [AtMost(4, 2)],
        () => [AtMost(3, 2)]);

    static Decision AtMost(int steps, int before)
    {
        Rational value = Bound<Rational>(25, 10, steps), earlier = Bound<Rational>(25, 10, before);
        return Decide.That($"bound at T = {steps} at most that at T = {before}", value <= earlier, $"{value.ToDouble():R} against {earlier.ToDouble():R}");
    }

    /// <summary>In units of log q: with fewer than k symbols visible each masked one is uniform, with k or more none is uncertain.</summary>
    static T Bound<T>(int length, int dimension, int steps) where T : IField<T> => LinearAlgebra.Dot(
        CountWeights.DiscreteLinear<T>(length, steps),
        [.. Enumerable.Range(0, length + 1).Select(n => length - n < dimension ? T.From(n * CountWeights.Binomial(length, n)) : T.Zero)]);

    /// <summary>The values at 0..q-1 of all polynomials of degree below k over the integers modulo a prime q.</summary>
    static int[][] ReedSolomon(int q, int k) =>
        [.. Enumerable.Range(0, (int)Math.Pow(q, k)).Select(word =>
        {
            int[] coefficients = new int[k];
            for (int i = 0, rest = word; i < k; i++, rest /= q) coefficients[i] = rest % q;
            return Enumerable.Range(0, q).Select(x => coefficients.Reverse().Aggregate(0, (value, c) => (value * x + c) % q)).ToArray();
        })];

    /// <summary>
    /// A constant plus multiples of the bounds, times log q, for L = 25 and k = 10. The reason counts anew: a masked symbol is uncertain where
    /// fewer than k of the other 24 are visible, each with probability 1 - i/T, so the bound is (25/T) sum_i P(fewer than k).
    /// </summary>
    sealed class Combination(string shapes, Rational constant, params (int Steps, int Factor)[] bounds) : ICertificate
    {
        public IReadOnlyList<string> Variables => ["log q"];
        public string Shapes => $"L = 25, k = 10, any q; {shapes}";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T> { ["log q"] = x[0] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            (constant.In<T>() + bounds.Select(b => b.Factor * Bound<T>(25, 10, b.Steps)).Sum()) * x[0];

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            PositiveFraction.Of<T>(constant + bounds.Select(b => b.Factor * FewVisible(b.Steps)).Sum()) * given["log q"];

        static Rational FewVisible(int steps) => new Rational(25, steps) * Enumerable.Range(1, steps).Select(i =>
            Enumerable.Range(0, 10).Select(visible => CountWeights.Binomial(24, visible)
                * Rational.Pow(new(steps - i, steps), visible) * Rational.Pow(new(i, steps), 24 - visible)).Sum()).Sum();
    }
}
