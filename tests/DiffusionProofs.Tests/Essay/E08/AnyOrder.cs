using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.f", "For alpha from 1 to 0 the continuous bound is the average over all orders of an any-order autoregressive loss, and sum_k (1/k) E_{|M|=k} sum_{i in M} -log p(x_i | x_{not M}).",
    Source = "Ou et al., RADD, arXiv:2406.03736, eqs. 2.16 and C.17; Zheng et al., arXiv:2409.02908, proposition 3.1; Shi et al., MD4, arXiv:2406.04329",
    Oracle = "the L! orders, enumerated")]
public class E08AverageOverOrders
{
    [Identity]
    public IdentityOutcome Continuous_bound_count_form_and_orders_agree() =>
        Prove.Identity(new Orders(1), new Orders(2), new Orders(3), new Orders(4));

    [Sampled]
    public SampledOutcome Count_form_from_logits(On on) => MaskedLossesOnTensors.CountFormAgainstOrders(on);

    [Refutes("the mean over the masked tokens, 1/p dropped", Link = "https://github.com/inclusionAI/dFactory/issues/17")]
    public RefutationOutcome Mean_over_masked_tokens() => Refute.Identity(new Orders(3), new MeanOverMasked());

    [Refutes("a pseudo-log-likelihood at 50% masked, reported as bits", Link = "https://github.com/openai/parameter-golf/pull/1053")]
    public RefutationOutcome Half_masked() => Refute.Identity(new Orders(3), new HalfMasked());

    [Refutes("the pseudo-log-likelihood, each token masked alone")]
    public RefutationOutcome Each_alone() => Refute.Identity(new Orders(3), new EachAlone());

    [Refutes("t drawn from [0.15, 0.85] alone")]
    public RefutationOutcome Middle_of_the_interval() => Refute.Identity(new Orders(3), new Middle());

    sealed class MeanOverMasked() : Orders(3)
    {
        protected override T Bound<T>(T[] loss) => MaskedLossMistakes.MeanOverMasked(loss);
    }

    sealed class HalfMasked() : Orders(3)
    {
        protected override T Bound<T>(T[] loss) => MaskedLossMistakes.AtHalfMasked(loss);
    }

    sealed class EachAlone() : Orders(3)
    {
        protected override T Bound<T>(T[] loss) => MaskedLossMistakes.PseudoLogLikelihood(loss);
    }

    sealed class Middle() : Orders(3)
    {
        protected override T Bound<T>(T[] loss) => MaskedLossMistakes.MiddleOfTheInterval(loss);
    }

    class Orders(int length) : IIdentity
    {
        protected virtual T Bound<T>(T[] loss) where T : IField<T> => SubsetBounds.Continuous(loss);

        public IReadOnlyList<string> Variables { get; } = MaskedModel<Rational>.Names(length);
        public string Shapes => $"L = {length}, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var model = new MaskedModel<T>(new VariableReader<T>(values), length);
            yield return (Bound(model.Losses), SubsetBounds.AnyOrder(length, model.LogP));
            yield return (SubsetBounds.ByCount(model.Losses), SubsetBounds.AnyOrder(length, model.LogP));
        }
    }
}
