using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E7.7", "In continuous time the steps become the integral of -SNR'/2 |x_0 - xHat_0|^2 = gamma'/2 |eps - epsHat|^2, which over v = SNR is that of |x_0 - xHat_0|^2/2 between SNR_min and SNR_max: it does not depend on the schedule between its ends.",
    Source = "VDM, arXiv:2107.00630, eqs. 15-18",
    Refined = "for models that know t through the SNR alone; with finitely many steps the bound depends on the schedule",
    Oracle = "the step's term differentiated by its length with dual numbers; each schedule's own integral over t, exact for polynomials")]
public class E07ContinuousTime
{
    [Identity]
    public IdentityOutcome Limit_of_a_step() => Prove.Identity(new Limit(1), new Limit(3));

    [Identity]
    public IdentityOutcome One_integral_for_every_schedule() => Prove.Identity(new Powers(1), new Powers(2), new Powers(3));

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.IntegrandOnSchedules(on);

    [Refutes("the sign: SNR' is negative, and SNR'/2 |x_0 - xHat_0|^2 a negative bound")]
    public RefutationOutcome Sign() => Refute.Identity(new Limit(1), new WrongSign());

    [Refutes("that the bound of finitely many steps does not depend on the schedule either")]
    public RefutationOutcome Finitely_many_steps_do()
    {
        static LogForm<Rational> Integral(Rational from, Rational to) => GaussianDataBounds.Continuous<LogForm<Rational>>(Rational.One, from, to);
        return Refute.AtWitness("N(0,1) data, SNR from 8 to 1 by way of 3 or of 5",
            () => [Decide.Equal("the bound", Integral(8, 3) + Integral(3, 1), Integral(8, 5) + Integral(5, 1))],
            () => [Decide.Equal("the bound", GaussianDataBounds.Discrete<Rational>(1, [8, 3, 1]), GaussianDataBounds.Discrete<Rational>(1, [8, 5, 1]))]);
    }

    sealed class WrongSign() : Limit(1)
    {
        protected override T BySnr<T>(T[] x0, T[] hat, T dSnr) => NelboFormulas.IntegrandBySnr(x0, hat, -dSnr);
    }

    /// <summary>alpha and sigma with their slopes are free; a step from t - h to t has the slope by h, at h = 0, of its SNR.</summary>
    class Limit(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("xt", d).Vector("x0", d).Vector("hat", d).Scalars("alpha", "sigma", "dAlpha", "dSigma");

        public string Shapes => $"d = {d}, any schedule";

        protected virtual T BySnr<T>(T[] x0, T[] hat, T dSnr) where T : IField<T> => NelboFormulas.IntegrandBySnr(x0, hat, dSnr);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] xt = read.Vector(d), x0 = read.Vector(d), hat = read.Vector(d);
            (T alpha, T sigma, T dAlpha, T dSigma) = (read.Scalar(), read.Scalar(), read.Scalar(), read.Scalar());
            Dual<T> snr = NelboFormulas.Snr(new Dual<T>(alpha, dAlpha), new Dual<T>(sigma, dSigma));
            Dual<T> earlier = NelboFormulas.Snr(new Dual<T>(alpha, -dAlpha), new Dual<T>(sigma, -dSigma));
            Dual<T>[] Constants(T[] v) => [.. v.Select(Dual<T>.Constant)];
            T[] Noise(T[] data) => [.. xt.Zip(data, (x, y) => ConversionFormulas.EpsFromX0(x, y, alpha, sigma))];
            T step = NelboFormulas.StepBySnr(Constants(x0), Constants(hat), earlier, Dual<T>.Constant(snr.Value)).Slope;
            yield return (step, BySnr(x0, hat, snr.Slope));
            // gamma = -log SNR.
            yield return (step, NelboFormulas.IntegrandByGamma(Noise(x0), Noise(hat), -snr.Slope / snr.Value));
            yield return (step, NelboFormulas.IntegrandOverSnr(x0, hat) * -snr.Slope);
        }
    }

    /// <summary>SNR = max + (min - max) t^w, a prediction that is linear in the SNR.</summary>
    sealed class Powers(int power) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["max", "min", "x0", "h0", "h1"];
        public string Shapes => $"SNR linear in t^{power}, a prediction that is linear in the SNR";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T most, T rise, T x0) = (x[0], x[1] - x[0], x[2]);
            T[] Prediction(T snr) => [x[3] + x[4] * snr];
            yield return (
                ExactQuadrature.Integral<T>(3 * power - 1, t =>
                    NelboFormulas.IntegrandBySnr([x0], Prediction(most + rise * t.Power(power)), power * rise * t.Power(power - 1))),
                ExactQuadrature.Integral<T>(2, v => NelboFormulas.IntegrandOverSnr([x0], Prediction(most + rise * v))) * -rise);
        }
    }
}

