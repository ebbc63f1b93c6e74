using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E7.3", "A step's divergence is (SNR(s) - SNR(t))/2 |x_0 - xHat_0|^2 = expm1(gamma_t - gamma_s)/2 |eps - epsHat|^2, whatever x_t; DDPM's weight beta^2/(2 r alpha (1 - abar)) is that with r = beta~.",
    Source = "VDM, arXiv:2107.00630, eqs. 13-14; DDPM, arXiv:2006.11239, eq. 12",
    Refined = "from the second step on: the first is the decoder's, since the SNR is infinite at sigma = 0; and DDPM's other choice, r = beta, has another weight and a constant besides",
    Oracle = "the divergence of two Gaussians, as the mean of the difference of their log-densities, exact over two points a coordinate")]
public class E07StepDivergence
{
    [Identity]
    public IdentityOutcome From_the_posteriors() => Prove.Identity(new Step(1), new Step(2), new Step(3));

    [Identity]
    public IdentityOutcome Divergence_of_two_Gaussians() => Prove.LogIdentity(new Divergence(2));

    [Identity]
    public IdentityOutcome DDPMs_weight() => Prove.Identity(new Weight());

    [Exact]
    public ExactOutcome Expm1_of_the_log_SNR() => Exact.Rows(new[] { (0.8, 0.6, 0.6, 0.8), (1, 0.5, 1, 7), (0.75, 0.625, 0.75, 0.626) }, row =>
    {
        BigReal snrS = NelboFormulas.Snr(BigReal.FromDouble(row.Item1), BigReal.FromDouble(row.Item2));
        BigReal snrT = NelboFormulas.Snr(BigReal.FromDouble(row.Item3), BigReal.FromDouble(row.Item4));
        BigReal weight = NelboFormulas.EpsWeight(-BigReal.Log(snrS), -BigReal.Log(snrT));
        return [Decide.That("weight", weight.Overlaps(NelboFormulas.StepByEps<BigReal>([1], [0], snrS, snrT)), $"{(double)weight:R}")];
    }, "three steps", "a long one, variance exploding, a short one", ["two balls of sixty digits that overlap are taken for equal"]);

    [Exact]
    public ExactOutcome Printed_weight() => Exact.Rows([500], t =>
    {
        BigReal[] beta = BetaFormulas.Linear<BigReal>(1000), abar = BetaFormulas.AlphaBar(beta);
        BigReal scale = BigReal.Sqrt(1 - beta[t - 1]), previous = BigReal.Sqrt(abar[t - 2]);
        BigReal Snr(int i) => abar[i - 1] / (1 - abar[i - 1]);
        return
        [
            Printed.Rounds("DDPM's weight", DdpmFormulas.EpsWeight(DdpmFormulas.BetaTilde(scale, previous), scale, previous), "0.0055081965"),
            Printed.Rounds("by SNR", NelboFormulas.StepByEps<BigReal>([1], [0], Snr(t - 1), Snr(t)), "0.0055081965"),
            Printed.Rounds("beta~ at 2", BetaFormulas.BetaTilde(beta)[1], "0.000054531877"),
            Printed.Rounds("beta~/beta at 2", BetaFormulas.BetaTilde(beta)[1] / beta[1], "0.45474"),
            Printed.Rounds("beta~/beta at 10", BetaFormulas.BetaTilde(beta)[9] / beta[9], "0.85285"),
        ];
    }, "T = 1000, t = 2, 10, 500", "linear betas from 1e-4 to 0.02");

    [Sampled]
    public SampledOutcome On_tensors(On on) => BoundsOnTensors.StepAgainstPosteriors(on);

    [Sampled]
    public SampledOutcome By_the_noise_on_tensors(On on) => BoundsOnTensors.StepByNoise(on);

    [Refutes("the half is missing")]
    public RefutationOutcome Half() => Refute.Identity(new Step(1), new WithoutHalf());

    [Refutes("s and t exchanged: a negative divergence")]
    public RefutationOutcome Sign() => Refute.Identity(new Step(1), new Reversed());

    [Refutes("the noise's weight with the data's error")]
    public RefutationOutcome Weight_of_the_data() => Refute.Identity(new Step(1), new NoiseWeightOfTheData());

    [Refutes("the data's weight with the noise's error")]
    public RefutationOutcome Weight_of_the_noise() => Refute.Identity(new Step(1), new DataWeightOfTheNoise());

    [Refutes("beta for beta~ in the divergence")]
    public RefutationOutcome Beta_in_the_divergence() => Refute.Identity(new Step(1), new ByTransitionVariance());

