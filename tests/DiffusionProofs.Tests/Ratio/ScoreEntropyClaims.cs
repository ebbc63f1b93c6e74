using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.5", "The score entropy of a pair, s - r log s + K(r), is r log(r/s) - r + s: 0 at s = r and nowhere below, convex in s, with slope 1 - r/s, which is 1/s times that of (s - r)^2/2. It is the Bregman divergence of x log x from s to r, and r times that of -log from r to s.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, definition 3.1, proposition 3.2 and section 3.1",
    Refined = "the remark after definition 3.1 calls it the divergence of -log, and symmetric: the factor r is missing there, and it is not symmetric, 1.5488 at s = 0.3, r = 1.7 and 0.8796 exchanged",
    Oracle = "Bregman's definition with the generator's slope by dual numbers; a convex function is least where its slope is 0")]
public class PairOfRatios
{
    [Identity]
    public IdentityOutcome Value_slope_and_divergences() => Prove.LogIdentity(new Forms());

    [Certificate]
    public CertificateOutcome Convex() => Prove.Certificate(new Curvature());

    [Certified]
    public CertifiedOutcome Above_zero_on_either_side() => Certify.Positive(Box.Of(("s", 0.0625, 1), ("factor", 1.0625, 16)), new RatioAbove(), new RatioBelow());

    [Exact]
    public ExactOutcome Not_symmetric() => Exact.Rows(new[] { ("0.3", "1.7", "1.5488"), ("1.7", "0.3", "0.8796") }, row =>
        [Printed.Rounds("score entropy", ScoreEntropyFormulas.Pair(BigReal.Parse(row.Item1), BigReal.Parse(row.Item2)), row.Item3)],
        "one pair and its exchange", "s = 0.3, r = 1.7");

    [Refutes("K(a) = a log a")]
    public RefutationOutcome Short_constant() => Refute.LogIdentity(new Forms(), new ShortConstant());

    [Refutes("no constant K", Link = "https://github.com/andrew-cr/tauLDR/issues/4")]
    public RefutationOutcome No_constant() => Refute.LogIdentity(new Forms(), new NoConstant());

    [Refutes("the divergence of -log without the factor r", Link = "SEDD, arXiv:2310.16834, remark after definition 3.1")]
    public RefutationOutcome Without_the_factor() => Refute.LogIdentity(new Forms(), new WithoutFactor());

    [Refutes("that it is symmetric", Link = "SEDD, arXiv:2310.16834, remark after definition 3.1")]
    public RefutationOutcome Symmetric() => Refute.LogIdentity(new Forms(), new Exchanged());

    sealed class ShortConstant : Forms
    {
        protected override T Pair<T>(T s, T r) => RatioLossMistakes.PairOfShortConstant(s, r);
    }

    sealed class NoConstant : Forms
    {
        protected override T Pair<T>(T s, T r) => RatioLossMistakes.PairWithoutConstant(s, r);
    }

    sealed class WithoutFactor : Forms
    {
        protected override T Pair<T>(T s, T r) => RatioLossMistakes.PairOfLogDivergence(s, r);
    }

    sealed class Exchanged : Forms
    {
        protected override T Pair<T>(T s, T r) => ScoreEntropyFormulas.Pair(r, s);
    }

    /// <summary>F(a) - F(b) - F'(b) (a - b).</summary>
    static T Bregman<T>(Func<LogDual<T>, LogDual<T>> generator, T a, T b) where T : ILogField<T>
    {
        LogDual<T> atB = generator(LogDual<T>.Variable(b));
        return generator(LogDual<T>.Constant(a)).Value - atB.Value - atB.Slope * (a - b);
    }

    class Forms : ILogIdentity
    {
        protected virtual T Pair<T>(T s, T r) where T : ILogField<T> => ScoreEntropyFormulas.Pair(s, r);