[Claim("E7.8", "With the exact denoiser a step cut in two lowers the mean bound by (SNR_s - SNR_u)/2 [mmse(t) - mmse(u)], which for data N(0, c) is not negative; for N(0,1) data and gamma from -13.3 to 5 in T = 10, 100, 1000, 10000 equal steps the steps add up to 17.7079, 7.24379, 6.70325, 6.65227, and in the limit to 6.646643.",
    Source = "VDM, arXiv:2107.00630, section 4.1 and eq. 13; Guo, Shamai and Verdu, 2005 (I-MMSE)",
    Refined = "for the exact denoiser, whose error does not fall with the noise: not for a poor one",
    Oracle = "half the log of (1 + SNR_max)/(1 + SNR_min), the mutual information gained")]
public class E07Refinement
{
    static readonly (int Steps, string Sum)[] printed = [(10, "17.7079"), (100, "7.24379"), (1000, "6.70325"), (10000, "6.65227")];

    [Certificate]
    public CertificateOutcome A_step_cut_in_two() => Prove.Certificate(new CutInTwo());

    [Identity]
    public IdentityOutcome What_a_cut_gains() => Prove.Identity(new Gain());

    [Certified]
    public CertifiedOutcome A_step_is_above_its_integral() => Certify.Positive(new AboveTheIntegral(), Box.Of(("snrT", 0.0, 4.0), ("rise", 0.25, 16.0)));

    [Exact]
    public ExactOutcome Printed_sums() => Exact.Rows(printed, row =>
    {
        using IDisposable enough = BigReal.WithPrecision(20);
        BigReal most = BigReal.Exp(BigReal.Parse("13.3")), ratio = BigReal.Exp(-BigReal.Parse("18.3") / row.Steps);
        BigReal[] snr = new BigReal[row.Steps + 1];
        snr[0] = most;
        for (int i = 1; i < snr.Length; i++) snr[i] = snr[i - 1] * ratio;
        return
        [
            Printed.Rounds("steps", GaussianDataBounds.Discrete(1, snr), row.Sum),
            Printed.Rounds("limit", GaussianDataBounds.Continuous(1, most, BigReal.Exp(-5)), "6.646643"),
        ];
    }, "T = 10, 100, 1000, 10000", "N(0,1) data, gamma linear from -13.3 to 5");

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.SumOfSteps(on);

    [Refutes("that refinement lowers the bound of every denoiser")]
    public RefutationOutcome Not_for_a_poor_denoiser()
    {
        Decision Falls(Rational atU, Rational atT) => Decide.That("bound of two steps at most that of one",
            NelboFormulas.Steps<Rational>([4, 2, 1], [atU, atT]) <= NelboFormulas.Steps<Rational>([4, 1], [atT]), $"errors {atU} at u, {atT} at t");
        return Refute.AtWitness("SNR 4, 2, 1", () => [Falls(1, 3)], () => [Falls(3, 1)]);
    }

    sealed class CutInTwo : ICertificate
    {
        public IReadOnlyList<string> Variables => ["c", "snrT", "riseU", "riseS"];
        public string Shapes => "data N(0, c), any three SNRs in order";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["c"] = x[0], ["SNR(t)"] = x[1], ["SNR(u) - SNR(t)"] = x[2], ["SNR(s) - SNR(u)"] = x[3] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            GaussianDataBounds.Discrete(x[0], [x[1] + x[2] + x[3], x[1]]) - GaussianDataBounds.Discrete(x[0], [x[1] + x[2] + x[3], x[1] + x[2], x[1]]);

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            NonNegative<T> one = NonNegative<T>.Of(1), c = given["c"], atT = given["SNR(t)"], rise = given["SNR(u) - SNR(t)"];
            return given["SNR(s) - SNR(u)"] * rise * NonNegative<T>.Square(x[0])
                / (NonNegative<T>.Of(2) * (one + c * atT) * (one + c * (atT + rise)));
        }
    }

    sealed class Gain : IIdentity
    {
        public IReadOnlyList<string> Variables => ["snrS", "snrU", "snrT", "errorU", "errorT"];
        public string Shapes => "any denoiser and data";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            yield return (
                NelboFormulas.Steps([x[0], x[2]], [x[4]]) - NelboFormulas.Steps([x[0], x[1], x[2]], [x[3], x[4]]),
                (x[0] - x[1]) / 2 * (x[4] - x[3]));
        }
    }

    sealed class AboveTheIntegral : IInequality
    {
        public IReadOnlyList<string> Variables => ["snrT", "rise"];
        public string Shapes => "N(0,1) data, one step";

        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> =>
            GaussianDataBounds.Discrete(T.One, [x[0] + x[1], x[0]]) - GaussianDataBounds.Continuous(T.One, x[0] + x[1], x[0]);
    }
}
