using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;
using DiffusionProofs.Tests.Masked;
using static DiffusionProofs.Tests.Ratio.Balls;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.10", "The bound's term at the last time, KL(q(x_T | x_0) || base): for uniform noise and the even law p log(V p) + (V - 1) r log(V r), p = alpha + (1 - alpha)/V, r = (1 - alpha)/V; for absorbing noise and a mask that leaks evenly onto the tokens alpha log(alpha (V - 1)/leak) + (1 - alpha) log((1 - alpha)/(1 - leak)). Without a leak it is infinite.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, theorem 3.6 and appendix C.1",
    Refined = "the code leaves the term out; for alpha = 0.001 and a leak of 1e-4 it is 0.0122 a token",
    Oracle = "the divergence summed over the row of the transition matrix")]
public class DivergenceOfTheBase
{
    [Identity]
    public IdentityOutcome Closed_forms() => Prove.LogIdentity(new Divergences());

    [Exact]
    public ExactOutcome Values() => Exact.Rows(new[] { 0 }, _ =>
    {
        BigReal alpha = BigReal.One / 1000;
        return (Decision[])
        [
            Printed.Rounds("uniform, V = 50257", PriorDivergences.Uniform(alpha, 50257), "0.0030156"),
            Printed.Rounds("uniform, V = 27", PriorDivergences.Uniform(alpha, 27), "0.00001289"),
            Printed.Rounds("absorbing, 50257 tokens, leak 1e-4", PriorDivergences.Absorbing(alpha, BigReal.One / 10_000, 50258), "0.012228"),
        ];
    }, "50257 and 27 categories", "alpha(1) = 0.001, the log-linear schedule's");

    [Exact]
    public ExactOutcome Beyond_every_bound_as_the_leak_closes() => Exact.Rows(new[] { 10, 1_000, 100_000 }, digits =>
    {
        // alpha log(1/leak) grows by alpha log 10 a digit; the rest is at least -H_b(alpha) + alpha log 2, above -1 for every leak.
        BigReal alpha = BigReal.One / 1000, leak = BigReal.One / BigReal.From(10).Power(digits), least = alpha * digits * BigReal.Log(BigReal.From(10)) - 1;
        BigReal divergence = PriorDivergences.Absorbing(alpha, leak, 3);
        return [Decide.That($"leak 1e-{digits}: above {(double)least:G4}", BigReal.CertainlyLess(least, divergence), $"{(double)divergence:R}")];
    }, "two tokens and the mask", "alpha = 0.001, leaks of 1e-10, 1e-1000 and 1e-100000");

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.Prior(on);

    [Refutes("0 for absorbing noise, since all is masked", Link = "SEDD, arXiv:2310.16834, appendix C.1")]
    public RefutationOutcome Full_mask() => Refute.LogIdentity(new Divergences(), new FullMask());

    [Refutes("the leak on each token, not spread over them")]
    public RefutationOutcome Whole_leak() => Refute.LogIdentity(new Divergences(), new WholeLeak());

    [Refutes("the even base left out: the negative entropy")]
    public RefutationOutcome Without_categories() => Refute.LogIdentity(new Divergences(), new NegativeEntropy());

    sealed class FullMask : Divergences
    {
        protected override T Absorbing<T>(T alpha, T leak, int categories) => RatioLossMistakes.PriorOfFullMask(alpha);
    }

    sealed class WholeLeak : Divergences
    {
        protected override T Absorbing<T>(T alpha, T leak, int categories) => RatioLossMistakes.PriorWithWholeLeak(alpha, leak, categories);
    }

    sealed class NegativeEntropy : Divergences
    {
        protected override T Uniform<T>(T alpha, int categories) => RatioLossMistakes.PriorWithoutCategories(alpha, categories);
    }

    class Divergences : ILogIdentity
    {
        protected virtual T Uniform<T>(T alpha, int categories) where T : ILogField<T> => PriorDivergences.Uniform(alpha, categories);

        protected virtual T Absorbing<T>(T alpha, T leak, int categories) where T : ILogField<T> => PriorDivergences.Absorbing(alpha, leak, categories);

