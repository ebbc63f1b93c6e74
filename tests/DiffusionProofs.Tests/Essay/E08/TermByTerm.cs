using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.b", "Under SUBS the discrete-time bound of absorbing D3PM equals the Rao-Blackwellised masked bound, term by term, for models that depend on time too.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eqs. 1, 3, 4, 12; Sahoo et al., MDLM, arXiv:2406.07524, eqs. 6 and 8; Shi et al., MD4, arXiv:2406.04329",
    Oracle = "the divergences of D3PM's posterior and reverse model, from matrices, summed over every x_t")]
public class E08TermByTerm
{
    [Identity]
    public IdentityOutcome A_token() => Prove.LogIdentity(new Tokens(6));

    [Identity]
    public IdentityOutcome A_time_of_a_sequence() => Prove.LogIdentity(new Sequences(2, 3, 2));

    [Identity]
    public IdentityOutcome The_whole_bound() => Prove.LogIdentity(new Sequences(4, 4, 4));

    [Sampled]
    public SampledOutcome From_logits(On on) => MaskedLossesOnTensors.DiscreteAgainstD3pm(on);

    [Sampled]
    public SampledOutcome From_logits_of_a_real_vocabulary(On on) => LargeVocabularyOnTensors.Discrete(on);

    [Refutes("a step weighted by alpha_s - alpha_t: 1/T for 1/t", Link = "D3PM, arXiv:2107.03006, appendix A.3, before it is normalised")]
    public RefutationOutcome Unnormalised() => Refute.LogIdentity(new Tokens(4), new WithoutNormalisation());

    [Refutes("the probability to be masked in a step as its weight")]
    public RefutationOutcome Forward_weight() => Refute.LogIdentity(new Tokens(4), new ForwardWeight());

    [Refutes("the stay probability's product taken one step too far: reveal 1/(t + 1) for 1/t", Link = "D3PM, arXiv:2107.03006, appendix A.3 as printed")]
    public RefutationOutcome Product_one_step_too_far() => Refute.LogIdentity(new Sequences(1, 3, 3), new OneStepLate());

    [Refutes("a step weighted by 1 - t/T", Link = "https://github.com/samb-t/unleashing-transformers/blob/master/models/absorbing_diffusion.py")]
    public RefutationOutcome Visible_share() => Refute.LogIdentity(new Sequences(1, 3, 3), new VisibleShare());

    sealed class VisibleShare() : Sequences(1, 3, 3)
    {
        protected override T Weight<T>(T[] alpha, int t) => MaskedLossMistakes.VisibleShareAsWeight(alpha[t]);
    }

    sealed class WithoutNormalisation() : Tokens(4)
    {
        protected override T Term<T>(T logP, T alphaS, T alphaT) => MaskedLossMistakes.UnnormalisedStep(logP, alphaS, alphaT);
    }

    sealed class ForwardWeight() : Tokens(4)
    {
        protected override T Term<T>(T logP, T alphaS, T alphaT) => MaskedLossMistakes.ForwardProbabilityAsWeight(logP, alphaS, alphaT);
    }

    sealed class OneStepLate() : Sequences(1, 3, 3)
    {
        protected override T Weight<T>(T[] alpha, int t) =>
            t < alpha.Length - 1 ? MaskedLossMistakes.RevealOneStepLate(alpha[t], alpha[t + 1]) : base.Weight(alpha, t);
    }

    /// <summary>Every vocabulary up to the largest, every token, a step in the midst of the chain and the first one.</summary>
    class Tokens(int largest) : ILogIdentity
    {
        protected virtual T Term<T>(T logP, T alphaS, T alphaT) where T : IField<T> => MaskedFormulas.DiscreteTerm(logP, alphaS, alphaT);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("beta", 2).Vector("p", largest - 2);
        public string Shapes => $"L = 1, K = 3..{largest} with the mask, every x_0, steps 1 and 2, any betas and probabilities";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            T[] betas = read.Vector(2), p = read.Vector(largest - 2);
            for (int k = 3; k <= largest; k++)
            {
                var chain = new AbsorbingChain<T>(k, k - 1, betas);
                T[] row = PredictedRows.WithoutMask(p[..(k - 2)]);
                for (int x0 = 0; x0 < k - 1; x0++)
                    for (int t = 1; t <= 2; t++)
                        yield return (
                            AbsorbingBounds.Term(chain, t, [x0], (set, _) => set != 0 ? row : MaskedFormulas.Marginal(x0, k, k - 1, T.One)),
                            (1 - chain.Alpha[t]) * Term(T.Log(row[x0]), chain.Alpha[t - 1], chain.Alpha[t]));
            }
        }
    }

    /// <summary>Every time of a chain whose last step masks everything; the model's row is free at every time, set of masked positions, and position.</summary>
    class Sequences(int length, int categories, int steps) : ILogIdentity
    {
        protected virtual T Weight<T>(T[] alpha, int t) where T : IField<T> => MaskedFormulas.RevealProbability(alpha[t - 1], alpha[t]);

        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("beta", steps - 1).Matrix("p", Cells(length, steps).Count(), categories - 2);

        public string Shapes => $"L = {length}, K = {categories} with the mask, T = {steps}, any betas before the last, any model of z_t and t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            T[] betas = [.. read.Vector(steps - 1), T.One];
            int mask = categories - 1;
            var rows = Cells(length, steps).ToDictionary(cell => cell, _ => PredictedRows.WithoutMask(read.Vector(categories - 2)));
            int[] x0 = [.. Enumerable.Range(0, length).Select(i => i % mask)];
            var chain = new AbsorbingChain<T>(categories, mask, betas);
            T[] alpha = chain.Alpha;
            T left = T.Zero, right = T.Zero;
            for (int t = 1; t <= steps; t++)
            {
                int at = t;
                T[] Row(int set, int i) => (set >> i & 1) != 0 && rows.TryGetValue((at, set, i), out T[]? row)
                    ? row
                    : MaskedFormulas.Marginal(x0[i], categories, mask, T.One);
                T term = AbsorbingBounds.Term(chain, t, x0, Row, t == steps);
                T closed = Weight(alpha, t) * (t == steps
                    ? SubsetBounds.Losses(length, (set, i) => T.Log(Row(set, i)[x0[i]]))[^1]
                    : SubsetBounds.ExpectedLoss(SubsetBounds.Losses(length, (set, i) => T.Log(Row(set, i)[x0[i]])), 1 - alpha[t]));
                yield return (term, closed);
                (left, right) = (left + term, right + closed);
            }
            yield return (left, right);
        }

        /// <summary>At the last time everything is masked.</summary>
        static IEnumerable<(int Time, int Set, int Position)> Cells(int length, int steps) =>
            from t in Enumerable.Range(1, steps)
            from set in t == steps ? [(1 << length) - 1] : Enumerable.Range(1, (1 << length) - 1)
            from i in SubsetBounds.Members(set, length)
            select (t, set, i);
    }
}