    [Refutes("beta for beta~ in DDPM's weight, taken for the same")]
    public RefutationOutcome Beta_in_the_weight() => Refute.Identity(new Weight(), new WeightWithBeta());

    sealed class WithoutHalf() : Step(1)
    {
        protected override T BySnr<T>(T[] x0, T[] x0Hat, FormalStep<T> s) => GaussianBoundMistakes.StepWithoutHalf(x0, x0Hat, SnrS(s), SnrT(s));
    }

    sealed class Reversed() : Step(1)
    {
        protected override T BySnr<T>(T[] x0, T[] x0Hat, FormalStep<T> s) => GaussianBoundMistakes.StepReversed(x0, x0Hat, SnrS(s), SnrT(s));
    }

    sealed class NoiseWeightOfTheData() : Step(1)
    {
        protected override T BySnr<T>(T[] x0, T[] x0Hat, FormalStep<T> s) => GaussianBoundMistakes.EpsWeightOfTheData(x0, x0Hat, SnrS(s), SnrT(s));
    }

    sealed class DataWeightOfTheNoise() : Step(1)
    {
        protected override T ByEps<T>(T[] eps, T[] epsHat, FormalStep<T> s) => GaussianBoundMistakes.SnrWeightOfTheNoise(eps, epsHat, SnrS(s), SnrT(s));
    }

    sealed class ByTransitionVariance() : Step(1)
    {
        protected override T BySnr<T>(T[] x0, T[] x0Hat, FormalStep<T> s) =>
            GaussianBoundMistakes.StepByTransitionVariance(x0, x0Hat, s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);
    }

    /// <summary>Both laws have the posterior's variance: half the mean of the difference of their quadratic forms.</summary>
    class Step(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("xt", d).Vector("x0", d).Vector("hat", d).Scalars(FormalStep<Rational>.Names);

        public string Shapes => $"d = {d}, any x_t, alpha and sigma";

        protected static T SnrS<T>(FormalStep<T> s) where T : IField<T> => NelboFormulas.Snr(s.AlphaS, s.SigmaS);
        protected static T SnrT<T>(FormalStep<T> s) where T : IField<T> => NelboFormulas.Snr(s.AlphaT, s.SigmaT);

        protected virtual T BySnr<T>(T[] x0, T[] x0Hat, FormalStep<T> s) where T : IField<T> => NelboFormulas.StepBySnr(x0, x0Hat, SnrS(s), SnrT(s));
        protected virtual T ByEps<T>(T[] eps, T[] epsHat, FormalStep<T> s) where T : IField<T> => NelboFormulas.StepByEps(eps, epsHat, SnrS(s), SnrT(s));

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] xt = read.Vector(d), x0 = read.Vector(d), hat = read.Vector(d);
            var step = FormalStep<T>.Read(read);
            T[] mean = step.Mean(xt, x0), meanHat = step.Mean(xt, hat);
            // The square of the deviation is common to both laws, so that any deviation will do, here 1.
            T divergence = mean.Zip(meanHat, (m, other) => TwoPoints.Mean(m, T.One, x => ((x - other).Squared() - (x - m).Squared()) / (2 * step.Variance))).Sum();
            T[] Noise(T[] data) => [.. xt.Zip(data, (x, y) => ConversionFormulas.EpsFromX0(x, y, step.AlphaT, step.SigmaT))];
            yield return (divergence, GaussianDivergence.EqualVariances(mean, meanHat, step.Variance));
            yield return (divergence, BySnr(x0, hat, step));
            yield return (divergence, ByEps(Noise(x0), Noise(hat), step));
        }
    }

    sealed class Divergence(int d) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("m", d).Vector("n", d).Scalars("s", "r");
        public string Shapes => $"d = {d}, any means and deviations";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            T[] m = read.Vector(d), n = read.Vector(d);
            (T s, T r) = (read.Scalar(), read.Scalar());
            T expected = m.Zip(n, (a, b) => TwoPoints.Divergence(a, s, b, r.Squared())).Sum();
            yield return (expected, GaussianDivergence.Isotropic(m, s.Squared(), n, r.Squared()));
        }
    }

    sealed class WeightWithBeta : Weight
    {
        protected override T ReverseVariance<T>(T scale, T previous) => DdpmFormulas.Beta(scale);
    }

    class Weight : IIdentity
    {
        public IReadOnlyList<string> Variables => ["scale", "previous"];
        public string Shapes => "a step, alpha^2 + sigma^2 = 1";

        protected virtual T ReverseVariance<T>(T scale, T previous) where T : IField<T> => DdpmFormulas.BetaTilde(scale, previous);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T abarS = x[1].Squared(), abarT = (x[0] * x[1]).Squared();
            yield return (
                DdpmFormulas.EpsWeight(ReverseVariance(x[0], x[1]), x[0], x[1]),
                NelboFormulas.StepByEps([T.One], [T.Zero], abarS / (1 - abarS), abarT / (1 - abarT)));
        }
    }
}

