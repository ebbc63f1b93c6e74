using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.d", "The continuous-time bound is a weighted average of masked-language-model losses and does not depend on the schedule between its ends, for models that are functions of z_t alone.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eqs. 10, 11 and 94; Shi et al., MD4, arXiv:2406.04329, section 3",
    Refined = "for models that know t only through alpha_t, and schedules with the same ends; conditioning on t itself breaks it",
    Oracle = "each schedule's own integral over t, exact for polynomials; the change of variables by dual numbers")]
public class E08ScheduleInvariance
{
    [Identity]
    public IdentityOutcome Every_power_of_time_gives_the_integral_over_the_mask_rate() => Prove.Identity(
        new PowersOfTime(1, 1), new PowersOfTime(2, 2), new PowersOfTime(3, 3), new PowersOfTime(4, 1), new PowersOfTime(4, 2), new PowersOfTime(4, 3));

    [Identity]
    public IdentityOutcome Schedules_that_stop_early_differ_by_their_ends_alone() => Prove.Identity(new StoppedEarly(2), new StoppedEarly(4));

    [Identity]
    public IdentityOutcome Models_that_know_alpha() => Prove.Identity(new ModelsOfAlpha(2, 2), new ModelsOfAlpha(2, 3), new ModelsOfAlpha(3, 2));

    [Identity]
    public IdentityOutcome Integrands_are_one_form_in_every_variable() => Prove.Identity(new ChangeOfVariables());

    [Sampled]
    public SampledOutcome Powers_of_time_from_logits(On on) => MaskedLossesOnTensors.EverySchedule(on);

    [Sampled]
    public SampledOutcome Integrand_from_logits(On on) => MaskedLossesOnTensors.ContinuousAgainstShortSteps(on);

    [Refutes("invariance for a model conditioned on t itself")]
    public RefutationOutcome Conditioning_on_time() => Refute.AtWitness(
        "L = 1, loss alpha_t or t, alpha = 1 - t against alpha = 1 - t^2",
        () => [Decide.Equal("the bound", OfOneToken(1, (_, m) => 1 - m), OfOneToken(2, (_, m) => 1 - m))],
        () => [Decide.Equal("the bound", OfOneToken(1, (t, _) => t), OfOneToken(2, (t, _) => t))]);

    [Refutes("sigma'/(1 - e^{-sigma}) as weight: 1/(t (1 - t))", Link = "https://github.com/kuleshov-group/mdlm/issues/9")]
    public RefutationOutcome Weight_of_the_wrong_exponential() => Refute.Identity(new ChangeOfVariables(), new FromNegativeSigma());

    [Refutes("the sign of expm1 in the weight")]
    public RefutationOutcome Sign_of_expm1() => Refute.Identity(new ChangeOfVariables(), new WrongExpm1());

    [Refutes("a negative bound: alpha'/(1 - alpha) times -log p")]
    public RefutationOutcome Sign_of_the_bound() => Refute.Identity(new ChangeOfVariables(), new WrongSign());

    /// <summary>The integral over t of (w/t) m loss(t, m), with m = t^w.</summary>
    static Rational OfOneToken(int power, Func<Rational, Rational, Rational> loss) =>
        ExactQuadrature.Integral<Rational>(3 * power, t => power / t * t.Power(power) * loss(t, t.Power(power)));

    sealed class FromNegativeSigma : ChangeOfVariables
    {
        protected override T SigmaWeight<T>(T expSigma, T dSigma) => MaskedLossMistakes.WeightFromNegativeSigma(expSigma, dSigma);
    }

    sealed class WrongExpm1 : ChangeOfVariables
    {
        protected override T SigmaWeight<T>(T expSigma, T dSigma) => MaskedLossMistakes.WeightSign(expSigma, dSigma);
    }

    sealed class WrongSign : ChangeOfVariables
    {
        protected override T Integrand<T>(T logP, T alpha, T dAlpha) => MaskedLossMistakes.NegativeSign(logP, alpha, dAlpha);
    }

