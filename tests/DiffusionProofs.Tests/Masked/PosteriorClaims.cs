using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.1", "The posterior of masked diffusion: a visible token stays; a masked one is revealed as x_0 with probability (alpha_s - alpha_t)/(1 - alpha_t); for noise to any law pi, eq. 5.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eqs. 5, 6, 13",
    Oracle = "Bayes' theorem by enumeration, with the transition matrices of both steps")]
public class MaskedPosterior
{
    [Identity]
    public IdentityOutcome Masked_noise() => Prove.Identity(new ByBayes(2), new ByBayes(3), new ByBayes(4), new ByBayes(6));

    [Identity]
    public IdentityOutcome Noise_to_any_law() => Prove.Identity(new AnyNoise(2), new AnyNoise(3), new AnyNoise(4));

    [Identity]
    public IdentityOutcome Marginals_compose() => Prove.Identity(new Composed(4));

    [Refutes("reveal probability by (1 - alpha_s): (alpha_s - alpha_t)/(1 - alpha_s)")]
    public RefutationOutcome Divided_by_the_wrong_rate() => Refute.Identity(new ByBayes(3), new WrongDivisor());

    [Refutes("reveal probability not normalised: alpha_s - alpha_t", Link = "D3PM, arXiv:2107.03006, appendix A.3 as printed")]
    public RefutationOutcome Not_normalised() => Refute.Identity(new ByBayes(3), new Unnormalised());

    [Refutes("the mask kept with alpha_t/alpha_s, the forward probability")]
    public RefutationOutcome Forward_probability() => Refute.Identity(new ByBayes(3), new Forward());

    sealed class WrongDivisor() : ByBayes(3)
    {
        protected override T Reveal<T>(T alphaS, T alphaT) => PosteriorMistakes.DividedByTheEarlierRate(alphaS, alphaT);
    }

    sealed class Unnormalised() : ByBayes(3)
    {
        protected override T Reveal<T>(T alphaS, T alphaT) => PosteriorMistakes.Unnormalised(alphaS, alphaT);
    }

    sealed class Forward() : ByBayes(3)
    {
        protected override T Reveal<T>(T alphaS, T alphaT) => PosteriorMistakes.ForwardProbability(alphaS, alphaT);
    }

    class ByBayes(int categories) : IIdentity
    {
        protected virtual T Reveal<T>(T alphaS, T alphaT) where T : IField<T> => MaskedFormulas.RevealProbability(alphaS, alphaT);

        public IReadOnlyList<string> Variables => ["alphaS", "beta"];
        public string Shapes => $"K = {categories} with the mask, every x_0, z_t and z_s, each mask id";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alphaS, T alphaT) = (x[0], x[0] * (1 - x[1]));
            for (int mask = 0; mask < categories; mask++)
            {
                var kernel = new AbsorbingKernel(categories, mask);
                (T[][] before, T[][] step) = (kernel.Cumulative(alphaS), kernel.Step(x[1]));
                for (int x0 = 0; x0 < categories; x0++)
                {
                    if (x0 == mask) continue;
                    foreach (int zt in new[] { x0, mask })
                    {
                        T[] expected = CategoricalFormulas.Posterior(step, before, x0, zt);
                        T[] received = MaskedFormulas.Posterior(zt, x0, categories, mask, alphaS, alphaT);
                        for (int j = 0; j < categories; j++) yield return (expected[j], received[j]);
                        if (zt == mask) yield return (expected[x0], Reveal(alphaS, alphaT));
                    }
                    T[] forward = MaskedFormulas.Transition(x0, categories, mask, alphaS, alphaT);
                    for (int j = 0; j < categories; j++) yield return (step[x0][j], forward[j]);
                }
            }
        }
    }

    /// <summary>Q = a I + (1 - a) 1 pi^T, composed of the part to s and the step from there.</summary>
    sealed class AnyNoise(int categories) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alphaS", "keep").Vector("pi", categories - 1);
        public string Shapes => $"K = {categories}, any pi, every x_0 and z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alphaS, T keep) = (x[0], x[1]);
            T[] free = [.. x.Skip(2)], pi = [.. free, 1 - free.Sum()];
            T[][] Kernel(T a) => [.. Enumerable.Range(0, categories).Select(i => pi.Select((p, j) => (i == j ? a : T.Zero) + (1 - a) * p).ToArray())];
            (T[][] before, T[][] step) = (Kernel(alphaS), Kernel(keep));
            for (int x0 = 0; x0 < categories; x0++)
                for (int zt = 0; zt < categories; zt++)
                {
                    T[] expected = CategoricalFormulas.Posterior(step, before, x0, zt);
                    T[] received = MaskedFormulas.InterpolatingPosterior(zt, x0, pi, alphaS, alphaS * keep);
                    for (int j = 0; j < categories; j++) yield return (expected[j], received[j]);
                }
        }
    }

    /// <summary>The matrices multiplied up are the closed form with the product of the (1 - beta).</summary>
    sealed class Composed(int steps) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("beta", steps);
        public string Shapes => $"K = 4, {steps} steps";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var chain = new AbsorbingChain<T>(4, 3, [.. x]);
            T alpha = T.One;
            for (int t = 1; t <= steps; t++)
            {
                alpha *= 1 - x[t - 1];
                for (int i = 0; i < 3; i++)
                {
                    T[] marginal = MaskedFormulas.Marginal(i, 4, 3, alpha);
                    for (int j = 0; j < 4; j++) yield return (chain.Cumulative(t)[i][j], marginal[j]);
                }
            }
        }
    }
}

[Claim("MDLM.2", "The probability of staying masked telescopes: the product over steps of (1 - alpha_s)/(1 - alpha_t) is (1 - alpha_0)/(1 - alpha_T), so any path of steps reveals a token by time s with the same probability, 1 - (1 - alpha_s)/(1 - alpha_t).",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eq. 6; Zheng et al., arXiv:2409.02908, proposition 4.1",
    Oracle = "the product itself")]
public class MaskedTelescoping
{
    [Identity]
    public IdentityOutcome Product_of_the_steps() => Prove.Identity(new Product(2), new Product(5));

    [Refutes("reveal probability by (1 - alpha_s): (alpha_s - alpha_t)/(1 - alpha_s)")]
    public RefutationOutcome Divided_by_the_wrong_rate() => Refute.Identity(new Product(2), new WrongDivisor());

    sealed class WrongDivisor() : Product(2)
    {
        protected override T Reveal<T>(T alphaS, T alphaT) => PosteriorMistakes.DividedByTheEarlierRate(alphaS, alphaT);
    }

    class Product(int steps) : IIdentity
    {
        protected virtual T Reveal<T>(T alphaS, T alphaT) where T : IField<T> => MaskedFormulas.RevealProbability(alphaS, alphaT);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("alpha", steps + 1);
        public string Shapes => $"{steps} steps, 3 tokens";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T stays = T.One;
            for (int i = 0; i < steps; i++) stays *= 1 - Reveal(x[i], x[i + 1]);
            yield return (stays, MaskedFormulas.StayProbability(x[0], x[^1]));
            yield return (stays.Power(3), SamplingFormulas.StillMasked(3, x[0], x[^1]));
        }
    }
}