[Claim("E7.4", "The prior's term is (alpha^2 |x_0|^2 + d (sigma^2 - log sigma^2 - 1))/2; at T = 1000 with linear betas it is 2.911e-5 bits a dimension where E x_0^2 = 1 and 7.28e-6 where it is 1/4.",
    Source = "DDPM, arXiv:2006.11239, eq. 5 and section 4; VDM, arXiv:2107.00630, eq. 11",
    Oracle = "the divergence of two Gaussians, as the mean of the difference of their log-densities")]
public class E07Prior
{
    [Identity]
    public IdentityOutcome From_the_divergence() => Prove.LogIdentity(new Prior(3));

    [Exact]
    public ExactOutcome Printed_values() => Exact.Rows([("0.00002911", 1.0), ("0.00000728", 0.5)], row =>
    {
        BigReal abar = BetaFormulas.AlphaBar(BetaFormulas.Linear<BigReal>(1000))[^1];
        BigReal nats = NelboFormulas.Prior([BigReal.FromDouble(row.Item2)], BigReal.Sqrt(abar), BigReal.Sqrt(1 - abar));
        return [Printed.Rounds("bits a dimension", nats / BigReal.Log(2), row.Item1)];
    }, "T = 1000, a dimension", "linear betas, x_0^2 = 1 and 1/4");

    [Sampled]
    public SampledOutcome On_tensors(On on) => BoundsOnTensors.PriorAgainstDivergence(on);

    [Refutes("the variance where its logarithm belongs", Link = "https://github.com/tqch/ddpm-torch/issues/9")]
    public RefutationOutcome Log_variance() => Refute.AtWitness("d = 1, x_0 = 1/2, alpha = 3/5, sigma = 4/5",
        () => [Same(NelboFormulas.Prior<BigReal>)], () => [Same(GaussianBoundMistakes.PriorWithoutLog<BigReal>)]);

    [Refutes("the logarithm added instead of subtracted")]
    public RefutationOutcome Sign() => Refute.LogIdentity(new Prior(1), new LogAdded());

    [Refutes("the half is missing")]
    public RefutationOutcome Half() => Refute.LogIdentity(new Prior(1), new WithoutHalf());

    [Refutes("x_0 itself for the mean of x_T")]
    public RefutationOutcome Alpha() => Refute.LogIdentity(new Prior(1), new WithoutAlpha());

    static Decision Same(Func<BigReal[], BigReal, BigReal, BigReal> prior)
    {
        (BigReal x, BigReal alpha, BigReal sigma) = (BigReal.One / 2, BigReal.From(3) / 5, BigReal.From(4) / 5);
        BigReal expected = TwoPoints.Divergence(alpha * x, sigma, 0, 1), received = prior([x], alpha, sigma);
        return Decide.That("prior's term", received.Overlaps(expected), $"{(double)received:R}, where the divergence is {(double)expected:R}");
    }

    sealed class LogAdded() : Prior(1)
    {
        protected override T Term<T>(T[] x0, T alpha, T sigma) => GaussianBoundMistakes.PriorWithLogAdded(x0, alpha, sigma);
    }

    sealed class WithoutHalf() : Prior(1)
    {
        protected override T Term<T>(T[] x0, T alpha, T sigma) => GaussianBoundMistakes.PriorWithoutHalf(x0, alpha, sigma);
    }

    sealed class WithoutAlpha() : Prior(1)
    {
        protected override T Term<T>(T[] x0, T alpha, T sigma) => GaussianBoundMistakes.PriorWithoutAlpha(x0, sigma);
    }

    class Prior(int d) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("x0", d).Scalars("alpha", "sigma");
        public string Shapes => $"d = {d}, any alpha and sigma";

        protected virtual T Term<T>(T[] x0, T alpha, T sigma) where T : ILogField<T> => NelboFormulas.Prior(x0, alpha, sigma);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            T[] x0 = [.. values.Take(d)];
            (T alpha, T sigma) = (values[d], values[d + 1]);
            yield return (x0.Select(x => TwoPoints.Divergence(alpha * x, sigma, T.Zero, T.One)).Sum(), Term(x0, alpha, sigma));
        }
    }
}
