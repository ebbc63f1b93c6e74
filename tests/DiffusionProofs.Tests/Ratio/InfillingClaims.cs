using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.15", "Infilling needs no other network: the ratios of the law given some places at time t are the ratios of the whole with these places clamped. With clean tokens clamped they are those of the law given these tokens under absorbing noise.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 21 and 22",
    Refined = "the equations condition on the other places as they are at time t; under uniform noise, where the code clamps clean tokens too, that is not the condition x_0 = y",
    Oracle = "the noised law of the data's conditional law, summed over every x_0")]
public class Infilling
{
    [Identity]
    public IdentityOutcome Clean_tokens_under_absorbing_noise() => Prove.Identity(new Clamped(2, 2, new AbsorbingRate(3, 2)), new Clamped(2, 3, new AbsorbingRate(4, 3)), new Clamped(3, 2, new AbsorbingRate(3, 2)));

    [Identity]
    public IdentityOutcome Given_the_noisy_places() => Prove.Identity(new AtTimeT(new UniformRate(2)), new AtTimeT(new AbsorbingRate(3, 2)));

    [Refutes("that clamping clean tokens conditions on them under uniform noise")]
    public RefutationOutcome Clean_tokens_under_uniform_noise() => Refute.Identity(new Clamped(2, 2, new AbsorbingRate(3, 2)), new Clamped(2, 2, new UniformRate(3)));

    [Refutes("the scores without the clean token: of the whole with a mask in its place")]
    public RefutationOutcome Without_clamping() => Refute.Identity(new Clamped(2, 2, new AbsorbingRate(3, 2)), new NotClamped());

    sealed class NotClamped() : Clamped(2, 2, new AbsorbingRate(3, 2))
    {
        protected override int First(int y) => 2;
    }

    /// <summary>The scores of the other places' noised law given x_0 = y in the first, at every noisy sequence that this leaves.</summary>
    class Clamped(int length, int tokens, ClosedRate rate) : IIdentity
    {
        /// <summary>What is clamped in the first place.</summary>
        protected virtual int First(int y) => y;

        public IReadOnlyList<string> Variables { get; } = FormalSequences.Names(length, tokens).Scalars("alpha");
        public string Shapes => $"L = {length}, {tokens} tokens, {rate.GetType().Name}, any law of the data, clean first token";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] noise = rate.AtAlpha(x[^1]);
            var data = new FormalSequences<T>([.. x.SkipLast(1)], length, tokens);
            int[][] clean = [.. SequenceRates.States(tokens, length - 1)];
            for (int y = 0; y < tokens; y++)
            {
                // sum over the rest's clean tokens of p(y, rest) times their transitions.
                T Given(int[] rest) => clean.Select(from => from.Zip(rest, (a, b) => noise[a][b]).Aggregate(data.Visible([y, .. from]), (p, q) => p * q)).Sum();
                foreach (int[] rest in SequenceRates.States(rate.Categories, length - 1))
                    for (int place = 0; place < length - 1; place++)
                    {
                        // Under absorbing noise a token never becomes another, which has no ratio: scores are asked for at masks.
                        if (rest[place] != tokens) continue;
                        for (int a = 0; a < tokens; a++)
                        {
                            int[] with = [.. rest];
                            with[place] = a;
                            yield return (Given(with) / Given(rest), data.Noised(noise, [First(y), .. with]) / data.Noised(noise, [First(y), .. rest]));
                        }
                    }
            }
        }
    }

    /// <summary>p_t(z' | y)/p_t(z | y) from the conditional law at time t itself.</summary>
    sealed class AtTimeT(ClosedRate rate) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", rate.Categories * rate.Categories).Scalars("alpha");
        public string Shapes => $"L = 2, V = {rate.Categories}, {rate.GetType().Name}, any law, every x";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            int v = rate.Categories;
            T[] law = LinearAlgebra.Combine([.. x.SkipLast(1)], SequenceRates.Transition(rate.AtAlpha(x[^1]), 2));
            T[][] score = ConcreteScores.Of(law);
            for (int y = 0; y < v; y++)
            {
                T[] joint = law[(y * v)..(y * v + v)], given = LinearAlgebra.Scale(1 / joint.Sum(), joint);
                for (int z = 0; z < v; z++)
                    for (int other = 0; other < v; other++) yield return (given[other] / given[z], score[y * v + z][y * v + other]);
            }
        }
    }
}
