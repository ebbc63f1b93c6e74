using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E7.5", "Diffusion has a likelihood bound: NELBO(x) >= -log p_model(x) at every x, the gap being the divergence between both chains of noise read forwards; and E NELBO >= the entropy of the data.",
    Source = "DDPM, arXiv:2006.11239, eqs. 3 and 5; VDM, arXiv:2107.00630, eq. 11",
    Refined = "shown for linear Gaussian models on the line, T = 1..3, and data N(0, k^2), T = 1, 2; for others it is Jensen's inequality. A bound of -log p_model(x), not of -log p_data(x): for N(0,1) data a denoiser that always says 0 has a lower bound at x = 0 than -log p_data(0) = log(2 pi)/2, with 1000 linear betas and the decoder's variance beta_1 by 4.6 nats",
    Oracle = "the model's own density, in closed form: with linear steps it is Gaussian")]
public class E07Bound
{
    [Identity]
    public IdentityOutcome One_step() => Prove.LogIdentity(new Chain(1));

    [Identity]
    public IdentityOutcome Two_steps() => Prove.LogIdentity(new Chain(2));

    [Identity]
    public IdentityOutcome Three_steps() => Prove.LogIdentity(new LongChain(3));

    [Identity]
    public IdentityOutcome Mean_bound_less_entropy() => Prove.LogIdentity(new MeanBound(1));

    [Identity]
    public IdentityOutcome Mean_bound_of_two_steps() => Prove.LogIdentity(new MeanBound(2));

    [Certificate]
    public CertificateOutcome A_divergence_is_never_negative() => Prove.Certificate(new Tangent()) with
    {
        Trust = ["the derivative of log u is 1/u; a function that falls to u = 1, where it is 0, and rises from there is not negative"],
    };

    [Certified]
    public CertifiedOutcome Positive_below_1() => Certify.Positive(Box.Of(("u", 1.0 / 1024, 0.96875)), new Divergence());

    [Certified]
    public CertifiedOutcome Positive_above_1() => Certify.Positive(Box.Of(("u", 1.03125, 1024)), new Divergence());

    [Sampled]
    public SampledOutcome Terms_on_tensors(On on) => BoundOfAChainOnTensors.AgainstTheModelsDensity(on);

    [Exact]
    public ExactOutcome At_a_point_below_the_datas_surprise() => Exact.Rows([1000], steps =>
    {
        (BigReal atZero, BigReal mean) = ZeroDenoiser(steps);
        BigReal surprise = BigReal.Log(2 * BigReal.Pi) / 2, entropy = surprise + BigReal.One / 2;
        return
        [
            Decide.That("NELBO(0) < -log p_data(0)", BigReal.CertainlyLess(atZero, surprise), $"{(double)atZero:R} against {(double)surprise:R}"),
            Printed.Rounds("NELBO(0) + log p_data(0)", atZero - surprise, "-4.6052"),
            Decide.That("E NELBO > entropy", BigReal.CertainlyLess(entropy, mean), $"{(double)mean:R} against {(double)entropy:R}"),
        ];
    }, "T = 1000, linear betas, N(0,1) data", "the denoiser 0; reverse variances beta~_t, beta_1 for the decoder");

    [Refutes("NELBO(x) >= -log p_data(x)", Link = "the essay's likelihood bound read point by point")]
    public RefutationOutcome Not_of_the_datas_density()
    {
        BigReal bound = ZeroDenoiser(1000).AtZero, ofData = BigReal.Log(2 * BigReal.Pi) / 2;
        Decision AtLeast(BigReal surprise) => Decide.That("surprise at most the bound", BigReal.CertainlyLess(surprise, bound), $"{(double)surprise:R} against {(double)bound:R}");
        return Refute.AtWitness("N(0,1) data, denoiser 0, x = 0, T = 1000", () => [AtLeast(SurpriseOfTheModel(1000))], () => [AtLeast(ofData)]);
    }

    [Refutes("the first step's term by a step's formula")]
    public RefutationOutcome Decoder_is_no_step() => Refute.LogIdentity(new Chain(1), new DecoderAsAStep());

    /// <summary>Everything but the decoder vanishes at x_0 = 0 = xHat_0, save the prior's term.</summary>
    static (BigReal AtZero, BigReal Mean) ZeroDenoiser(int steps)
    {
        BigReal[] beta = BetaFormulas.Linear<BigReal>(steps), abar = BetaFormulas.AlphaBar(beta);
        BigReal alpha = BigReal.Sqrt(abar[^1]), sigma = BigReal.Sqrt(1 - abar[^1]), constant = BigReal.Log(2 * BigReal.Pi * beta[0]) / 2;
        BigReal[] snr = [.. abar.Select(a => a / (1 - a))];
        BigReal terms = NelboFormulas.Steps(snr, [.. Enumerable.Repeat(BigReal.One, steps - 1)]);
        return (NelboFormulas.Prior([BigReal.Zero], alpha, sigma) + constant, NelboFormulas.Prior([BigReal.One], alpha, sigma) + terms + constant + 1 / (2 * beta[0]));
    }

