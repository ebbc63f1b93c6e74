using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.e", "SEDD's absorbing bound is the masked bound: under s = alpha/(1 - alpha) x_theta the denoising score entropy at a mask, sigma' [sum_j s_j - y log s_x + y log y - y] with y = alpha/(1 - alpha), is alpha'/(1 - alpha) log x_theta[x], and at a visible token 0.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 5, 10 and 16; Shi et al., MD4, arXiv:2406.04329, proposition 1; Zheng et al., arXiv:2409.02908, eq. 58",
    Refined = "at every time, for scores that sum to alpha/(1 - alpha): a model that leaves mass on the mask has a lower score entropy; without the prior's term, which against all masks is infinite where alpha(1) is above 0",
    Oracle = "the rate matrix, differentiated from the transition matrices; the generalised divergence r log(r/s) - r + s over all pairs of states that it joins, summed over every z_t")]
public class E08ScoreEntropy
{
    [Identity]
    public IdentityOutcome A_token() => Prove.LogIdentity(new Integrand(6));

    [Identity]
    public IdentityOutcome Sequences() => Prove.LogIdentity(new OfSequences());

    [Refutes("that a model may leave mass on the mask")]
    public RefutationOutcome Mass_on_the_mask() => Refute.LogIdentity(new Integrand(3), new Leaking());

