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
    public IdentityOutcome Marginals_of_three_places() => Prove.Identity(new Sequence(new UniformRate(2), 3), new Sequence(new AbsorbingRate(2, 1), 3));

    [Identity]
    public IdentityOutcome Nearest_of_the_independent_draws() => Prove.LogIdentity(new Split(2, 2));

    [Identity]
    public IdentityOutcome Nearest_for_three_tokens() => Prove.LogIdentity(new Split(2, 3));

    [Identity]
    public IdentityOutcome Nearest_for_three_places() => Prove.LogIdentity(new Split(3, 2));

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

    /// <summary>Tokens with any law at time s.</summary>
    class Sequence(ClosedRate rate, int length = 2) : IIdentity
    {
        protected virtual T[] Step<T>(ClosedRate rate, T[] score, int xt, T ratio) where T : IField<T> => SamplerSteps.Tweedie(rate, score, xt, ratio);

        /// <summary>Whether an x_s with the right token in the place is counted.</summary>
        protected virtual bool Counts(int[] xs, int[] xt, int place) => true;

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", (int)Math.Pow(rate.Categories, length)).Scalars("ratio");
        public string Shapes => $"L = {length}, V = {rate.Categories}, {rate.GetType().Name}, any law at s, any noise from s to t, every x_t and place";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T[] before, T ratio) = ([.. x.SkipLast(1)], x[^1]);
            int[][] states = [.. SequenceRates.States(rate.Categories, length)];
            T[][] transition = SequenceRates.Transition(rate.AtAlpha(ratio), length);
            T[] law = LinearAlgebra.Combine(before, transition);
            T At(int[] state) => law[state.Aggregate(0, (index, token) => index * rate.Categories + token)];
            for (int t = 0; t < states.Length; t++)
                for (int place = 0; place < length; place++)
                {
                    int[] xt = states[t];
                    int[] With(int a) => [.. xt.Select((token, i) => i == place ? a : token)];
                    T[] step = Step(rate, [.. Enumerable.Range(0, rate.Categories).Select(a => At(With(a)) / At(xt))], xt[place], ratio);
                    for (int a = 0; a < rate.Categories; a++)
                    {
                        T marginal = Enumerable.Range(0, states.Length).Where(s => states[s][place] == a && Counts(states[s], xt, place)).Select(s => before[s] * transition[s][t]).Sum();
                        yield return (marginal / law[t], step[a]);
                    }
                }
        }
    }

    /// <summary>KL(r || product of the u) = KL(r || product of its marginals) + the sum of the KL(marginal || u), none of which is negative.</summary>
    sealed class Split(int places, int tokens) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("r", (int)Math.Pow(tokens, places) - 1).Matrix("u", places, tokens - 1);
        public string Shapes => $"{places} places of {tokens} tokens, any law and any independent draw";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            int[][] states = [.. SequenceRates.States(tokens, places)];
            T[] r = FormalChain.Row(read.Vector(states.Length - 1));
            T[][] u = [.. read.Matrix(places, tokens - 1).Select(FormalChain.Row)];
            T[][] marginals = [.. Enumerable.Range(0, places).Select(i => Enumerable.Range(0, tokens).Select(a => states.Zip(r).Where(s => s.First[i] == a).Select(s => s.Second).Sum()).ToArray())];
            T[] Product(T[][] rows) => [.. states.Select(s => s.Select((a, i) => rows[i][a]).Aggregate((p, q) => p * q))];
            T Kl(T[] from, T[] to) => CategoricalFormulas.KullbackLeibler(from, to, Enumerable.Range(0, from.Length));
            yield return (Kl(r, Product(u)), Kl(r, Product(marginals)) + marginals.Zip(u, Kl).Sum());
        }
    }
}