    /// <summary>-log p_model(0): at xHat_0 = 0 the first step makes N(0, beta_1), whatever came before.</summary>
    static BigReal SurpriseOfTheModel(int steps) =>
        BigReal.Log(2 * BigReal.Pi * BetaFormulas.Linear<BigReal>(steps)[0]) / 2;

    sealed class DecoderAsAStep() : Chain(1)
    {
        protected override T Decoder<T>(T x0, T mean, T variance) => GaussianBoundMistakes.DecoderAsAStep([x0], [mean], variance);
    }

    class Chain(int steps) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("x0")
            .Vector("alpha", steps).Vector("sigma", steps).Vector("A", steps).Vector("V", steps).Scalars("P");

        public string Shapes => $"T = {steps}, a coordinate, any alpha and sigma, any linear Gaussian model";

        protected virtual T Decoder<T>(T x0, T mean, T variance) where T : ILogField<T> => TwoPoints.MinusLogDensity(x0, mean, variance);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T x0 = read.Scalar();
            var model = LinearGaussianModel<T>.Read(read, steps);
            yield return (model.Bound(x0, Decoder), model.Surprise(x0) + model.Gaps(x0));
        }
    }

    /// <summary>The scalars of the chain are numbers, so that what is expanded stays small.</summary>
    sealed class LongChain(int steps) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("x0").Vector("A", steps).Vector("V", steps).Scalars("P");
        public string Shapes => $"T = {steps}, a coordinate, alpha 4/5, 1/2, 1/3 and sigma 3/5, 3/2, 2, any linear Gaussian model";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T x0 = read.Scalar();
            T[] alpha = [T.One, T.From(4) / 5, T.One / 2, T.One / 3], sigma = [T.Zero, T.From(3) / 5, T.From(3) / 2, T.From(2)];
            var model = new LinearGaussianModel<T>(alpha[..(steps + 1)], sigma[..(steps + 1)], read.Vector(steps), read.Vector(steps), read.Scalar());
            yield return (model.Bound(x0), model.Surprise(x0) + model.Gaps(x0));
        }
    }

    /// <summary>Data N(0, k^2), whose entropy is log(k^2)/2 + 1/2 beside log(2 pi)/2: all terms are quadratic in x_0.</summary>
    sealed class MeanBound(int steps) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("k")
            .Vector("alpha", steps).Vector("sigma", steps).Vector("A", steps).Vector("V", steps).Scalars("P");

        public string Shapes => $"T = {steps}, data N(0, k^2), any alpha and sigma, any linear Gaussian model";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T k = read.Scalar(), entropy = (T.Log(k.Squared()) + 1) / 2;
            var model = LinearGaussianModel<T>.Read(read, steps);
            yield return (
                TwoPoints.Mean(T.Zero, k, at => model.Bound(at)) - entropy,
                TwoPoints.Mean(T.Zero, k, model.Gaps) + GaussianDivergence.OfVariances(k.Squared(), model.Marginals()[0]));
        }
    }

    /// <summary>g(u) = (u - 1 - log u)/2 has (u - 1) g'(u) = (u - 1)^2/(2u).</summary>
    sealed class Tangent : ICertificate
    {
        public IReadOnlyList<string> Variables => ["u"];
        public string Shapes => "any ratio u of variances";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T> { ["u"] = x[0] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => (x[0] - 1) * (1 - 1 / x[0]) / 2;

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            NonNegative<T>.Square(x[0] - 1) / (NonNegative<T>.Of(2) * given["u"]);
    }

    sealed class Divergence : IInequality
    {
        public IReadOnlyList<string> Variables => ["u"];
        public string Shapes => "a coordinate, equal means";
        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => GaussianDivergence.OfVariances(x[0], T.One);
    }
}

[Claim("E7.6", "With the exact reverse steps and the matched prior the bound is -log p_data(x) at every x, for one and two steps; with the exact denoiser and the posterior's variances it is so in the limit of continuous time.",
    Source = "VDM, arXiv:2107.00630, eqs. 11 and 18; Sohl-Dickstein et al., arXiv:1503.03585, section 2",
    Refined = "shown for Gaussian data N(0, c); with finitely many steps and the posterior's variances only the mean of the exact denoiser's bound stays above: for N(0,1) data, one step from SNR 1 to 0 and the decoder, the bound at x = 0 is (1/2 - log 2)/2 below -log p_data(0)",
    Oracle = "the density of the data")]