    [Refutes("scores as p(mask)/p", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/16")]
    public RefutationOutcome Upside_down() => Refute.LogIdentity(new Integrand(3), new MaskOverToken());

    [Refutes("the probability to be kept as e^sigma", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/16")]
    public RefutationOutcome Kept_with_positive_sigma() => Refute.AtWitness(
        "alpha = 1/2, tokens with probabilities 1/3 and 2/3, the ratios of the marginals",
        () => [Ratios(ScoreEntropyFormulas.FromMean)],
        () => [Ratios(ScoreEntropyMistakes.KeptWithPositiveSigma)]);

    [Refutes("the constant K(a) left out", Link = "https://github.com/andrew-cr/tauLDR/issues/4")]
    public RefutationOutcome Without_the_constant() => Refute.LogIdentity(new Integrand(3), new WithoutConstant());

    [Refutes("K(a) = a log a")]
    public RefutationOutcome Short_constant() => Refute.LogIdentity(new Integrand(3), new ShortConstant());

    [Refutes("the minus before the logarithm lost", Link = "SEDD, arXiv:2310.16834, last line of the proof of theorem 3.4")]
    public RefutationOutcome Logarithm_added() => Refute.LogIdentity(new Integrand(3), new LogarithmAdded());

    [Refutes("the constant outside the mean over z_t", Link = "MD4, arXiv:2406.04329, eq. 26")]
    public RefutationOutcome Constant_outside_the_mean() => Refute.LogIdentity(new Integrand(3), new ConstantOutside());

    sealed class Leaking() : Integrand(3)
    {
        protected override T[] Tokens<T>(T[] free) => LinearAlgebra.Scale(T.One / 2, [.. free, 1 - free.Sum()]);
    }

    sealed class MaskOverToken() : Integrand(3)
    {
        protected override T[] Scores<T>(T[] predicted, T alpha) => ScoreEntropyMistakes.MaskOverToken(predicted, alpha);
    }

    static Decision Ratios(Func<Rational[], Rational, Rational[]> scores)
    {
        Rational[] data = [new(1, 3), new(2, 3), 0];
        Rational[] marginal = LinearAlgebra.Combine(data, new AbsorbingKernel(3, 2).Cumulative(new Rational(1, 2)));
        return Decide.EqualAll("score", [.. marginal[..2].Select(p => p / marginal[2])], scores(data[..2], new(1, 2)));
    }

    sealed class WithoutConstant() : Integrand(3)
    {
        protected override T AtMask<T>(T[] scores, int x0, T alpha, T rate) => ScoreEntropyMistakes.WithoutConstant(scores, x0, alpha, rate);
    }

    sealed class ShortConstant() : Integrand(3)
    {
        protected override T AtMask<T>(T[] scores, int x0, T alpha, T rate) => ScoreEntropyMistakes.ShortConstant(scores, x0, alpha, rate);
    }

    sealed class LogarithmAdded() : Integrand(3)
    {
        protected override T AtMask<T>(T[] scores, int x0, T alpha, T rate) => ScoreEntropyMistakes.LogarithmAdded(scores, x0, alpha, rate);
    }

    sealed class ConstantOutside() : Integrand(3)
    {
        protected override T AtMask<T>(T[] scores, int x0, T alpha, T rate) =>
            ScoreEntropyMistakes.ConstantOutsideTheMean(scores, x0, alpha, rate) / (1 - alpha);
    }

    /// <summary>
    /// sigma' times the sum over the states y that jump to z in one place, rate(y to z) [r log(r/s) - r + s], averaged over z. A ratio is
    /// 0 where x_0 cannot become y, and its pair is s alone.
    /// </summary>
    static T Denoising<T>(int categories, int[] x0, T alpha, T rate, Func<int[], int, int, T> score) where T : ILogField<T>
    {
        var kernel = new AbsorbingKernel(categories, categories - 1);
        T[][] marginal = kernel.Cumulative(alpha);
        // The slope of a step's matrix in its noise, at none.
        T[][] jumps = [.. kernel.Step(Dual<T>.Variable(T.Zero)).Select(row => row.Select(entry => entry.Slope).ToArray())];
        T sum = T.Zero;
        foreach (int[] z in States(categories, x0.Length).Where(z => Enumerable.Range(0, z.Length).All(i => kernel.Reaches(x0[i], z[i]))))
        {
            T probability = z.Select((to, i) => marginal[x0[i]][to]).Aggregate(T.One, (a, b) => a * b);
            for (int i = 0; i < z.Length; i++)
                for (int y = 0; y < categories; y++)
                {
                    if (y == z[i] || !kernel.Reaches(y, z[i])) continue;
                    T s = score(z, i, y), pair = s;
                    if (kernel.Reaches(x0[i], y))
                    {
                        T r = marginal[x0[i]][y] / marginal[x0[i]][z[i]];
                        pair += r * T.Log(r / s) - r;
                    }
                    sum += probability * jumps[y][z[i]] * pair;
                }
        }
        return rate * sum;
    }

    static IEnumerable<int[]> States(int categories, int length) => length == 0
        ? [[]]
        : States(categories, length - 1).SelectMany(start => Enumerable.Range(0, categories).Select(last => (int[])[.. start, last]));

    class Integrand(int largest) : ILogIdentity
    {
        /// <summary>The law of the tokens; what it lacks to 1 is the mask's.</summary>
        protected virtual T[] Tokens<T>(T[] free) where T : IField<T> => [.. free, 1 - free.Sum()];

        protected virtual T[] Scores<T>(T[] predicted, T alpha) where T : IField<T> => ScoreEntropyFormulas.FromMean(predicted, alpha);

        protected virtual T AtMask<T>(T[] scores, int x0, T alpha, T rate) where T : ILogField<T> =>
            ScoreEntropyFormulas.AbsorbingIntegrand(scores, x0, alpha, rate);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha", "rate").Vector("p", largest - 2);
        public string Shapes => $"L = 1, K = 3..{largest} with the mask, every x_0, any alpha, rate and probabilities";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            (T alpha, T rate) = (read.Scalar(), read.Scalar());
            T[] p = read.Vector(largest - 2);
            for (int k = 3; k <= largest; k++)
            {
                T[] predicted = Tokens(p[..(k - 2)]), scores = Scores(predicted, alpha);
                for (int x0 = 0; x0 < k - 1; x0++)
                {
                    T integrand = AtMask(scores, x0, alpha, rate);
                    yield return (integrand, MaskedFormulas.ContinuousIntegrand(T.Log(predicted[x0]), alpha, -rate * alpha));
                    yield return (Denoising(k, [x0], alpha, rate, (_, _, y) => scores[y]), (1 - alpha) * integrand);
                }
            }
        }
    }

    /// <summary>Two tokens and the mask; the model's row is free at every set of masked positions and position in it.</summary>
    sealed class OfSequences : ILogIdentity
    {
        const int Longest = 3;

        static readonly (int Set, int Position)[] cells =
            [.. from set in Enumerable.Range(1, (1 << Longest) - 1) from i in SubsetBounds.Members(set, Longest) select (set, i)];

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha", "rate").Vector("p", cells.Length);
        public string Shapes => $"L = 1..{Longest}, K = 3 with the mask, any alpha, rate and model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            (T alpha, T rate) = (read.Scalar(), read.Scalar());
            var rows = cells.ToDictionary(cell => cell, _ => read.Scalar() is var p ? (T[])[p, 1 - p] : []);
            for (int length = 1; length <= Longest; length++)
            {
                int[] x0 = [.. Enumerable.Range(0, length).Select(i => i % 2)];
                T[] loss = SubsetBounds.Losses(length, (set, i) => T.Log(rows[(set, i)][x0[i]]));
                yield return (
                    Denoising(3, x0, alpha, rate, (z, i, y) =>
                        ScoreEntropyFormulas.FromMean(rows[(Enumerable.Range(0, z.Length).Where(j => z[j] == 2).Sum(j => 1 << j), i)], alpha)[y]),
                    MaskedFormulas.ContinuousIntegrand(-SubsetBounds.ExpectedLoss(loss, 1 - alpha), alpha, -rate * alpha));
            }
        }
    }
}