        public IReadOnlyList<string> Variables { get; } = ["s", "r"];
        public string Shapes => "one pair, any positive s and r";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T s, T r) = (x[0], x[1]);
            T value = Pair(s, r);
            yield return (value, r * T.Log(r / s) - r + s);
            yield return (Pair(r, r), T.Zero);
            yield return (value, Bregman(a => a * LogDual<T>.Log(a), r, s));
            yield return (value, r * Bregman(a => -LogDual<T>.Log(a), s, r));
            T slope = Pair(LogDual<T>.Variable(s), LogDual<T>.Constant(r)).Slope;
            yield return (slope, 1 - r / s);
            yield return (slope, ConcreteScoreMatching.Pair(LogDual<T>.Variable(s), LogDual<T>.Constant(r)).Slope / s);
        }
    }

    /// <summary>The slope 1 - r/s of <see cref="Forms"/> rises, so s = r is the least point.</summary>
    sealed class Curvature : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = ["s", "r"];
        public string Shapes => "one pair";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T> { ["r"] = x[1] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => (1 - Dual<T>.Constant(x[1]) / Dual<T>.Variable(x[0])).Slope;

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            given["r"] / NonNegative<T>.Square(x[0]);
    }

    class RatioAbove : IInequality
    {
        protected virtual T Ratio<T>(T s, T factor) where T : IField<T> => s * factor;

        public IReadOnlyList<string> Variables { get; } = ["s", "factor"];
        public string Shapes => "one pair, r = factor s and r = s/factor";

        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => ScoreEntropyFormulas.Pair(x[0], Ratio(x[0], x[1]));
    }

    sealed class RatioBelow : RatioAbove
    {
        protected override T Ratio<T>(T s, T factor) => s / factor;
    }
}

[Claim("SEDD.6", "The three losses of score entropy differ by what no model changes: explicit less implicit = explicit less denoising = E sum w K(p(y)/p(x)), for weights that need not be symmetric. In the implicit loss the logarithm has the weight of the exchanged pair.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, propositions 3.2 and 3.3, theorem 3.4",
    Refined = "eq. 7 holds with the minus before the logarithm that the last line of its proof lacks, and where every x_0 that becomes y can become x, or w(x, y) is 0: under absorbing noise for pairs from the mask, which alone the rates weigh, and not for all",
    Oracle = "the mean of w K, with weights that are not symmetric, laws, transitions and scores without structure; absorbing noise from a law of the tokens")]
public class ThreeLosses
{
    [Identity]
    public IdentityOutcome Implicit() => Prove.LogIdentity(new ImplicitLoss());

    [Identity]
    public IdentityOutcome Denoising() => Prove.LogIdentity(new DenoisingLoss(2));

    [Identity]
    public IdentityOutcome Denoising_of_three_states() => Prove.LogIdentity(new DenoisingLoss(3));

    [Identity]
    public IdentityOutcome Absorbing_noise() => Prove.LogIdentity(new AbsorbingLoss());

    [Identity]
    public IdentityOutcome Nothing_lost_at_the_ratios() => Prove.LogIdentity(new AtTheRatios());

    [Refutes("w(x, y) at the logarithm of s(y, x)", Link = "SEDD, arXiv:2310.16834, eq. 6, with symmetric weights in mind")]
    public RefutationOutcome Without_exchange() => Refute.LogIdentity(new ImplicitLoss(), new NotExchanged());

    [Refutes("log s(x, y) in the place of log s(y, x)")]
    public RefutationOutcome Own_row() => Refute.LogIdentity(new ImplicitLoss(), new OwnRow());

    [Refutes("the minus before the logarithm lost", Link = "SEDD, arXiv:2310.16834, last line of the proof of theorem 3.4")]
    public RefutationOutcome Plus() => Refute.LogIdentity(new DenoisingLoss(2), new WithPlus());

    [Refutes("the conditionals' ratio upside down")]
    public RefutationOutcome Upside_down() => Refute.LogIdentity(new DenoisingLoss(2), new UpsideDown());

    [Refutes("the denoising loss for every weight, where an x_0 becomes y and not x", Link = "SEDD, arXiv:2310.16834, theorem 3.4")]
    public RefutationOutcome Any_weights() => Refute.LogIdentity(new AbsorbingLoss(), new EveryPair());

    sealed class EveryPair : AbsorbingLoss
    {
        protected override bool IsWeighed(int x, int mask) => true;
    }

    sealed class NotExchanged : ImplicitLoss
    {
        protected override T Loss<T>(T[] p, T[][] score, T[][] weights) => RatioLossMistakes.ImplicitWithoutExchange(p, score, weights);
    }

    sealed class OwnRow : ImplicitLoss
    {
        protected override T Loss<T>(T[] p, T[][] score, T[][] weights) => RatioLossMistakes.ImplicitOfOwnRow(p, score, weights);
    }

    sealed class WithPlus() : DenoisingLoss(2)
    {
        protected override T Loss<T>(T[] p0, T[][] transition, T[][] score, T[][] weights) =>
            RatioLossMistakes.DenoisingWithPlus(p0, transition, score, weights, [0, 1], (_, _) => true);
    }

    sealed class UpsideDown() : DenoisingLoss(2)
    {
        protected override T Loss<T>(T[] p0, T[][] transition, T[][] score, T[][] weights) => RatioLossMistakes.DenoisingUpsideDown(p0, transition, score, weights);
    }

    class ImplicitLoss : ILogIdentity
    {
        const int Categories = 3;

