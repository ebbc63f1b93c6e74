using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.4", "Backward in time the chain has the rates p(y)/p(x) Q(y to x) from x to y and minus their sum on the diagonal: its law then moves by p Qbar = -p Q, and its small steps are those of Bayes.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eq. 3; Ou et al., RADD, arXiv:2406.03736, eq. 2.10",
    Oracle = "Bayes' rule for a step of length h, differentiated at h = 0, and the forward equation, for rates and laws without structure and for absorbing noise")]
public class RatesBackward
{
    [Identity]
    public IdentityOutcome Any_rates() => Prove.Identity(new Backward(2), new Backward(3), new Backward(4));

    [Identity]
    public IdentityOutcome Absorbing_noise() => Prove.Identity(new OfAbsorbing(3), new OfAbsorbing(5));

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.Reverse(on);

    [Sampled]
    public SampledOutcome Large_vocabulary_on_tensors(On on) => LargeVocabularyRatios.Reverse(on);

    [Refutes("Q(x to y) in the place of Q(y to x)")]
    public RefutationOutcome Without_exchange() => Refute.Identity(new OfAbsorbing(3), new NotExchanged());

    [Refutes("Q(x to y) in the place of Q(y to x), rates without structure")]
    public RefutationOutcome Without_exchange_of_any_rates() => Refute.Identity(new Backward(3), new NotExchangedOfAnyRates());

    [Refutes("p(x)/p(y), the ratio upside down")]
    public RefutationOutcome Upside_down() => Refute.Identity(new Backward(3), new UpsideDown());

    [Refutes("the diagonal of the forward rates kept")]
    public RefutationOutcome Forward_diagonal() => Refute.Identity(new Backward(3), new ForwardDiagonal());

    [Refutes("CSM's score, the ratio less 1, in the place of the ratio", Link = "SEDD, arXiv:2310.16834, footnote 1")]
    public RefutationOutcome Less_one() => Refute.Identity(new Backward(3), new LessOne());

    sealed class NotExchanged() : OfAbsorbing(3)
    {
        protected override T[][] Reverse<T>(T[][] rate, T[] p) => RateMistakes.ReverseWithoutExchange(rate, ConcreteScores.Of(p));
    }

    sealed class NotExchangedOfAnyRates() : Backward(3)
    {
        protected override T[][] Reverse<T>(T[][] rate, T[] p) => RateMistakes.ReverseWithoutExchange(rate, ConcreteScores.Of(p));
    }

    sealed class UpsideDown() : Backward(3)
    {
        protected override T[][] Reverse<T>(T[][] rate, T[] p) => RateMistakes.ReverseUpsideDown(rate, ConcreteScores.Of(p));
    }

    sealed class ForwardDiagonal() : Backward(3)
    {
        protected override T[][] Reverse<T>(T[][] rate, T[] p) => RateMistakes.ReverseWithForwardDiagonal(rate, ConcreteScores.Of(p));
    }

    sealed class LessOne() : Backward(3)
    {
        protected override T[][] Reverse<T>(T[][] rate, T[] p) => RateMistakes.ReverseFromLessOne(rate, ConcreteScores.Of(p));
    }

    static IEnumerable<(T Left, T Right)> Holds<T>(T[][] q, T[] p, T[][] reverse) where T : IField<T>
    {
        int size = p.Length;
        T[] moves = LinearAlgebra.Combine(p, q);
        foreach (var side in LinearAlgebra.Combine(p, reverse).Zip(moves, (back, forward) => (back, -forward))) yield return side;
        foreach (T[] row in reverse) yield return (row.Sum(), T.Zero);
        // To first order in h: the law h before, and the step from there, I + h Q.
        Dual<T>[] before = [.. p.Zip(moves, (value, slope) => new Dual<T>(value, -slope))];
        Dual<T>[][] step = [.. q.Select((row, x) => row.Select((rate, y) => new Dual<T>(x == y ? T.One : T.Zero, rate)).ToArray())];
        for (int x = 0; x < size; x++)
            foreach (var side in CategoricalFormulas.Reverse(step, LinearAlgebra.Identity<Dual<T>>(size), before, x).Zip(reverse[x], (bayes, rate) => (rate, bayes.Slope))) yield return side;
    }

    class Backward(int categories) : IIdentity
    {
        protected virtual T[][] Reverse<T>(T[][] rate, T[] p) where T : IField<T> => ReverseRates.Of(rate, p);

