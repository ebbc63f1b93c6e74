using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Readme;

[Claim("Meta.Tweedie", "Tweedie's formula gives the data back from the score: x_0 = (x + sigma^2 score)/alpha.",
    Source = "EDM, arXiv:2206.00364, eq. 3", Oracle = "x = alpha x_0 + sigma eps and the score of its own Gaussian")]
public class TweedieExample
{
    [Identity]
    public IdentityOutcome For_all_inputs() => Prove.Identity(new Tweedie());

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Check(on, Scalars.Sigma(), (sigma, _) =>
        [Compare.Within("x_0", [3], Conversions.From(PredictionKind.Score, on.Tensor([8], 1, 1), on.Tensor([-5 / (sigma * sigma)], 1, 1), 1, sigma).X0, 16 * on.Ulp(8), on)],
        bound: "16 ulps of 8: five roundings of terms at most 8, the score's own among them", shapes: "d = 1", domain: "alpha = 1, sigma in [1/16, 4]");

    [Refutes("the division by alpha left out")]
    public RefutationOutcome Without_alpha() => Refute.Identity(new Tweedie(), new WithoutAlpha());

    class Tweedie : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "eps", "alpha", "sigma"];
        public string Shapes => "a coordinate";
        protected virtual T X0<T>(T x, T score, T alpha, T sigma) where T : IField<T> => ConversionFormulas.FromScore(x, score, alpha, sigma).X0;
        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            T x = v[2] * v[0] + v[3] * v[1];
            yield return (X0(x, GaussianFormulas.KernelScore([x], [v[0]], v[2], v[3])[0], v[2], v[3]), v[0]);
        }
    }

    sealed class WithoutAlpha : Tweedie
    {
        protected override T X0<T>(T x, T score, T alpha, T sigma) => ConversionMistakes.X0FromScoreWithoutAlpha(x, score, alpha, sigma);
    }
}
