using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.15", "Infilling needs no other network: the ratios of the law given some places at time t are the ratios of the whole with these places clamped. Clamping the clean tokens at every step, as the code does, conditions on them under absorbing noise.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 21 and 22",
    Refined = "the equations condition on the other places as they are at time t; under uniform noise clean tokens held fixed are not the condition x_0 = y",
    Oracle = "the noised law of the data's conditional law, summed over every x_0")]
public class Infilling
{
    [Identity]
    public IdentityOutcome Clean_tokens_under_absorbing_noise() => Prove.Identity(new Clamped(2, new AbsorbingRate(3, 2)), new Clamped(3, new AbsorbingRate(4, 3)));

    [Identity]
    public IdentityOutcome Given_the_noisy_places() => Prove.Identity(new AtTimeT(new UniformRate(2)), new AtTimeT(new AbsorbingRate(3, 2)));

    [Refutes("that clamping clean tokens conditions on them under uniform noise")]
    public RefutationOutcome Clean_tokens_under_uniform_noise() => Refute.Identity(new Clamped(2, new AbsorbingRate(3, 2)), new Clamped(2, new UniformRate(3)));

    /// <summary>The ratios of the second place's noised law given x_0 = y in the first.</summary>
    sealed class Clamped(int tokens, ClosedRate rate) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalSequences.Names(2, tokens).Scalars("alpha");
        public string Shapes => $"L = 2, {tokens} tokens, {rate.GetType().Name}, any law of the data, clean first token";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] noise = rate.AtAlpha(x[^1]);
            var data = new FormalSequences<T>([.. x.SkipLast(1)], 2, tokens);
            for (int y = 0; y < tokens; y++)
            {
                T[] given = LinearAlgebra.Scale(1 / data.Visible([y, tokens]), [.. Enumerable.Range(0, tokens).Select(z => data.Visible([y, z]))]);
                T[] noised = LinearAlgebra.Combine(given, noise[..tokens]);
                // Under absorbing noise a token never becomes another, which has no ratio.
                for (int a = 0; a < tokens; a++) yield return (noised[a] / noised[tokens], data.Noised(noise, [y, a]) / data.Noised(noise, [y, tokens]));
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