        public IReadOnlyList<string> Variables { get; } = ["alpha", "leak"];
        public string Shapes => "V = 2..5, every x_0, the mask first, last and between, any alpha and leak";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T alpha, T leak) = (x[0], x[1]);
            foreach (ClosedRate rate in FormalRates.Closed(5).Where(rate => rate is not UnscaledUniformRate))
            {
                int v = rate.Categories;
                T[] law = [.. Enumerable.Range(0, v).Select(y => rate is AbsorbingRate absorbing ? y == absorbing.Mask ? 1 - leak : leak / (v - 1) : T.One / v)];
                for (int x0 = 0; x0 < v; x0++)
                {
                    if (rate is AbsorbingRate masking && x0 == masking.Mask) continue;
                    yield return (rate is AbsorbingRate ? Absorbing(alpha, leak, v) : Uniform(alpha, v),
                        CategoricalFormulas.KullbackLeibler(rate.AtAlpha(alpha)[x0], law, Enumerable.Range(0, v).Where(y => rate.Reaches(x0, y))));
                }
            }
        }
    }
}

[Claim("SEDD.11", "The schedules as amounts of noise: sigma = -log alpha, sigma' = -alpha'/alpha is its slope, and the integral of sigma' from 0 is sigma(t) - sigma(0). Log-linear: sigma'/expm1(sigma) = 1/t for every eps, absorbing noise has masked (1 - eps) t, and uniform noise has changed (1 - 1/V)(1 - eps) t. Geometric: sigma runs from sigma_min, so sigma(0) is not 0.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, section 5.1, appendix C.1 and code; Ou et al., RADD, arXiv:2406.03736, appendix D.4",
    Refined = "appendix C.1 prints -log(1 - (1 - eps t)), RADD's D.4 1 - log(1 - (1 - eps) t); uniform noise changes fewer tokens than absorbing noise, by 1 - 1/V",
    Oracle = "derivatives by dual numbers; transition matrices; the schedules' own alpha")]
public class AmountsOfNoise
{
    [Identity]
    public IdentityOutcome Log_linear() => Prove.Identity(new LogLinearNoise());

    [Exact]
    public ExactOutcome Slopes_and_amounts() => Exact.Rows(
        from schedule in MaskedScheduleList.All from time in MaskedScheduleList.Times select (Schedule: schedule, Time: time), row =>
        {
            (IMaskedSchedule schedule, BigReal t) = (row.Schedule, BigReal.FromDouble(row.Time));
            return
            [
                Same("e^-sigma", schedule.Alpha(t), BigReal.Exp(-NoiseAmount.Total(schedule, t))),
                Same("slope", Derivative.Of(at => NoiseAmount.Total(schedule, at), t), NoiseAmount.Slope(schedule, t)),
                Same("weight at the mask", schedule.Weight(t), NoiseAmount.Slope(schedule, t) / BigReal.Expm1(NoiseAmount.Total(schedule, t))),
            ];
        }, "every schedule, with the published and other parameters",
        $"t = {string.Join(", ", MaskedScheduleList.Times.Select(t => FormattableString.Invariant($"{t:R}")))}", [Trust]);

