using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.20", "For a uniform prediction over N tokens the steps of the bound add up to (alpha_0 - alpha_T) log N a token, for every schedule and T and in continuous time, and with reconstruction and prior to log N; alpha = 1 - (1 - eps) t without these two returns (1 - eps) log N.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eqs. 8, 10, 11 and code; Shi et al., MD4, arXiv:2406.04329, section 3",
    Refined = "the published configuration, eps = 0.001, returns 0.999 log N where -log p is log N: it leaves out the prior's eps log N",
    Oracle = "log N, the surprise of every sequence under the uniform law; the sum of alpha_s - alpha_t, which telescopes")]
public class UniformPrediction
{
    [Identity]
    public IdentityOutcome Every_schedule_and_number_of_steps() => Prove.LogIdentity(new Steps(6));

    [Identity]
    public IdentityOutcome Published_configuration() => Prove.LogIdentity(new Configuration());

    [Refutes("the loss with its sign turned in one branch", Link = "https://github.com/kuleshov-group/discrete-diffusion-guidance/blob/main/diffusion.py")]
    public RefutationOutcome Sign() => Refute.LogIdentity(new Configuration(), new Turned());

    [Refutes("that the configuration without a prior's term returns log N", Link = "https://github.com/kuleshov-group/mdlm/blob/master/diffusion.py")]
    public RefutationOutcome Without_the_prior() => Refute.LogIdentity(new Configuration(), new TakenForLogN());

    sealed class Turned : Configuration
    {
        protected override T Integrand<T>(T logP, T alpha, T dAlpha) => MaskedLossMistakes.NegativeSign(logP, alpha, dAlpha);
    }

    sealed class TakenForLogN : Configuration
    {
        protected override T Returned<T>(T eps, T logN) => logN;
    }

    sealed class Steps(int most) : ILogIdentity
    {
        static readonly int[] vocabularies = [2, 3, 27];

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("alpha", most + 1);
        public string Shapes => $"T = 1..{most}, L = 1..3, N = {string.Join(", ", vocabularies)}, any schedule";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            foreach (int n in vocabularies)
                for (int length = 1; length <= 3; length++)
                    for (int steps = 1; steps <= most; steps++)
                    {
                        T[] alpha = [.. x.Take(steps + 1)], loss = SubsetBounds.Losses(length, (_, _) => -T.Log(T.From(n)));
                        T bound = SubsetBounds.Discrete(loss, alpha), whole = length * T.Log(T.From(n));
                        yield return (bound, (alpha[0] - alpha[^1]) * whole);
                        yield return (bound, SubsetBounds.Continuous(loss, 1 - alpha[0], 1 - alpha[^1]));
                        yield return (bound + length * (Md4Formulas.Reconstruction(alpha[0], n) + Md4Formulas.Prior(alpha[^1], n)), whole);
                    }
        }
    }

    /// <summary>The same at every time, so whatever the times are drawn from.</summary>
    class Configuration : ILogIdentity
    {
        protected virtual T Integrand<T>(T logP, T alpha, T dAlpha) where T : IField<T> => MaskedFormulas.ContinuousIntegrand(logP, alpha, dAlpha);

        protected virtual T Returned<T>(T eps, T logN) where T : IField<T> => (1 - eps) * logN;

        public IReadOnlyList<string> Variables => ["eps", "t"];
        public string Shapes => "N = 50257, any eps and t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            T logN = T.Log(T.From(50257));
            Dual<T> alpha = 1 - Dual<T>.Constant(1 - x[0]) * Dual<T>.Variable(x[1]);
            yield return ((1 - alpha.Value) * Integrand(-logN, alpha.Value, alpha.Slope), Returned(x[0], logN));
        }
    }
}

[Claim("MDLM.21", "Independent tokens with their true marginals have the same bound at every T, for every schedule, and in continuous time: (alpha_0 - alpha_T) times the sum of their entropies.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eqs. 8 and 10, evaluated",
    Oracle = "the entropies of the marginals, counted; lists that hold every combination")]
public class IndependentTokens
{
    [Identity]
    public IdentityOutcome Every_schedule() => Prove.Identity(new Bounds(1, 3), new Bounds(2, 4), new Bounds(4, 3));

    [Exact]
    public ExactOutcome Enumerated_lists() => Exact.Rows(new[] { 1, 2, 3, 10 }, steps =>
    {
        int[][] columns = [[0, 0, 1], [0, 1, 2, 3], [0, 0, 0, 1, 2]];
        var bound = new ExactBound<LogForm<Rational>>([.. from a in columns[0] from b in columns[1] from c in columns[2] select (int[])[a, b, c]]);
        LogForm<Rational> entropies = columns.Select(column => column.GroupBy(token => token)
            .Select(tokens => new Rational(tokens.Count(), column.Length))
            .Select(p => -new LogForm<Rational>(p) * LogForm<Rational>.Log(p)).Sum()).Sum();
        return
        [
            Decide.Equal("discrete bound", entropies, bound.Discrete(steps)),
            Decide.Equal("continuous bound", entropies, bound.Continuous),
        ];
    }, "L = 3, marginals (2, 1)/3, (1, 1, 1, 1)/4, (3, 1, 1)/5", "alpha = 1 - t, T = 1, 2, 3, 10");

    [Refutes("the denoiser fed x_0 instead of z_t", Link = "https://github.com/cloneofsimo/d3pm/issues/1")]
    public RefutationOutcome Fed_the_clean_sequence()
    {
        LogForm<Rational> bit = LogForm<Rational>.Log(LogForm<Rational>.From(2));
        LogForm<Rational>[] loss = SubsetBounds.Losses(2, (_, _) => -bit);
        Decision IsTheEntropy(LogForm<Rational>[] seen) => Decide.Equal("bound", bit + bit, SubsetBounds.DiscreteLinear(seen, 3));
        return Refute.AtWitness("two fair coins, alpha = 1 - t, T = 3", () => [IsTheEntropy(loss)], () => [IsTheEntropy(MaskedLossMistakes.FedTheCleanSequence(loss))]);
    }

    sealed class Bounds(int length, int steps) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("alpha", steps + 1).Vector("H", length);
        public string Shapes => $"L = {length}, T = {steps}, any schedule and entropies";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] alpha = [.. x.Take(steps + 1)], entropies = [.. x.Skip(steps + 1)];
            T[] loss = SubsetBounds.Losses(length, (_, i) => -entropies[i]);
            T expected = (alpha[0] - alpha[^1]) * entropies.Sum();
            yield return (SubsetBounds.Discrete(loss, alpha), expected);
            yield return (SubsetBounds.Continuous(loss, 1 - alpha[0], 1 - alpha[^1]), expected);
        }
    }
}
