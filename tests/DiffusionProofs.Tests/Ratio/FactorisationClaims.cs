using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("RADD.1", "Under absorbing noise p_t(x) = (1 - alpha)^masked alpha^visible p_0(x^UM), so the score at a mask is alpha/(1 - alpha) p_0(token | x^UM): time enters through a factor alone, and what a network must learn does not depend on it.",
    Source = "Ou et al., RADD, arXiv:2406.03736, proposition 1 and theorem 1",
    Refined = "not so for uniform noise, whose score is no such product",
    Oracle = "p_t summed over every x_0 with the product of the tokens' transition matrices")]
public class TimeInTheScore
{
    [Identity]
    public IdentityOutcome Any_law() => Prove.Identity(new Factorised(2, 2), new Factorised(2, 3), new Factorised(3, 2));

    [Identity]
    public IdentityOutcome Ratios_of_scores_at_two_times() => Prove.Identity(new AtTwoTimes(isUniform: false));

    [Refutes("the factor upside down, (1 - alpha)/alpha", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/16")]
    public RefutationOutcome Upside_down() => Refute.Identity(new Factorised(2, 2), new FactorUpsideDown());

    [Refutes("the token's own law in place of that given the visible tokens")]
    public RefutationOutcome Marginal_prediction() => Refute.Identity(new Factorised(2, 2), new FromTheMarginal());

    [Refutes("that uniform noise's score factorises as well")]
    public RefutationOutcome Uniform_noise() => Refute.Identity(new AtTwoTimes(isUniform: false), new AtTwoTimes(isUniform: true));

    sealed class FactorUpsideDown() : Factorised(2, 2)
    {
        protected override T Score<T>(T conditional, T alpha) => FactorisationMistakes.UpsideDown(conditional, alpha);
    }

    sealed class FromTheMarginal() : Factorised(2, 2)
    {
        protected override T Conditional<T>(FormalSequences<T> data, int[] x, int[] with, int position) => data.Visible([.. x.Select((_, i) => i == position ? with[i] : data.Mask)]);
    }

    /// <summary>A product of a factor of time and one of the data: s(x) at one time times s(y) at another is s(x) at the other times s(y) at the one.</summary>
    sealed class AtTwoTimes(bool isUniform) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalSequences.Names(2, 2).Scalars("alpha", "beta");
        public string Shapes => "L = 2, two tokens and the mask, any law of the data, two times, two scores at masks";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var data = new FormalSequences<T>([.. x.SkipLast(2)], 2, 2);
            // Under uniform noise the same states are three tokens, of which the data lack the last.
            T[][] Noise(T alpha) => isUniform ? RankOneStep<T>.OfUniform(1 - alpha).Matrix(3, 2) : new AbsorbingKernel(3, 2).Cumulative(alpha);
            T Score(T alpha, int[] from, int[] to) => data.Noised(Noise(alpha), to) / data.Noised(Noise(alpha), from);
            (T alpha, T beta) = (x[^2], x[^1]);
            yield return (Score(alpha, [2, 2], [0, 2]) * Score(beta, [0, 2], [0, 1]), Score(beta, [2, 2], [0, 2]) * Score(alpha, [0, 2], [0, 1]));
        }
    }

    class Factorised(int length, int tokens) : IIdentity
    {
        protected virtual T Score<T>(T conditional, T alpha) where T : IField<T> => AbsorbingFactorisation.Score(conditional, alpha);

        protected virtual T Conditional<T>(FormalSequences<T> data, int[] x, int[] with, int position) where T : IField<T> => data.Visible(with) / data.Visible(x);

        public IReadOnlyList<string> Variables { get; } = FormalSequences.Names(length, tokens).Scalars("alpha");
        public string Shapes => $"L = {length}, {tokens} tokens and the mask, any law of the data, every x";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T alpha = x[^1];
            var data = new FormalSequences<T>([.. x.SkipLast(1)], length, tokens);
            T[][] noise = new AbsorbingKernel(tokens + 1, tokens).Cumulative(alpha);
            foreach (int[] noisy in data.Noisy)
            {
                int masked = noisy.Count(token => token == tokens);
                yield return (data.Noised(noise, noisy), AbsorbingFactorisation.Marginal(data.Visible(noisy), masked, length - masked, alpha));
                foreach (int i in Enumerable.Range(0, length).Where(i => noisy[i] == tokens))
                    for (int a = 0; a < tokens; a++)
                    {
                        int[] with = [.. noisy.Select((token, j) => j == i ? a : token)];
                        yield return (data.Noised(noise, with) / data.Noised(noise, noisy), Score(Conditional(data, noisy, with, i), alpha));
                    }
            }
        }
    }
}

[Claim("RADD.3", "The exact reverse step of a sequence under absorbing noise: ((alpha_s - alpha_t)/(1 - alpha_s))^revealed ((1 - alpha_s)/(1 - alpha_t))^masked p_0(x_s^UM)/p_0(x_t^UM) where x_s shows all that x_t shows, and 0 elsewhere.",
    Source = "Ou et al., RADD, arXiv:2406.03736, lemma 2 and appendix D.1",
    Oracle = "Bayes' theorem, summed over every x_0")]
public class ReverseStepOfASequence
{
    [Identity]
    public IdentityOutcome By_bayes() => Prove.Identity(new Reversed(2, 2), new Reversed(2, 3));

    [Refutes("the revealed tokens counted among those that stay masked")]
    public RefutationOutcome Revealed_tokens_stay() => Refute.Identity(new Reversed(2, 2), new Staying());

    sealed class Staying() : Reversed(2, 2)
    {
        protected override T Step<T>(T visibleS, T visibleT, int revealed, int masked, T alphaS, T alphaT) =>
            FactorisationMistakes.RevealedTokensStay(visibleS, visibleT, revealed, masked, alphaS, alphaT);
    }

    class Reversed(int length, int tokens) : IIdentity
    {
        protected virtual T Step<T>(T visibleS, T visibleT, int revealed, int masked, T alphaS, T alphaT) where T : IField<T> =>
            AbsorbingFactorisation.Reverse(visibleS, visibleT, revealed, masked, alphaS, alphaT);

        public IReadOnlyList<string> Variables { get; } = FormalSequences.Names(length, tokens).Scalars("alphaS", "ratio");
        public string Shapes => $"L = {length}, {tokens} tokens and the mask, any law of the data, every x_s and x_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alphaS, T ratio) = (x[^2], x[^1]);
            T alphaT = alphaS * ratio;
            var data = new FormalSequences<T>([.. x.SkipLast(2)], length, tokens);
            var kernel = new AbsorbingKernel(tokens + 1, tokens);
            (T[][] until, T[][] step, T[][] both) = (kernel.Cumulative(alphaS), kernel.Cumulative(ratio), kernel.Cumulative(alphaT));
            foreach (int[] xt in data.Noisy)
                foreach (int[] xs in data.Noisy)
                {
                    T forward = xs.Select((from, i) => step[from][xt[i]]).Aggregate(T.One, (a, b) => a * b);
                    T reverse = data.Noised(until, xs) * forward / data.Noised(both, xt);
                    bool shows = xs.Zip(xt).All(pair => pair.Second == tokens || pair.Second == pair.First);
                    int masked = xt.Count(token => token == tokens), revealed = masked - xs.Count(token => token == tokens);
                    yield return (reverse, shows ? Step(data.Visible(xs), data.Visible(xt), revealed, masked, alphaS, alphaT) : T.Zero);
                }
        }
    }
}
