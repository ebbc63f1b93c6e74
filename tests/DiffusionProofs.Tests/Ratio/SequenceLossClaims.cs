using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Tests.Ratio.Balls;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.12", "For sequences the bound's integrand is the sum over the places of the tokens' closed forms, with the L V scores of the sequences that differ from x_t in one place.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 10-13, section 3.3 and code, losses",
    Oracle = "the sum over all V^L sequences y, with rates and transitions of sequences as matrices")]
public class LossesOfSequences
{
    [Identity]
    public IdentityOutcome Uniform_noise() => Prove.LogIdentity(new OfSequences(new UniformRate(2), 3));

    [Identity]
    public IdentityOutcome Uniform_noise_of_three_categories() => Prove.LogIdentity(new OfSequences(new UniformRate(3), 2));

    [Identity]
    public IdentityOutcome Absorbing_noise() => Prove.LogIdentity(new OfSequences(new AbsorbingRate(3, 1), 2));

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.OfSequences(on);

    [Refutes("the mean over the places")]
    public RefutationOutcome Mean() => Refute.LogIdentity(new OfSequences(new AbsorbingRate(3, 1), 2), new MeanOfPlaces());

    [Refutes("rates of all places that differ, at any distance")]
    public RefutationOutcome Any_distance() => Refute.LogIdentity(new OfSequences(new AbsorbingRate(3, 1), 2), new AnyDistance());

    sealed class MeanOfPlaces() : OfSequences(new AbsorbingRate(3, 1), 2)
    {
        protected override T Together<T>(T[] losses) => RatioLossMistakes.MeanOverPlaces(losses);
    }

    sealed class AnyDistance() : OfSequences(new AbsorbingRate(3, 1), 2)
    {
        protected override T[][] Rate<T>(T[][] token, int length) => RateMistakes.AllPlacesAtOnce(token, length);
    }

    class OfSequences(ClosedRate rate, int length) : ILogIdentity
    {
        readonly int v = rate.Categories;

        protected virtual T Together<T>(T[] losses) where T : IField<T> => losses.Sum();

        protected virtual T[][] Rate<T>(T[][] token, int length) where T : IField<T> => SequenceRates.Rate(token, length);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha", "rate").Matrix("s", length, rate.Categories);
        public string Shapes => $"V = {v}, L = {length}, every x_0 and x_t, any alpha, sigma' and scores";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            (T alpha, T sigmaDot) = (read.Scalar(), read.Scalar());
            T[][] s = read.Matrix(length, v), logs = [.. s.Select(row => row.Select(T.Log).ToArray())];
            int[][] states = [.. SequenceRates.States(v, length)];
            T[][] rates = Rate(rate.Rate<T>(), length), transition = SequenceRates.Transition(rate.AtAlpha(alpha), length);
            T e = NoiseAmount.Expm1(alpha);
            int mask = rate is AbsorbingRate absorbing ? absorbing.Mask : -1;
            T Token(int i, int xt, int x0) => mask >= 0 ? TokenScoreEntropy.Absorbing(s[i], logs[i], xt, x0, mask, e) : TokenScoreEntropy.Uniform(s[i], logs[i], xt, x0, e);

            for (int from = 0; from < states.Length; from++)
            {
                int[] x0 = states[from];
                if (x0.Contains(mask)) continue;
                bool Reaches(int y) => states[y].Zip(x0).All(pair => rate.Reaches(pair.Second, pair.First));
                for (int at = 0; at < states.Length; at++)
                {
                    if (!Reaches(at)) continue;
                    int[] xt = states[at];
                    // Beyond one place no score is needed: any that is positive.
                    T[] score = [.. states.Select(y => SequenceRates.Distance(xt, y) == 1 ? Differing(y, xt) is var i ? s[i][y[i]] : T.One : T.One)];
                    yield return (
                        sigmaDot * Together([.. xt.Select((token, i) => Token(i, token, x0[i]))]),
                        DwdseFormulas.Integrand(rates, transition[from], score, at, sigmaDot, Reaches));
                }
            }
        }

        static int Differing(int[] y, int[] xt) => Enumerable.Range(0, y.Length).First(i => y[i] != xt[i]);
    }
}

[Claim("Campbell.2", "The schedule beta(t) = a b^t log b has the integral a b^t - a, and uniform rates beta off the diagonal keep e^{-S integral} of the identity: at t = 1 the integral is 297 for a = 3, b = 100, 20 for a = b = 5, 4999.5 for a = 1/2, b = 10^4, and rates of 0.03 among 129 states keep 0.02086.",
    Source = "Campbell et al., arXiv:2205.14987, appendix E and experiments",
    Oracle = "the derivative by dual numbers, and the value at 0; the exponential's enclosed series")]
public class ExponentialSchedule
{
    [Exact]
    public ExactOutcome Slope_and_integral() => Exact.Rows(
        from schedule in new[] { (A: 3.0, B: 100.0), (5, 5), (0.5, 10_000) } from time in new[] { 0.125, 0.625, 1 } select (schedule.A, schedule.B, Time: time), row =>
        {
            (BigReal a, BigReal b, BigReal t) = (BigReal.FromDouble(row.A), BigReal.FromDouble(row.B), BigReal.FromDouble(row.Time));
            return (Decision[])
            [
                Same("slope", Derivative.Of(at => ExponentialRate.Total(RealDual<BigReal>.Constant(a), RealDual<BigReal>.Constant(b), at), t), ExponentialRate.Slope(a, b, t)),
                BeginsAtZero(ExponentialRate.Total, a, b),
                Same("at the end", a * b - a, ExponentialRate.Total(a, b, BigReal.One)),
            ];
        }, "a = 3, b = 100; a = b = 5; a = 1/2, b = 10000", "t = 1/8, 5/8 and 1", [Trust]);

    [Exact]
    public ExactOutcome What_uniform_rates_keep() => Exact.Rows(new[] { 0.125, 0.75 }, beta =>
    {
        // Five states at the rate beta: the identity's share is what a token keeps beyond the others.
        GivenRate rate = new([.. Enumerable.Range(0, 5).Select(x => Enumerable.Range(0, 5).Select(y => x == y ? -4 * beta : beta).ToArray())]);
        BigReal[][] p = rate.Transition<BigReal>(1);
        return
        [
            Same("kept", BigReal.Exp(-5 * BigReal.FromDouble(beta)), p[0][0] - p[0][1]),
            Same("by the closed form", new UnscaledUniformRate(5).Transition(BigReal.FromDouble(beta))[0][0], p[0][0]),
        ];
    }, "five states", "beta = 1/8 and 3/4, time 1", [Trust]);

    [Exact]
    public ExactOutcome Of_129_states() => Exact.Rows(new[] { "0.03" }, beta =>
    {
        BigReal[] row = new UnscaledUniformRate(129).Transition(BigReal.Parse(beta))[0];
        return [Printed.Rounds("kept", row[0] - row[1], "0.02086")];
    }, "129 states", "beta = 0.03, time 1", [Trust]);

    [Refutes("a b^t as the integral from 0")]
    public RefutationOutcome Antiderivative() => Refute.AtWitness("a = 3, b = 100",
        () => [BeginsAtZero(ExponentialRate.Total, 3, 100)], () => [BeginsAtZero(NoiseAmountMistakes.AntiderivativeAlone, 3, 100)]);

    static Decision BeginsAtZero(Func<BigReal, BigReal, BigReal, BigReal> total, BigReal a, BigReal b) =>
        Decide.That("0 at t = 0", total(a, b, BigReal.Zero).ContainsZero, $"{(double)total(a, b, BigReal.Zero):R}");
}
