using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;
using TensorConversions = DiffusionProofs.Gaussian.Conversions;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("Prediction.1", "Noise, data, v and score are one prediction: x_0 = (alpha x - sigma v)/(alpha^2 + sigma^2), eps = (sigma x + alpha v)/(alpha^2 + sigma^2), score = -eps/sigma, x_0 = (x + sigma^2 score)/alpha.",
    Source = "Salimans and Ho, arXiv:2202.00512, section 4 (there alpha^2 + sigma^2 = 1); Tweedie's formula",
    Oracle = "the definitions x = alpha x_0 + sigma eps and v = alpha eps - sigma x_0, from free x_0 and eps")]
public class PredictionsConvert
{
    [Identity]
    public IdentityOutcome Every_form_gives_back_the_data_and_the_noise() => Prove.Identity(new Conversions());

    [Sampled]
    public SampledOutcome Tensors_convert(On on) => Sample.Check(on, PointSets.Of(leastPoints: 1, mostPoints: 1), (c, _) =>
        Enum.GetValues<PredictionKind>().SelectMany(kind => Converted(c, kind, on)).ToArray(),
        "12 ulps of the largest intermediate term, (8 + 8 sigma)(1 + sigma)(1 + 1/alpha + 1/sigma)(1 + 1/sigma) for data within 3: at most twelve roundings a form",
        "d = 1..3", "dyadic values within 3, alpha in (0, 1), sigma in [1/16, 4]");

    static IEnumerable<Comparison> Converted(PointSetCase c, PredictionKind kind, On on)
    {
        (double alpha, double sigma, int d) = (c.Alpha, c.Sigma, c.Dimension);
        Prediction<torch.Tensor> received = TensorConversions.From(
            kind, on.Tensor(c.Query.Values, 1, d), on.Tensor(c.Points[0].Values, 1, d), alpha, sigma);
        Prediction<Rational>[] expected = [.. c.Query.Values.Zip(c.Points[0].Values, (x, value) =>
            Of(kind, Rational.FromDouble(x), Rational.FromDouble(value), Rational.FromDouble(alpha), Rational.FromDouble(sigma)))];
        double allowed = 12 * on.Ulp((8 + 8 * sigma) * (1 + sigma) * (1 + 1 / alpha + 1 / sigma) * (1 + 1 / sigma));
        yield return Compare.Within($"x_0 from {kind}", [.. expected.Select(e => e.X0.ToDouble())], received.X0, allowed, on);
        yield return Compare.Within($"eps from {kind}", [.. expected.Select(e => e.Eps.ToDouble())], received.Eps, allowed, on);
        yield return Compare.Within($"v from {kind}", [.. expected.Select(e => e.V.ToDouble())], received.V, allowed, on);
        yield return Compare.Within($"score from {kind}", [.. expected.Select(e => e.Score.ToDouble())], received.Score, allowed, on);
    }

    [Refutes("the sign of v: x_0 = alpha x + sigma v", Link = "https://github.com/huggingface/diffusers/pull/1421")]
    public RefutationOutcome Sign_of_v() => Refute.Identity(new Conversions(), new WrongSign());

    [Refutes("x_t where x_0 belongs: eps = (v + sigma x_t)/alpha", Link = "https://github.com/threestudio-project/threestudio/issues/126")]
    public RefutationOutcome Noise_from_v() => Refute.Identity(new Conversions(), new NoisyDataForData());

    [Refutes("v converted as if alpha^2 + sigma^2 were 1")]
    public RefutationOutcome Not_variance_preserving() => Refute.Identity(new Conversions(), new AsIfVariancePreserving());

    [Refutes("eps - x_0 for v: the velocity of rectified flow")]
    public RefutationOutcome Velocity_is_another_thing() => Refute.Identity(new Conversions(), new Velocity());

    [Refutes("score = -eps/sqrt((1 - abar)/abar)", Link = "https://github.com/pals-ttic/sjc/issues/13")]
    public RefutationOutcome Score_at_the_noise_of_x() => Refute.Identity(new Conversions(), new RescaledScore());