    [Exact]
    public ExactOutcome Ends() => Exact.Rows(new[] { 0 }, _ =>
    {
        (Geometric geometric, LogLinear logLinear, BigReal one) = (new(1e-4, 20), new(), BigReal.One);
        return
        [
            Same("geometric, sigma(0)", BigReal.FromDouble(1e-4), NoiseAmount.Total(geometric, BigReal.Zero)),
            Same("geometric, sigma(1)", BigReal.From(20), NoiseAmount.Total(geometric, one)),
            Printed.Rounds("geometric, sigma'/sigma", NoiseAmount.Slope(geometric, one / 3) / NoiseAmount.Total(geometric, one / 3), "12.206"),
            Printed.Rounds("log-linear, sigma(1)", NoiseAmount.Total(logLinear, one), "6.9078"),
            Printed.Rounds("log-linear, sigma'(1)", NoiseAmount.Slope(logLinear, one), "999.0"),
            Decide.Equal("log-linear, sigma(0)", 0.0, (double)NoiseAmount.Total(logLinear, BigReal.Zero)),
        ];
    }, "geometric from 1e-4 to 20, log-linear with eps = 0.001", "t = 0, 1/3 and 1", [Trust]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.Schedules(on);

    [Refutes("-log(1 - (1 - eps t))", Link = "SEDD, arXiv:2310.16834, appendix C.1 as printed")]
    public RefutationOutcome Misplaced_bracket() => AtWitness((schedule, t) => NoiseAmountMistakes.MisplacedBracket(BigReal.FromDouble(schedule.Eps), t));

    [Refutes("1 - log(1 - (1 - eps) t)", Link = "RADD, arXiv:2406.03736, appendix D.4 as printed")]
    public RefutationOutcome One_too_much() => AtWitness(NoiseAmountMistakes.OneTooMuch);

    [Refutes("the integral of sigma' plus sigma'(0) as the amount", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/blob/main/noise_lib.py")]
    public RefutationOutcome Plus_slope() => OfGeometric(NoiseAmountMistakes.PlusSlopeAtZero);

    [Refutes("the integral of sigma' alone as the amount, where sigma(0) is not 0")]
    public RefutationOutcome From_zero() => OfGeometric(NoiseAmountMistakes.FromZero);

    [Refutes("sigma'/expm1(-sigma) as the weight at the mask", Link = "https://github.com/kuleshov-group/mdlm/issues/9")]
    public RefutationOutcome Negative_sigma() => Refute.Identity(new LogLinearNoise(), new WeightOfNegativeSigma());

    [Refutes("t as the share of changed tokens for both noises", Link = "SEDD, arXiv:2310.16834, section 5.1")]
    public RefutationOutcome Changed_tokens() => Refute.Identity(new LogLinearNoise(), new SameShare());

    static RefutationOutcome AtWitness(Func<LogLinear, BigReal, BigReal> wrong)
    {
        (LogLinear schedule, BigReal t) = (new(0.125), BigReal.FromDouble(0.3125));
        Decision IsTheAmount(BigReal sigma) => Same("1 - e^-sigma", (1 - BigReal.FromDouble(0.125)) * t, -BigReal.Expm1(-sigma));
        return Refute.AtWitness("eps = 1/8, t = 5/16", () => [IsTheAmount(NoiseAmount.Total(schedule, t))], () => [IsTheAmount(wrong(schedule, t))]);
    }

    static RefutationOutcome OfGeometric(Func<IMaskedSchedule, BigReal, BigReal> wrong)
    {
        (Geometric schedule, BigReal t) = (new(0.5, 20), BigReal.FromDouble(0.3125));
        Decision IsTheAmount(BigReal sigma) => Same("e^-sigma", schedule.Alpha(t), BigReal.Exp(-sigma));
        return Refute.AtWitness("geometric from 1/2 to 20, t = 5/16", () => [IsTheAmount(NoiseAmount.Total(schedule, t))], () => [IsTheAmount(wrong(schedule, t))]);
    }

    sealed class WeightOfNegativeSigma : LogLinearNoise
    {
        protected override T Weight<T>(T alpha, T slope) => NoiseAmountMistakes.WeightOfNegativeSigma(alpha, slope);
    }

    sealed class SameShare : LogLinearNoise
    {
        protected override T Share<T>(int categories) => T.One;
    }

    class LogLinearNoise : IIdentity
    {
        protected virtual T Weight<T>(T alpha, T slope) where T : IField<T> => slope / NoiseAmount.Expm1(alpha);

        protected virtual T Share<T>(int categories) where T : IField<T> => 1 - T.One / categories;

        public IReadOnlyList<string> Variables { get; } = ["eps", "t"];
        public string Shapes => "alpha = 1 - (1 - eps) t, any eps and t; V = 2..5";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T eps, T t) = (x[0], x[1]);
            Dual<T> alpha = 1 - (1 - Dual<T>.Constant(eps)) * Dual<T>.Variable(t);
            T slope = NoiseAmount.Slope(alpha.Value, alpha.Slope);
            yield return (Weight(alpha.Value, slope), 1 / t);
            foreach (ClosedRate rate in FormalRates.Closed(5).Where(rate => rate is not UnscaledUniformRate))
            {
                int token = rate is AbsorbingRate { Mask: 0 } ? 1 : 0;
                yield return (1 - rate.AtAlpha(alpha.Value)[token][token], (rate is AbsorbingRate ? T.One : Share<T>(rate.Categories)) * (1 - eps) * t);
            }
        }
    }
}
