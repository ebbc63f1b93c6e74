using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("CSM.1", "Squared errors of the concrete score c = p(y)/p(x) - 1 need no ratio: half the mean of c^2 + 2 c, less the sum of p(y) c over all pairs, differs from half the mean of (c - (p(y) - p(x))/p(x))^2 by what no model changes. SEDD's score is 1 more, and s times the slope of its entropy in s is the slope of this.",
    Source = "Meng et al., CSM, arXiv:2211.00802, theorem 2; Lou et al., SEDD, arXiv:2310.16834, eq. 4, footnote 1 and section 3.1",
    Refined = "all other states are neighbours",
    Oracle = "the squares multiplied out; slopes by dual numbers in every entry of the score")]
public class SquaredErrorsOfRatios
{
    [Identity]
    public IdentityOutcome Without_ratios() => Prove.Identity(new Squares(2), new Squares(3));

    [Identity]
    public IdentityOutcome Slopes() => Prove.LogIdentity(new Gradients());

    [Refutes("SEDD's ratio fed to CSM's objective as its concrete score", Link = "SEDD, arXiv:2310.16834, footnote 1")]
    public RefutationOutcome The_ratio_itself() => Refute.Identity(new Squares(3), new RatioItself());

    sealed class RatioItself() : Squares(3)
    {
        protected override T[][] Concrete<T>(T[][] score) => score;
    }

    class Squares(int categories) : IIdentity
    {
        protected virtual T[][] Concrete<T>(T[][] score) where T : IField<T> => ConcreteScores.LessOne(score);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", categories).Matrix("s", categories, categories - 1);
        public string Shapes => $"V = {categories}, any law and scores";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[] p = read.Vector(categories);
            T[][] s = FormalRates.Pairs(read, categories);
            // What remains does not have s in it.
            T rest = (from i in Enumerable.Range(0, categories) from j in Enumerable.Range(0, categories) where i != j select (p[j] - p[i]).Squared() / p[i]).Sum() / 2;
            yield return (ConcreteScoreMatching.Explicit(p, s), ConcreteScoreMatching.Implicit(p, Concrete(s)) + rest);
        }
    }

    sealed class Gradients : ILogIdentity
    {
        const int Categories = 3;

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", Categories).Matrix("s", Categories, Categories - 1);
        public string Shapes => $"V = {Categories}, any law and scores, weights 1, every entry";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            LogDual<T>[] p = [.. read.Vector(Categories).Select(LogDual<T>.Constant)];
            T[][] s = FormalRates.Pairs(read, Categories);
            LogDual<T>[][] ones = [.. p.Select(_ => p.Select(_ => LogDual<T>.From(1)).ToArray())];
            for (int i = 0; i < Categories; i++)
                for (int j = 0; j < Categories; j++)
                {
                    LogDual<T>[][] moved = [.. s.Select((row, a) => row.Select((entry, b) => a == i && b == j ? LogDual<T>.Variable(entry) : LogDual<T>.Constant(entry)).ToArray())];
                    T entropy = ScoreEntropyLosses.Explicit(p, moved, ones, [0, 1, 2]).Slope, squares = ConcreteScoreMatching.Explicit(p, moved).Slope;
                    yield return (s[i][j] * entropy, squares);
                }
        }
    }
}
