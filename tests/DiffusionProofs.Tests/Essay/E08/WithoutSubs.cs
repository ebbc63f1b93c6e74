using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.b2", "Where the model may predict the mask, D3PM's divergence is (alpha_s - alpha_t)/(1 - alpha_t) log[n_t/((1 - alpha_t) p_x)] + (1 - alpha_s)/(1 - alpha_t) log[(1 - alpha_s) n_t/((1 - alpha_t) n_s)], n = alpha p_m + 1 - alpha.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eq. 9; Austin et al., D3PM, arXiv:2107.03006, eqs. 3 and 4",
    Oracle = "the divergence of D3PM's posterior from its reverse model, from matrices")]
public class E08WithoutSubs
{
    [Identity]
    public IdentityOutcome Generic_divergence() => Prove.LogIdentity(new Divergence(6));

    [Sampled]
    public SampledOutcome From_logits(On on) => MaskedLossesOnTensors.WithoutSubsAgainstD3pm(on);

    [Refutes("the loss under SUBS where the mask may be predicted", Link = "https://github.com/kuleshov-group/mdlm/issues/5")]
    public RefutationOutcome Subs_loss() => Refute.LogIdentity(new Divergence(4), new SubsLoss());

    [Refutes("the logarithm of staying masked left out")]
    public RefutationOutcome Without_staying() => Refute.LogIdentity(new Divergence(4), new WithoutStay());

    [Refutes("the form as it stands at s = 0, where it is 0/0", Link = "https://github.com/kuleshov-group/mdlm/blob/master/diffusion.py")]
    public RefutationOutcome First_step_is_a_limit()
    {
        (Float64 logP, Float64 alphaT) = (Math.Log(0.25), 0.875);
        Decision IsMinusLogP(Float64 term) => Decide.That("-log p under SUBS", term == -logP, $"{term}");
        return Refute.AtWitness("alpha_s = 1, alpha_t = 7/8, p_x = 1/4, p_m = 0, in double precision",
            () => [IsMinusLogP(MaskedFormulas.FirstTermWithMask<Float64>(logP, 0, alphaT))],
            () => [IsMinusLogP(MaskedFormulas.DiscreteTermWithMask<Float64>(logP, 0, 1, alphaT))]);
    }

    sealed class SubsLoss() : Divergence(4)
    {
        protected override T Term<T>(T logP, T maskProbability, T alphaS, T alphaT) =>
            MaskedLossMistakes.WithoutMaskTerms(logP, maskProbability, alphaS, alphaT);
    }

    sealed class WithoutStay() : Divergence(4)
    {
        protected override T Term<T>(T logP, T maskProbability, T alphaS, T alphaT) =>
            MaskedLossMistakes.WithoutStayTerm(logP, maskProbability, alphaS, alphaT);
    }

    class Divergence(int largest) : ILogIdentity
    {
        protected virtual T Term<T>(T logP, T maskProbability, T alphaS, T alphaT) where T : ILogField<T> =>
            MaskedFormulas.DiscreteTermWithMask(logP, maskProbability, alphaS, alphaT);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("beta", 2).Scalars("pm").Vector("p", largest - 2);
        public string Shapes => $"L = 1, K = 3..{largest} with the mask, every x_0, steps 1 and 2, any betas and probabilities";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            T[] betas = read.Vector(2);
            T maskProbability = read.Scalar();
            T[] p = read.Vector(largest - 2);
            for (int k = 3; k <= largest; k++)
            {
                var chain = new AbsorbingChain<T>(k, k - 1, betas);
                T[] row = PredictedRows.WithMask(p[..(k - 2)], maskProbability);
                for (int x0 = 0; x0 < k - 1; x0++)
                {
                    T[] Rows(int set, int _) => set != 0 ? row : MaskedFormulas.Marginal(x0, k, k - 1, T.One);
                    T logP = T.Log(row[x0]);
                    yield return (
                        AbsorbingBounds.Term(chain, 2, [x0], Rows) / (1 - chain.Alpha[2]),
                        Term(logP, maskProbability, chain.Alpha[1], chain.Alpha[2]));
                    yield return (
                        AbsorbingBounds.Term(chain, 1, [x0], Rows) / (1 - chain.Alpha[1]),
                        MaskedFormulas.FirstTermWithMask(logP, maskProbability, chain.Alpha[1]));
                }
            }
        }
    }
}