public class E07PointwiseEquality
{
    [Identity]
    public IdentityOutcome One_exact_step() => Prove.LogIdentity(new ExactSteps(1));

    [Identity]
    public IdentityOutcome Two_exact_steps() => Prove.LogIdentity(new ExactSteps(2));

    [Identity]
    public IdentityOutcome Continuous_time() => Prove.LogIdentity(new Continuous());

    [Identity]
    public IdentityOutcome Errors_of_the_exact_denoiser() => Prove.Identity(new Errors());

    [Exact]
    public ExactOutcome The_integral_is_that_of_the_errors() => Exact.Rows(new[] { (0.5, 1.0, 0.25), (-2, 3, 4), (0, 0.125, 100) }, row =>
    {
        (BigReal x, BigReal c, BigReal v) = (BigReal.FromDouble(row.Item1), BigReal.FromDouble(row.Item2), BigReal.FromDouble(row.Item3));
        BigReal slope = Derivative.Of(at => GaussianDataBounds.Antiderivative(RealDual<BigReal>.Constant(x), RealDual<BigReal>.Constant(c), at), v);
        BigReal expected = GaussianDataBounds.SquaredError(x, c, v) / 2;
        return [Decide.That("slope", slope.Overlaps(expected), $"{(double)slope:R}, where half the error is {(double)expected:R}")];
    }, "three points", "x, c and SNR", ["two balls of sixty digits that overlap are taken for equal"]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.ExactSteps(on);

    [Refutes("an unmatched prior, N(0,1) for data of another variance")]
    public RefutationOutcome Matched_prior() => Refute.LogIdentity(new Continuous(), new StandardPrior());

    sealed class StandardPrior : Continuous
    {
        protected override T PriorVariance<T>(T alpha, T sigma, T c) => T.One;
    }

    sealed class ExactSteps(int steps) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("x0", "c").Vector("alpha", steps).Vector("sigma", steps);
        public string Shapes => $"T = {steps}, any alpha and sigma, data N(0, c)";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            (T x0, T c) = (read.Scalar(), read.Scalar());
            var model = LinearGaussianModel<T>.Exact([T.One, .. read.Vector(steps)], [T.Zero, .. read.Vector(steps)], c);
            yield return (model.Bound(x0), TwoPoints.MinusLogDensity(x0, T.Zero, c));
        }
    }

    class Continuous : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "c", "alpha", "sigma", "snrMax"];
        public string Shapes => "data N(0, c), any SNR_max, any alpha and sigma at the end";

        protected virtual T PriorVariance<T>(T alpha, T sigma, T c) where T : ILogField<T> => alpha.Squared() * c + sigma.Squared();

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : ILogField<T>
        {
            (T x, T c, T alpha, T sigma, T most) = (v[0], v[1], v[2], v[3], v[4]);
            T prior = GaussianDivergence.Isotropic([alpha * x], sigma.Squared(), [T.Zero], PriorVariance(alpha, sigma, c));
            T integral = GaussianDataBounds.Antiderivative(x, c, most) - GaussianDataBounds.Antiderivative(x, c, NelboFormulas.Snr(alpha, sigma));
            // The data's posterior as decoder: variance mmse, its mean off by the denoiser's error.
            T variance = GaussianDataBounds.Mmse(c, most);
            T decoder = (GaussianDataBounds.SquaredError(x, c, most) / variance + T.Log(variance)) / 2;
            yield return (prior + integral + decoder, TwoPoints.MinusLogDensity(x, T.Zero, c));
        }
    }

    /// <summary>Regression of x_0 on z = r x_0 + noise, SNR r^2: slope c r/(1 + c r^2).</summary>
    sealed class Errors : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "k", "r"];
        public string Shapes => "data N(0, k^2), SNR r^2";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            (T x, T k, T r) = (v[0], v[1], v[2]);
            T c = k.Squared(), snr = r.Squared(), slope = c * r / (1 + c * snr);
            yield return (TwoPoints.Mean(r * x, T.One, z => (x - slope * z).Squared()), GaussianDataBounds.SquaredError(x, c, snr));
            yield return (TwoPoints.Mean(T.Zero, k, at => GaussianDataBounds.SquaredError(at, c, snr)), GaussianDataBounds.Mmse(c, snr));
            yield return (MixtureAlgebra.DenoiserFromScore([r * x], GaussianFormulas.Score([r * x], [T.Zero], 1 + c * snr), r, T.One)[0], slope * r * x);
        }
    }
}
