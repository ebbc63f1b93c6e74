using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("Campbell.3", "The bound needs no ratio of the conditional law: in the mean over x_t its integrand is sum Q(y to x) s(x, y) - Q(x to y) log s(y, x) and a term that no model changes; and Campbell's loss, sum of the rates backward less Z times the mean logarithm of the rate back from where a jump leads, is that with another such term.",
    Source = "Campbell et al., arXiv:2205.14987, proposition 2, eq. 13; Lou et al., SEDD, arXiv:2310.16834, eq. 30",
    Refined = "for rates that are positive between all states; the terms left out are not 0, so neither is a likelihood bound by itself",
    Oracle = "the bound's integrand summed over every x_t and pair, by its own ratios")]
public class BoundWithoutRatios
{
    [Identity]
    public IdentityOutcome Two_states() => Prove.LogIdentity(new Implicit(2));

    [Identity]
    public IdentityOutcome Three_states() => Prove.LogIdentity(new Implicit(3));

    [Refutes("log s(x, y), at the state that is left", Link = "https://github.com/andrew-cr/tauLDR")]
    public RefutationOutcome Own_state() => Refute.LogIdentity(new Implicit(3), new AtTheStateLeft());

    [Refutes("the constants left out: the loss as the bound", Link = "https://github.com/andrew-cr/tauLDR/issues/4")]
    public RefutationOutcome Without_constants() => Refute.LogIdentity(new Implicit(2), new WithoutConstants());

    sealed class AtTheStateLeft() : Implicit(3)
    {
        protected override T OfScores<T>(T[][] rate, T[] law, T[][] score, T sigmaDot) => ImplicitBounds.OfScores(rate, law, LinearAlgebra.Transpose(score), sigmaDot);
    }

    sealed class WithoutConstants() : Implicit(2)
    {
        protected override T Constant<T>(T value) => T.Zero;
    }

    class Implicit(int categories) : ILogIdentity
    {
        protected virtual T OfScores<T>(T[][] rate, T[] law, T[][] score, T sigmaDot) where T : ILogField<T> => ImplicitBounds.OfScores(rate, law, score, sigmaDot);

        protected virtual T Constant<T>(T value) where T : ILogField<T> => value;

        public IReadOnlyList<string> Variables { get; } =
            FormalRates.Names(categories).Vector("law", categories).Matrix("s", categories, categories - 1).Scalars("rate");
        public string Shapes => $"V = {categories}, any rates, conditional law, scores and sigma'";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] q = FormalRates.Rates(read, categories);
            T[] law = read.Vector(categories);
            T[][] score = FormalRates.Pairs(read, categories);
            T sigmaDot = read.Scalar();
            (int X, int Y)[] pairs = [.. from a in Enumerable.Range(0, categories) from b in Enumerable.Range(0, categories) where a != b select (a, b)];
            T implicitly = OfScores(q, law, score, sigmaDot);
            yield return (
                DwdseFormulas.Expected(q, law, score, sigmaDot, _ => true),
                implicitly + Constant(sigmaDot * pairs.Select(p => law[p.X] * q[p.Y][p.X] * ScoreEntropyFormulas.Constant(law[p.Y] / law[p.X])).Sum()));
            T[][] rate = LinearAlgebra.Scale(sigmaDot, q), reverse = ReverseRates.FromScore(rate, score);
            yield return (
                ImplicitBounds.OfRates(rate, law, reverse),
                implicitly - Constant(pairs.Select(p => law[p.X] * rate[p.X][p.Y] * T.Log(rate[p.X][p.Y])).Sum()));
        }
    }
}
