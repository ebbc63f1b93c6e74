using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E7.9", "With the exact mean the best reverse variance is beta~ + (coefficient of x_0)^2 mmse: beta for N(0, I) data, beta~ for a single data point.",
    Source = "DDPM, arXiv:2006.11239, section 3.2; Bao et al., Analytic-DPM, arXiv:2201.06503, theorem 1",
    Oracle = "the step's expected divergence differentiated by the variance; the law of (x_s, x_t) conditioned")]
public class E07ReverseVariance
{
    [Certificate]
    public CertificateOutcome Least_divergence() => Prove.Certificate(new Least()) with { Trust = ["the derivative of log r is 1/r"] };

    [Identity]
    public IdentityOutcome Gaussian_data_and_a_point() => Prove.Identity(new TwoEnds());

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.BestReverseVariances(on);

    [Refutes("beta for a single data point")]
    public RefutationOutcome Beta_for_a_point() => Refute.Identity(new TwoEnds(), new BetaForThePoint());

    [Refutes("beta~ for N(0, I) data")]
    public RefutationOutcome Beta_tilde_for_Gaussian_data() => Refute.Identity(new TwoEnds(), new TildeForGaussian());

    sealed class BetaForThePoint : TwoEnds
    {
        protected override T OfPoint<T>(T beta, T tilde) => beta;
    }

    sealed class TildeForGaussian : TwoEnds
    {
        protected override T OfGaussian<T>(T beta, T tilde) => tilde;
    }

    /// <summary>
    /// E KL(r) = (B/r + log r)/2 + what does not depend on r, B = beta~ + b^2 mmse: (r - B) times its derivative is ((r - B)/r)^2/2.
    /// </summary>
    sealed class Least : ICertificate
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("r", "x0", "e").Scalars(FormalStep<Rational>.Names);
        public string Shapes => "a coordinate, any error e of the denoiser (mmse e^2), alpha and sigma";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T>();

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T r, T x0, T e, FormalStep<T> step) = Read(x);
            var variance = Dual<T>.Variable(r);
            // Over the posterior the mean square about the model's mean is its variance and the squared distance of the means.
            T[] mean = step.Mean([T.Zero], [x0]), hat = step.Mean([T.Zero], [x0 + e]);
            Dual<T> squares = Dual<T>.Constant(step.Variance) / (2 * variance)
                + GaussianDivergence.EqualVariances([Dual<T>.Constant(mean[0])], [Dual<T>.Constant(hat[0])], variance);
            return (r - Best(step, e)) * (squares.Slope + 1 / (2 * r));
        }

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            (T r, _, T e, FormalStep<T> step) = Read(x);
            return NonNegative<T>.Square((r - Best(step, e)) / r) / NonNegative<T>.Of(2);
        }

        static T Best<T>(FormalStep<T> s, T e) where T : IField<T> =>
            PosteriorFormulas.BestReverseVariance(e.Squared(), s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);

        static (T, T, T, FormalStep<T>) Read<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            return (read.Scalar(), read.Scalar(), read.Scalar(), FormalStep<T>.Read(read));
        }
    }

    /// <summary>Data N(0, c) on the circle alpha^2 + sigma^2 = 1: Var(x_s | x_t) by conditioning; c = 1 and c = 0.</summary>
    class TwoEnds : IIdentity
    {
        public IReadOnlyList<string> Variables => ["u", "w", "c"];
        public string Shapes => "a coordinate, alpha^2 + sigma^2 = 1, data N(0, c)";

        protected virtual T OfGaussian<T>(T beta, T tilde) where T : IField<T> => beta;
        protected virtual T OfPoint<T>(T beta, T tilde) where T : IField<T> => tilde;

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alphaS, T sigmaS) = UnitCircle.At(x[0]);
            (T alphaT, T sigmaT) = UnitCircle.At(x[1]);
            T scale = alphaT / alphaS, beta = DdpmFormulas.Beta(scale), tilde = DdpmFormulas.BetaTilde(scale, alphaS);
            T Best(T c) => PosteriorFormulas.BestReverseVariance(
                GaussianDataBounds.Mmse(c, NelboFormulas.Snr(alphaT, sigmaT)), alphaS, sigmaS, alphaT, sigmaT);
            T before = alphaS.Squared() * x[2] + sigmaS.Squared(), after = alphaT.Squared() * x[2] + sigmaT.Squared();
            yield return (Best(x[2]), before - (scale * before).Squared() / after);
            yield return (Best(T.One), OfGaussian(beta, tilde));
            yield return (Best(T.Zero), OfPoint(beta, tilde));
        }
    }
}