        public IReadOnlyList<string> Variables { get; } = FormalRates.Names(categories).Vector("p", categories);
        public string Shapes => $"V = {categories}, any rates and law";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] q = FormalRates.Rates(read, categories);
            T[] p = read.Vector(categories);
            return Holds(q, p, Reverse(q, p));
        }
    }

    class OfAbsorbing(int categories) : IIdentity
    {
        protected virtual T[][] Reverse<T>(T[][] rate, T[] p) where T : IField<T> => ReverseRates.Of(rate, p);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha").Vector("p", categories - 1);
        public string Shapes => $"V = {categories}, any alpha, law of the tokens and mask";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            foreach (int mask in FormalRates.Masks(categories))
            {
                AbsorbingRate rate = new(categories, mask);
                List<T> p0 = [.. x.Skip(1)];
                p0.Insert(mask, T.Zero);
                T[] p = LinearAlgebra.Combine([.. p0], rate.AtAlpha(x[0]));
                T[][] q = rate.Rate<T>();
                foreach (var side in Holds(q, p, Reverse(q, p))) yield return side;
            }
        }
    }
}

[Claim("Campbell.1", "Forward rates plus those backward, R + Rbar, leave the law at that time as it is; and the rates backward are those of a denoiser, R(y to x) sum over x_0 of q(y | x_0)/q(x | x_0) q(x_0 | x).",
    Source = "Campbell et al., arXiv:2205.14987, eq. 11 and proposition 4",
    Oracle = "the law's derivative p (R + Rbar); the denoiser by Bayes' rule, from any law of x_0 and any transitions")]
public class Corrector
{
    [Identity]
    public IdentityOutcome Stationary() => Prove.Identity(new Leaves(2), new Leaves(3), new Leaves(4));

    [Identity]
    public IdentityOutcome By_a_denoiser() => Prove.Identity(new Denoiser(2), new Denoiser(3));

    [Refutes("the forward rates not exchanged in the rates backward")]
    public RefutationOutcome Without_exchange() => Refute.Identity(new Leaves(3), new NotExchanged());

    [Refutes("1e-9 added to q(x | x_0) below the fraction", Link = "https://github.com/andrew-cr/tauLDR")]
    public RefutationOutcome Guarded() => Refute.Identity(new Denoiser(2), new GuardedDenoiser());

    sealed class NotExchanged() : Leaves(3)
    {
        protected override T[][] Reverse<T>(T[][] rate, T[] p) => RateMistakes.ReverseWithoutExchange(rate, ConcreteScores.Of(p));
    }

    sealed class GuardedDenoiser() : Denoiser(2)
    {
        protected override T[][] FromDenoiser<T>(T[][] rate, T[][] transition, T[][] denoiser) => RateMistakes.GuardedDenominator(rate, transition, denoiser);
    }

    class Leaves(int categories) : IIdentity
    {
        protected virtual T[][] Reverse<T>(T[][] rate, T[] p) where T : IField<T> => ReverseRates.Of(rate, p);

        public IReadOnlyList<string> Variables { get; } = FormalRates.Names(categories).Vector("p", categories);
        public string Shapes => $"V = {categories}, any rates and law";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] q = FormalRates.Rates(read, categories);
            T[] p = read.Vector(categories);
            T[][] corrector = ReverseRates.Corrector(q, Reverse(q, p));
            // Not 0 by itself: what it carries from x to the others is what comes back.
            for (int state = 0; state < categories; state++)
                yield return (Enumerable.Range(0, categories).Where(from => from != state).Select(from => p[from] * corrector[from][state]).Sum(), -p[state] * corrector[state][state]);
        }
    }

    class Denoiser(int categories) : IIdentity
    {
        protected virtual T[][] FromDenoiser<T>(T[][] rate, T[][] transition, T[][] denoiser) where T : IField<T> =>
            ReverseRates.FromDenoiser(rate, transition, denoiser, (_, _) => true);

        public IReadOnlyList<string> Variables { get; } = FormalRates.Names(categories).Matrix("t", categories, categories).Vector("p", categories);
        public string Shapes => $"V = {categories}, any rates, transitions and law";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] q = FormalRates.Rates(read, categories), transition = read.Matrix(categories, categories);
            T[] p0 = read.Vector(categories), p = LinearAlgebra.Combine(p0, transition);
            T[][] denoiser = [.. p.Select((at, state) => p0.Select((prior, x0) => prior * transition[x0][state] / at).ToArray())];
            return FormalRates.Entries(FromDenoiser(q, transition, denoiser), ReverseRates.Of(q, p));
        }
    }
}
