using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("RADD.4", "Of the steps of a sampler that reveals a masked token in step k with probability r_k, sum_k (1 - (1 - r_k)^l) reveal some of l tokens on average. For exact steps r_k = (alpha_s - alpha_t)/(1 - alpha at the start), for n equal log-linear steps 1/n.",
    Source = "Ou et al., RADD, arXiv:2406.03736, eqs. 3.4, D.22, D.27 and D.30",
    Refined = "that counts steps that change x; a cache that is asked before the first step and after each change but the last step's makes 1 - P(the last step reveals) calls more",
    Oracle = "every way of the tokens to fall into the steps, or into none, by the posterior of masked diffusion")]
public class EvaluationsOfAnySchedule
{
    [Identity]
    public IdentityOutcome Any_schedule() => Prove.Identity(new Enumerated(2, 1), new Enumerated(2, 3), new Enumerated(3, 2));

    [Exact]
    public ExactOutcome Equal_steps() => Exact.Rows(from steps in new[] { 1, 2, 5, 20 } from eps in new Rational[] { 0, new(1, 1000), new(1, 2) } select (Steps: steps, Eps: eps), row =>
    {
        Rational Alpha(int k) => 1 - (1 - row.Eps) * new Rational(row.Steps - k, row.Steps);
        Rational[] shares = SamplingFormulas.RevealShares<Rational>([.. Enumerable.Range(0, row.Steps).Select(k => MaskedFormulas.RevealProbability(Alpha(k + 1), Alpha(k)))]);
        return
        [
            Decide.EqualAll("shares", [.. Enumerable.Repeat(new Rational(1, row.Steps), row.Steps)], shares),
            Decide.Equal("evaluations", SamplingFormulas.ExpectedEvaluations<Rational>(row.Steps, 7, 1), SamplingFormulas.ExpectedEvaluations(shares, 7)),
        ];
    }, "n = 1, 2, 5, 20 equal steps from t = 1 to 0, 7 tokens", "alpha = 1 - (1 - eps) t, eps = 0, 1/1000, 1/2");

    [Refutes("a step's reveal probability for a token still masked as r_k")]
    public RefutationOutcome Share_of_the_masked() => Refute.Identity(new Enumerated(2, 3), new OfTheMasked());

    sealed class OfTheMasked() : Enumerated(2, 3)
    {
        protected override T[] Shares<T>(T[] reveal) => SamplingMistakes.SharesOfTheMasked(reveal);
    }

    /// <summary>alpha rises from step to step; tokens are masked at the start, and some may be in the end.</summary>
    class Enumerated(int steps, int tokens) : IIdentity
    {
        protected virtual T[] Shares<T>(T[] reveal) where T : IField<T> => SamplingFormulas.RevealShares(reveal);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("alpha", steps + 1);
        public string Shapes => $"{steps} steps of any schedule, {tokens} masked tokens";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> alpha) where T : IField<T>
        {
            T[] reveal = [.. Enumerable.Range(0, steps).Select(k => MaskedFormulas.Posterior(1, 0, 2, 1, alpha[k + 1], alpha[k])[0])];
            T[] shares = Shares(reveal);
            for (int k = 0; k < steps; k++) yield return (shares[k], (alpha[k + 1] - alpha[k]) / (1 - alpha[0]));

            // The step of each token; the last stands for none.
            T[] falls = [.. Enumerable.Range(0, steps).Select(k => reveal[k] * reveal[..k].Aggregate(T.One, (stays, r) => stays * (1 - r))), reveal.Aggregate(T.One, (stays, r) => stays * (1 - r))];
            T changes = T.Zero, calls = T.Zero;
            foreach (int way in Enumerable.Range(0, (int)Math.Pow(steps + 1, tokens)))
            {
                int[] at = [.. Enumerable.Range(0, tokens).Select(i => way / (int)Math.Pow(steps + 1, i) % (steps + 1))];
                T probability = at.Aggregate(T.One, (p, k) => p * falls[k]);
                changes += probability * at.Where(k => k < steps).Distinct().Count();
                calls += probability * (1 + at.Where(k => k < steps - 1).Distinct().Count());
            }
            T evaluations = SamplingFormulas.ExpectedEvaluations(shares, tokens);
            yield return (changes, evaluations);
            yield return (calls, evaluations + (1 - shares[^1]).Power(tokens));
        }
    }
}
