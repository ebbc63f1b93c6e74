using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.25", "By the logits of a masked position the continuous bound's integrand has the derivative -alpha'/(1 - alpha) (x_theta - x_0): it sums to 0 over the tokens, and is 0 by the mask's own logit.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eqs. 7 and 10, differentiated",
    Oracle = "dual numbers, with exp(logit) as variables; on tensors autograd, and dual numbers in sixty digits")]
public class LossDerivative
{
    [Identity]
    public IdentityOutcome By_every_logit() => Prove.Identity(new Derivative(3), new Derivative(4), new Derivative(6));

    [Sampled]
    public SampledOutcome By_autograd_and_in_one_pass(On on) => MaskedLossesOnTensors.DerivativeAgainstDualNumbers(on);

    [Refutes("the softmax over everything, the mask's logit among them")]
    public RefutationOutcome Mask_in_the_softmax() => Refute.Identity(new Derivative(3), new MaskIncluded());

    [Refutes("+alpha'/(1 - alpha) (x_theta - x_0): a step along it descends the bound's negative",
        Link = "https://github.com/kuleshov-group/discrete-diffusion-guidance/blob/main/diffusion.py")]
    public RefutationOutcome Sign() => Refute.Identity(new Derivative(3), new WrongSign());

    sealed class MaskIncluded() : Derivative(3)
    {
        protected override T[] Predicted<T>(T[] exponentials, int mask) => SubsMistakes.MaskInTheSoftmax(exponentials);
    }

    sealed class WrongSign() : Derivative(3)
    {
        protected override T Weight<T>(T alpha, T dAlpha) => MaskedFormulas.ContinuousIntegrand(T.One, alpha, dAlpha);
    }

    /// <summary>
    /// d u/d l = u for u = exp(l): the slope by a logit is that of -log(u_x/sum u) with u's slope u in one place. The mask's logit, which no
    /// side reads, is 0.
    /// </summary>
    class Derivative(int categories) : IIdentity
    {
        protected virtual T[] Predicted<T>(T[] exponentials, int mask) where T : IField<T> => SubsFormulas.Probabilities(exponentials, mask, mask);

        protected virtual T Weight<T>(T alpha, T dAlpha) where T : IField<T> => -MaskedFormulas.ContinuousIntegrand(T.One, alpha, dAlpha);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha", "dAlpha").Vector("u", categories - 1);
        public string Shapes => $"V = {categories} with the mask, every token, by every logit";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alpha, T dAlpha) = (x[0], x[1]);
            T[] u = [.. x.Skip(2), T.One];
            int mask = categories - 1;
            T[] predicted = Predicted(u, mask);
            for (int x0 = 0; x0 < mask; x0++)
            {
                T sum = T.Zero;
                for (int j = 0; j < categories; j++)
                {
                    Dual<T>[] moved = [.. u.Select((v, k) => new Dual<T>(v, k == j ? v : T.Zero))];
                    Dual<T> p = SubsFormulas.Probabilities(moved, mask, mask)[x0];
                    T derivative = MaskedFormulas.ContinuousIntegrand(p.Slope / p.Value, alpha, dAlpha);
                    yield return (derivative, Weight(alpha, dAlpha) * (predicted[j] - (j == x0 ? T.One : T.Zero)));
                    sum += derivative;
                    if (j == mask) yield return (sum, T.Zero);
                }
            }
        }
    }
}