    /// <summary>alpha = 1 - t^w: the integrand is a polynomial in t of degree w L - 1 at most.</summary>
    sealed class PowersOfTime(int length, int power) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = MaskedModel<Rational>.Names(length);
        public string Shapes => $"L = {length}, alpha = 1 - t^{power}, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            T[] loss = new MaskedModel<T>(new VariableReader<T>(values), length).Losses;
            yield return (
                ExactQuadrature.Integral<T>(power * length - 1, t =>
                    MaskedFormulas.ContinuousIntegrand(-SubsetBounds.ExpectedLoss(loss, t.Power(power)), 1 - t.Power(power), -power * t.Power(power - 1))),
                SubsetBounds.Continuous(loss));
        }
    }

    /// <summary>Losses that are quadratic in the mask rate: alpha = 1 - t^w against alpha = 1 - t.</summary>
    sealed class ModelsOfAlpha(int length, int power) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            [.. from k in Enumerable.Range(0, 3) from name in MaskedModel<Rational>.Names(length) select $"{name}_{k}"];

        public string Shapes => $"L = {length}, alpha = 1 - t^{power} and 1 - t, any model of z_t that is quadratic in alpha_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[][] loss = [.. Enumerable.Range(0, 3).Select(_ => new MaskedModel<T>(read, length).Losses)];
            T Bound(int w) => ExactQuadrature.Integral<T>(w * (length + 2) - 1, t =>
            {
                T m = t.Power(w);
                T expected = Enumerable.Range(0, 3).Select(k => m.Power(k) * SubsetBounds.ExpectedLoss(loss[k], m)).Sum();
                return MaskedFormulas.ContinuousIntegrand(-expected, 1 - m, -w * t.Power(w - 1));
            });
            yield return (Bound(power), Bound(1));
        }
    }

    /// <summary>alpha from 1 - a to 1 - b: linear in t, and with 1 - alpha = a + (b - a) t^2.</summary>
    sealed class StoppedEarly(int length) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = MaskedModel<Rational>.Names(length).Scalars("a", "b");
        public string Shapes => $"L = {length}, any ends, 1 - alpha linear or quadratic in t, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] loss = new MaskedModel<T>(read, length).Losses;
            (T a, T b) = (read.Scalar(), read.Scalar());
            foreach (int power in new[] { 1, 2 })
            {
                // E[loss]/m is a polynomial in m, since no set of no tokens has a loss.
                yield return (
                    ExactQuadrature.Integral<T>(power * length - 1, t =>
                    {
                        T maskRate = a + (b - a) * t.Power(power);
                        return MaskedFormulas.ContinuousIntegrand(
                            -SubsetBounds.ExpectedLoss(loss, maskRate), 1 - maskRate, -power * (b - a) * t.Power(power - 1));
                    }),
                    SubsetBounds.Continuous(loss, a, b));
            }
        }
    }

    /// <summary>
    /// alpha and its slope are free; sigma = -log alpha, gamma = log(1 - alpha) and the log-SNR log(alpha/(1 - alpha)) have the slopes that
    /// follow from d log u = du/u.
    /// </summary>
    class ChangeOfVariables : IIdentity
    {
        protected virtual T Integrand<T>(T logP, T alpha, T dAlpha) where T : IField<T> => MaskedFormulas.ContinuousIntegrand(logP, alpha, dAlpha);

        protected virtual T SigmaWeight<T>(T expSigma, T dSigma) where T : IField<T> => dSigma / (expSigma - 1);

        public IReadOnlyList<string> Variables => ["logP", "alpha", "dAlpha"];
        public string Shapes => "a masked position";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T logP, Dual<T> alpha) = (x[0], new Dual<T>(x[1], x[2]));
            T LogSlope(Dual<T> u) => u.Slope / u.Value;
            T integrand = Integrand(logP, alpha.Value, alpha.Slope);
            Dual<T> maskRate = 1 - alpha;
            yield return (integrand, MaskedFormulas.MaskRateIntegrand(logP, maskRate.Value) * maskRate.Slope);
            yield return (integrand, MaskedFormulas.GammaIntegrand(logP) * LogSlope(maskRate));
            yield return (integrand, MaskedFormulas.LogSnrIntegrand(logP, alpha.Value) * -LogSlope(alpha / maskRate));
            yield return (integrand, SigmaWeight(1 / alpha.Value, -LogSlope(alpha)) * -logP);
        }
    }
}