        protected virtual T Loss<T>(T[] p, T[][] score, T[][] weights) where T : ILogField<T> => ScoreEntropyLosses.Implicit(p, score, weights, [0, 1, 2]);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", Categories).Matrix("s", Categories, Categories - 1).Matrix("w", Categories, Categories - 1);
        public string Shapes => $"V = {Categories}, any law, scores and weights";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[] p = read.Vector(Categories);
            T[][] s = FormalRates.Pairs(read, Categories), w = FormalRates.Pairs(read, Categories);
            yield return (ScoreEntropyLosses.Explicit(p, s, w, [0, 1, 2]) - Loss(p, s, w), ScoreEntropyLosses.Gap(p, w));
        }
    }

    /// <summary>At the true ratios the explicit loss adds nothing; its slope along a score is p(x) w (1 - r/s), so it is 0 there.</summary>
    sealed class AtTheRatios : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", 3).Matrix("w", 3, 2).Matrix("s", 3, 2);
        public string Shapes => "V = 3, any law, weights and scores, every score's slope";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[] p = read.Vector(3);
            T[][] w = FormalRates.Pairs(read, 3), score = FormalRates.Pairs(read, 3), ratios = ConcreteScores.Of(p);
            yield return (w[0][1] + ScoreEntropyLosses.Explicit(p, ratios, w, [0, 1, 2]), w[0][1]);
            LogDual<T>[] law = [.. p.Select(LogDual<T>.Constant)];
            LogDual<T>[][] weights = [.. w.Select(row => row.Select(LogDual<T>.Constant).ToArray())];
            for (int from = 0; from < 3; from++)
                for (int to = 0; to < 3; to++)
                {
                    if (from == to) continue;
                    LogDual<T>[][] moved = [.. score.Select((row, i) => row.Select((s, j) => i == from && j == to ? LogDual<T>.Variable(s) : LogDual<T>.Constant(s)).ToArray())];
                    yield return (ScoreEntropyLosses.Explicit(law, moved, weights, [0, 1, 2]).Slope, p[from] * w[from][to] * (1 - ratios[from][to] / score[from][to]));
                }
        }
    }

    class DenoisingLoss(int categories) : ILogIdentity
    {
        protected virtual T Loss<T>(T[] p0, T[][] transition, T[][] score, T[][] weights) where T : ILogField<T> =>
            ScoreEntropyLosses.Denoising(p0, transition, score, weights, [.. Enumerable.Range(0, categories)], (_, _) => true);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", categories).Matrix("t", categories, categories).Matrix("s", categories, categories - 1).Matrix("w", categories, categories - 1);
        public string Shapes => $"V = {categories}, any law, transitions, scores and weights";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[] p0 = read.Vector(categories);
            T[][] transition = read.Matrix(categories, categories), s = FormalRates.Pairs(read, categories), w = FormalRates.Pairs(read, categories);
            T[] p = LinearAlgebra.Combine(p0, transition);
            yield return (ScoreEntropyLosses.Explicit(p, s, w, [.. Enumerable.Range(0, categories)]) - Loss(p0, transition, s, w), ScoreEntropyLosses.Gap(p, w));
        }
    }

    /// <summary>From a token only itself and the mask are reached; the law at t has mass on all three.</summary>
    class AbsorbingLoss : ILogIdentity
    {
        protected virtual bool IsWeighed(int x, int mask) => x == mask;

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha").Vector("p", 2).Matrix("s", 3, 2).Vector("w", 3);
        public string Shapes => "V = 3, the mask first, last and between, any alpha, law of the tokens, scores and weights of the pairs from the mask";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T alpha = read.Scalar();
            T[] tokens = read.Vector(2);
            T[][] s = FormalRates.Pairs(read, 3);
            T[] row = read.Vector(3);
            foreach (int mask in new[] { 0, 1, 2 })
            {
                T[][] w = [.. Enumerable.Range(0, 3).Select(x => IsWeighed(x, mask) ? row : [.. row.Select(_ => T.Zero)])];
                AbsorbingRate rate = new(3, mask);
                List<T> p0 = [.. tokens];
                p0.Insert(mask, T.Zero);
                T[][] transition = rate.AtAlpha(alpha);
                T[] p = LinearAlgebra.Combine([.. p0], transition);
                int[] support = [.. Enumerable.Range(0, 3).Where(y => y != mask)];
                yield return (ScoreEntropyLosses.Explicit(p, s, w, [0, 1, 2]) - ScoreEntropyLosses.Denoising([.. p0], transition, s, w, support, rate.Reaches), ScoreEntropyLosses.Gap(p, w));
            }
        }
    }
}