    [Refutes("Tweedie's formula without the division by alpha")]
    public RefutationOutcome Tweedie_divides_by_alpha() => Refute.Identity(new Conversions(), new TweedieWithoutAlpha());

    static Prediction<T> Of<T>(PredictionKind kind, T x, T value, T alpha, T sigma) where T : IField<T> => kind switch
    {
        PredictionKind.Eps => ConversionFormulas.FromEps(x, value, alpha, sigma),
        PredictionKind.X0 => ConversionFormulas.FromX0(x, value, alpha, sigma),
        PredictionKind.V => ConversionFormulas.FromV(x, value, alpha, sigma),
        _ => ConversionFormulas.FromScore(x, value, alpha, sigma),
    };

    sealed class WrongSign : Conversions
    {
        protected override T X0FromV<T>(T x, T v, T alpha, T sigma) => ConversionMistakes.X0FromVWithWrongSign(x, v, alpha, sigma);
    }

    sealed class AsIfVariancePreserving : Conversions
    {
        protected override T X0FromV<T>(T x, T v, T alpha, T sigma) => ConversionMistakes.X0FromVAsIfVariancePreserving(x, v, alpha, sigma);
    }

    sealed class NoisyDataForData : Conversions
    {
        protected override T EpsFromV<T>(T x, T v, T alpha, T sigma) => ConversionMistakes.EpsFromVWithNoisyData(x, v, alpha, sigma);
    }

    sealed class Velocity : Conversions
    {
        protected override T V<T>(T eps, T x0, T alpha, T sigma) => ConversionMistakes.VelocityAsV(eps, x0, alpha, sigma);
    }

    sealed class RescaledScore : Conversions
    {
        protected override T Score<T>(T eps, T alpha, T sigma) => ConversionMistakes.ScoreFromEpsAtRescaledNoise(eps, alpha, sigma);
    }

    sealed class TweedieWithoutAlpha : Conversions
    {
        protected override T X0FromScore<T>(T x, T score, T alpha, T sigma) => ConversionMistakes.X0FromScoreWithoutAlpha(x, score, alpha, sigma);
    }

    class Conversions : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "eps", "alpha", "sigma"];
        public string Shapes => "a coordinate, any alpha and sigma";

        protected virtual T X0FromV<T>(T x, T v, T alpha, T sigma) where T : IField<T> => ConversionFormulas.FromV(x, v, alpha, sigma).X0;
        protected virtual T EpsFromV<T>(T x, T v, T alpha, T sigma) where T : IField<T> => ConversionFormulas.FromV(x, v, alpha, sigma).Eps;
        protected virtual T V<T>(T eps, T x0, T alpha, T sigma) where T : IField<T> => ConversionFormulas.V(eps, x0, alpha, sigma);
        protected virtual T Score<T>(T eps, T alpha, T sigma) where T : IField<T> => ConversionFormulas.ScoreFromEps(eps, sigma);
        protected virtual T X0FromScore<T>(T x, T score, T alpha, T sigma) where T : IField<T> => ConversionFormulas.FromScore(x, score, alpha, sigma).X0;

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x0, T eps, T alpha, T sigma) = (values[0], values[1], values[2], values[3]);
            T x = alpha * x0 + sigma * eps, v = alpha * eps - sigma * x0;
            // The score of N(alpha x_0, sigma^2) at x.
            T score = GaussianFormulas.KernelScore([x], [x0], alpha, sigma)[0];
            yield return (V(eps, x0, alpha, sigma), v);
            yield return (Score(eps, alpha, sigma), score);
            yield return (X0FromV(x, v, alpha, sigma), x0);
            yield return (EpsFromV(x, v, alpha, sigma), eps);
            yield return (X0FromScore(x, score, alpha, sigma), x0);
            foreach (Prediction<T> p in new[]
            {
                ConversionFormulas.FromEps(x, eps, alpha, sigma), ConversionFormulas.FromX0(x, x0, alpha, sigma),
                ConversionFormulas.FromV(x, v, alpha, sigma), ConversionFormulas.FromScore(x, score, alpha, sigma),
            })
            {
                yield return (p.X0, x0);
                yield return (p.Eps, eps);
                yield return (p.V, v);
                yield return (p.Score, score);
            }
        }
    }
}
