using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.Categorical;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.13", "Tweedie's step: with the true ratios (s exp(-d Q))[a] exp(d Q)[a][x_t] is the probability of a in that place at time s given the whole of x_t. So for one token it is the reverse step, and for a sequence, its places drawn independently, nothing else that draws them independently is nearer to the true law.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, theorems 4.1 and 4.2, eqs. 18-20",
    Refined = "each factor is a marginal, where the proof of theorem 4.2 words it with the other places unchanged; nearer in KL(true law || step), where the step gives probability to all that the true law does; the row sums to 1 for every score with 1 at x_t, though entries may be negative",
    Oracle = "Bayes' theorem over all sequences; the divergence split into the places' own")]
public class TweedieSteps
{
    [Identity]
    public IdentityOutcome One_token() => Prove.Identity(new OneToken(2), new OneToken(3));

    [Identity]
    public IdentityOutcome Marginals_of_a_sequence() => Prove.Identity(
        new Sequence(new UniformRate(2)), new Sequence(new UniformRate(3)), new Sequence(new UnscaledUniformRate(2)), new Sequence(new AbsorbingRate(2, 0)), new Sequence(new AbsorbingRate(3, 2)));

    [Identity]
    public IdentityOutcome Nearest_of_the_independent_draws() => Prove.LogIdentity(new Split());

    [Refutes("the row x_t of exp(d Q) in the place of its column")]
    public RefutationOutcome Row_of_the_transition() => Refute.Identity(new Sequence(new AbsorbingRate(3, 2)), new OfTheRow());

    [Refutes("exp(d Q) applied to the scores in the place of its inverse")]
    public RefutationOutcome Without_the_inverse() => Refute.Identity(new Sequence(new UniformRate(3)), new WithoutInverse());

    [Refutes("x_t's own score left as the network gives it", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/blob/main/model/transformer.py")]
    public RefutationOutcome Own_score_kept() => Refute.Identity(new OneToken(3), new WithOwnScore());

    [Refutes("a factor as the probability of a with the other places unchanged", Link = "SEDD, arXiv:2310.16834, proof of theorem 4.2 as worded")]
    public RefutationOutcome Others_unchanged() => Refute.Identity(new Sequence(new UniformRate(2)), new WithOthersUnchanged());

    sealed class WithOwnScore() : OneToken(3)
    {
        protected override T[] Score<T>(T[] ratios, int xt, T free) => RatioStepMistakes.OwnScoreKept(ratios, xt, free);
    }

    /// <summary>Any row-stochastic matrix as transition; any law, and any score with 1 at x_t.</summary>
    class OneToken(int categories) : IIdentity
    {
        protected virtual T[] Score<T>(T[] ratios, int xt, T free) where T : IField<T> => ratios;

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, 1).Vector("p", categories).Vector("s", categories);
        public string Shapes => $"V = {categories}, any transition that has an inverse, any law, every x_t; sums for any score";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] transition = FormalChain.Steps(read, categories, 1)[0];
            T[] before = read.Vector(categories), any = read.Vector(categories), law = LinearAlgebra.Combine(before, transition);
            T[][] columns = LinearAlgebra.Identity<T>(categories), inverse = LinearAlgebra.Transpose<T>([.. columns.Select(unit => LinearAlgebra.Solve(transition, unit))]);
            for (int xt = 0; xt < categories; xt++)
            {
                T[] step = SamplerSteps.Tweedie(inverse, transition, Score(ConcreteScores.Of(law)[xt], xt, any[xt]), xt);
                for (int a = 0; a < categories; a++) yield return (before[a] * transition[a][xt] / law[xt], step[a]);
                yield return (SamplerSteps.Tweedie(inverse, transition, Score([.. any.Select((s, a) => a == xt ? T.One : s)], xt, any[xt]), xt).Sum(), T.One);
            }
        }
    }

    sealed class OfTheRow() : Sequence(new AbsorbingRate(3, 2))
    {
        protected override T[] Step<T>(ClosedRate rate, T[] score, int xt, T ratio) => RatioStepMistakes.TweedieOfTheRow(rate.AtAlpha(1 / ratio), rate.AtAlpha(ratio), score, xt);
    }

    sealed class WithoutInverse() : Sequence(new UniformRate(3))
    {
        protected override T[] Step<T>(ClosedRate rate, T[] score, int xt, T ratio) => RatioStepMistakes.TweedieWithoutInverse(rate.AtAlpha(ratio), score, xt);
    }

    sealed class WithOthersUnchanged() : Sequence(new UniformRate(2))
    {
        protected override bool Counts(int[] xs, int[] xt, int place) => SequenceRates.Distance(xs, xt) == (xs[place] == xt[place] ? 0 : 1);
    }

    /// <summary>Two tokens with any law at time s.</summary>
    class Sequence(ClosedRate rate) : IIdentity
    {
        protected virtual T[] Step<T>(ClosedRate rate, T[] score, int xt, T ratio) where T : IField<T> => SamplerSteps.Tweedie(rate, score, xt, ratio);

        /// <summary>Whether an x_s with the right token in the place is counted.</summary>
        protected virtual bool Counts(int[] xs, int[] xt, int place) => true;

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", rate.Categories * rate.Categories).Scalars("ratio");
        public string Shapes => $"L = 2, V = {rate.Categories}, {rate.GetType().Name}, any law at s, any noise from s to t, every x_t and place";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T[] before, T ratio) = ([.. x.SkipLast(1)], x[^1]);
            int[][] states = [.. SequenceRates.States(rate.Categories, 2)];
            T[][] transition = SequenceRates.Transition(rate.AtAlpha(ratio), 2);
            T[] law = LinearAlgebra.Combine(before, transition);
            T At(int[] state) => law[state[0] * rate.Categories + state[1]];
            for (int t = 0; t < states.Length; t++)
                for (int place = 0; place < 2; place++)
                {
                    int[] xt = states[t];
                    int[] With(int a) => place == 0 ? [a, xt[1]] : [xt[0], a];
                    T[] step = Step(rate, [.. Enumerable.Range(0, rate.Categories).Select(a => At(With(a)) / At(xt))], xt[place], ratio);
                    for (int a = 0; a < rate.Categories; a++)
                    {
                        T marginal = Enumerable.Range(0, states.Length).Where(s => states[s][place] == a && Counts(states[s], xt, place)).Select(s => before[s] * transition[s][t]).Sum();
                        yield return (marginal / law[t], step[a]);
                    }
                }
        }
    }

    /// <summary>KL(r || u v) = KL(r || its marginals) + KL(first marginal || u) + KL(second || v).</summary>
    sealed class Split : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["r11", "r12", "r21", "u", "v"];
        public string Shapes => "two places of two tokens, any law and any independent draw";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            T[] r = [x[0], x[1], x[2], 1 - x[0] - x[1] - x[2]], first = [r[0] + r[1], r[2] + r[3]], second = [r[0] + r[2], r[1] + r[3]];
            T[] u = FormalChain.Row([x[3]]), v = FormalChain.Row([x[4]]);
            static T[] Product(T[] a, T[] b) => [.. a.SelectMany(p => b.Select(q => p * q))];
            yield return (CategoricalFormulas.KullbackLeibler(r, Product(u, v), [0, 1, 2, 3]),
                CategoricalFormulas.KullbackLeibler(r, Product(first, second), [0, 1, 2, 3])
                + CategoricalFormulas.KullbackLeibler(first, u, [0, 1]) + CategoricalFormulas.KullbackLeibler(second, v, [0, 1]));
        }
    }
}
