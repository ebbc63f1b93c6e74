using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.g", "The optimal denoiser of masked diffusion does not depend on time given x_t: it is the data's law given what is visible.",
    Source = "Zheng et al., arXiv:2409.02908, proposition 3.2; Ou et al., RADD, arXiv:2406.03736, theorem 1",
    Oracle = "Bayes over all sequences, with the transition matrices at every noise level")]
public class E08TimeIndependence
{
    [Identity]
    public IdentityOutcome Posterior_is_the_law_given_what_is_visible() => Prove.Identity(
        new Posterior(1, 4), new Posterior(2, 3), new Posterior(3, 2), new Posterior(4, 2));

    [Sampled]
    public SampledOutcome The_exact_denoiser_of_a_list(On on) => ExactConditionalsOnTensors.TheSameAtEveryLevel(on);

    [Refutes("that the same holds where noise also spreads tokens evenly")]
    public RefutationOutcome Not_for_uniform_noise() => Refute.Identity(new Posterior(2, 2), new UniformNoise());

    sealed class UniformNoise() : Posterior(2, 2)
    {
        /// <summary>A token becomes the mask with probability 1/4, else it is spread over the tokens.</summary>
        protected override T[][] Kernel<T>(T alpha) =>
            [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Select(j => i == 2
                ? (j == 2 ? T.One : T.Zero)
                : j == 2 ? T.One / 4 : 3 * (i == j ? 1 + alpha : 1 - alpha) / 8).ToArray())];
    }

    /// <summary>Every x_t that tokens and masks can make, the law of the sequences free and unnormalised.</summary>
    class Posterior(int length, int tokens) : IIdentity
    {
        readonly int[][] sequences = [.. Words(length, tokens)];

        protected virtual T[][] Kernel<T>(T alpha) where T : IField<T> => new AbsorbingKernel(tokens + 1, tokens).Cumulative(alpha);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", Words(length, tokens).Count()).Scalars("alpha");
        public string Shapes => $"L = {length}, {tokens} tokens and the mask, any law of the data, every x_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] q = Kernel(x[^1]);
            foreach (int[] noisy in Words(length, tokens + 1))
            {
                T Likelihood(int[] word) => word.Zip(noisy, (from, to) => q[from][to]).Aggregate(T.One, (a, b) => a * b);
                bool Agrees(int[] word) => word.Zip(noisy).All(pair => pair.Second == tokens || pair.First == pair.Second);
                T evidence = sequences.Select((word, i) => x[i] * Likelihood(word)).Sum();
                T consistent = sequences.Select((word, i) => Agrees(word) ? x[i] : T.Zero).Sum();
                for (int position = 0; position < length; position++)
                    // The last token's probability is what the others leave.
                    for (int token = 0; token < Math.Max(1, tokens - 1); token++)
                    {
                        T Share(Func<int[], int, T> weight) => sequences.Select((word, i) => word[position] == token ? weight(word, i) : T.Zero).Sum();
                        yield return (
                            Share((word, i) => x[i] * Likelihood(word)) / evidence,
                            Share((word, i) => Agrees(word) ? x[i] : T.Zero) / consistent);
                    }
            }
        }

        static IEnumerable<int[]> Words(int length, int letters) => length == 0
            ? [[]]
            : Words(length - 1, letters).SelectMany(start => Enumerable.Range(0, letters).Select(last => (int[])[.. start, last]));
    }
}
