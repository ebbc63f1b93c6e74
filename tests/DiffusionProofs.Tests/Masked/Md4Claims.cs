using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Masked;

[Claim("MD4.1", "MD4's discrete coefficient alpha_s expm1(g_t - g_s), g = log(alpha/(1 - alpha)), is that of the masked bound, (alpha_t - alpha_s)/(1 - alpha_t).",
    Source = "Shi et al., MD4, arXiv:2406.04329, section 3 and code; Sahoo et al., MDLM, arXiv:2406.07524, eq. 8",
    Oracle = "the masked bound, which E8.b derives from D3PM")]
public class Md4Coefficient
{
    [Identity]
    public IdentityOutcome Same_coefficient() => Prove.Identity(new Same());

    [Refutes("alpha_t in place of alpha_s as the factor")]
    public RefutationOutcome Later_alpha() => Refute.Identity(new Same(), new LaterAlpha());

    sealed class LaterAlpha : Same
    {
        protected override T Coefficient<T>(T alphaS, T alphaT) => Md4Mistakes.LaterAlpha(alphaS, alphaT);
    }

    class Same : IIdentity
    {
        protected virtual T Coefficient<T>(T alphaS, T alphaT) where T : IField<T> => Md4Formulas.DiscreteCoefficient(alphaS, alphaT);

        public IReadOnlyList<string> Variables => ["alphaS", "alphaT"];
        public string Shapes => "a masked position";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            yield return (Coefficient(x[0], x[1]), MaskedFormulas.DiscreteTerm(T.One, x[0], x[1]));
        }
    }
}

[Claim("MD4.2", "With a schedule of its own for every token, a step of size dt has the divergence dt times mu.w - w_x (1 + log mu_x), w = -alpha'/(1 - alpha); with one schedule for all it is -w log mu_x.",
    Source = "Shi et al., MD4, arXiv:2406.04329, eq. 12",
    Oracle = "the divergence of the two reverse steps, differentiated in the length of the step by dual numbers")]
public class VectorSchedule
{
    [Identity]
    public IdentityOutcome Slope_of_the_divergence() => Prove.LogIdentity(new Slope(4)) with
    {
        Trust = ["the derivative of log(u) is u'/u"],
    };

    [Identity]
    public IdentityOutcome One_schedule_for_all() => Prove.LogIdentity(new OneSchedule(4));

    [Sampled]
    public SampledOutcome From_logits(On on) => MaskedLossesOnTensors.VectorSchedule(on);

    [Refutes("the term of x_0 - mu left out")]
    public RefutationOutcome Mean_term_matters() => Refute.LogIdentity(new Slope(3), new WithoutMean());

    sealed class WithoutMean() : Slope(3)
    {
        protected override T Integrand<T>(T[] weights, T[] predicted, int x0, T logP) => MaskedLossMistakes.WithoutMeanTerm(weights, predicted, x0, logP);
    }

    class Slope(int tokens) : ILogIdentity
    {
        protected virtual T Integrand<T>(T[] weights, T[] predicted, int x0, T logP) where T : IField<T> =>
            Md4Formulas.VectorIntegrand(weights, predicted, x0, logP);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("w", tokens).Vector("mu", tokens - 1);
        public string Shapes => $"{tokens} tokens, every x_0, any weights and prediction";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            T[] w = read.Vector(tokens), free = read.Vector(tokens - 1);
            T[] mu = [.. free, 1 - free.Sum()];
            for (int x0 = 0; x0 < tokens; x0++)
            {
                // In a step of length h token j is revealed with probability h w_j; at h = 0 nothing is.
                Dual<T> revealed = new(T.Zero, w[x0]);
                Dual<T> stays = 1 - revealed;
                Dual<T> modelStays = 1 - mu.Zip(w, (p, rate) => Dual<T>.Constant(p) * new Dual<T>(T.Zero, rate)).Sum();
                T revealSlope = (revealed * Dual<T>.Constant(-T.Log(mu[x0]))).Slope;
                T staySlope = stays.Value * (stays.Slope / stays.Value - modelStays.Slope / modelStays.Value);
                yield return (revealSlope + staySlope, Integrand(w, mu, x0, T.Log(mu[x0])));
            }
        }
    }

    sealed class OneSchedule(int tokens) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("w").Vector("mu", tokens - 1);
        public string Shapes => $"{tokens} tokens, every x_0";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            T w = read.Scalar();
            T[] free = read.Vector(tokens - 1), mu = [.. free, 1 - free.Sum()];
            for (int x0 = 0; x0 < tokens; x0++)
                yield return (
                    Md4Formulas.VectorIntegrand([.. Enumerable.Repeat(w, tokens)], mu, x0, T.Log(mu[x0])),
                    -w * T.Log(mu[x0]));
        }
    }
}
