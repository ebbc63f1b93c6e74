using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E4.1", "The means and variances of every schedule, and its log-SNR, have derivatives in closed form.",
    Source = "DDPM, arXiv:2006.11239; Song et al., arXiv:2011.13456, appendix C; VDM, arXiv:2107.00630; Nichol and Dhariwal, arXiv:2102.09672, eq. 17; EDM, arXiv:2206.00364, eq. 5; Liu et al., arXiv:2209.03003",
    Oracle = "each quantity's own form differentiated by dual numbers, in fifty digits and in fractions, and by autograd")]
public class E04DerivativesInClosedForm
{
    [Identity]
    public IdentityOutcome Shifted_time_of_rectified_flow() => Prove.Identity(new ShiftedTime());

    [Exact]
    public ExactOutcome Values_meet_the_definitions() => ScheduleDefinitions.OfEverySchedule();

    [Sampled]
    public SampledOutcome Tensors_against_dual_numbers_in_fifty_digits(On on) => Sample.Rows(on, Rows(), (row, _) =>
    {
        double t = on.Round(row.T);
        double expected = (double)Derivative.Of(row.Quantity.Value, BigReal.FromDouble(t));
        return [Compare.Ulps("slope", expected, row.Quantity.SlopeOn(on.Tensor([t], 1)).to(torch.float64).item<double>(), Count, on, Math.Abs(expected) * row.Quantity.Condition(t))];
    }, SlopeBound, "every schedule and quantity", "t inside (0, 1) and standard and other parameters");

    [Sampled(Float64Only = true, Reason = "autograd differentiates the same operations; what float32 adds is their rounding, which the fifty digits bound")]
    public SampledOutcome Autograd_agrees(On on) => Sample.Rows(on, Rows(), (row, _) =>
    {
        torch.Tensor t = on.Tensor([row.T], 1).requires_grad_();
        torch.Tensor value = row.Quantity.ValueOn(t);
        double byAutograd = 0;
        if (value.requires_grad)
        {
            value.sum().backward();
            byAutograd = t.grad!.item<double>();
        }
        return [Compare.Ulps("slope", byAutograd, row.Quantity.SlopeOn(on.Tensor([row.T], 1)).item<double>(), 2 * Count, on,
            Math.Max(Math.Abs(byAutograd) * row.Quantity.Condition(row.T), row.Quantity.LossOfAutograd(row.T)))];
    }, "twice " + SlopeBound + "; autograd differentiates expm1 as its result + 1, which loses u beta (1 + 1/(2 sigma)) for VP and sub-VP", "every schedule and quantity", "t inside (0, 1) and standard and other parameters");

    [Refutes("sub-VP: 1 - exp(-B) taken for the variance", Link = "Song et al., arXiv:2011.13456, section 3.4: it is the standard deviation")]
    public RefutationOutcome Standard_deviation_of_sub_vp()
    {
        var schedule = new SubVariancePreserving();
        return Refute.AtWitness("standard parameters, t = 1/4",
            () => [ObeysItsDiffusion(schedule.Rate, t => schedule.Sigma(t))],
            () => [ObeysItsDiffusion(schedule.Rate, t => ScheduleMistakes.SubVariancePreservingSigma(schedule, t))]);
    }

    /// <summary>dx = -beta x/2 dt + sqrt(beta (1 - exp(-2 B))) dw moves the variance v by v' = -beta v + beta (1 - exp(-2 B)).</summary>
    static Decision ObeysItsDiffusion(LinearRate rate, Func<RealDual<BigReal>, RealDual<BigReal>> sigma)
    {
        BigReal t = BigReal.FromDouble(0.25), beta = rate.Beta(t), variance = sigma(RealDual<BigReal>.Constant(t)).Value.Squared();
        BigReal slope = Derivative.Of(at => sigma(at).Squared(), t);
        BigReal drift = -beta * variance - beta * BigReal.Expm1(-2 * rate.Integral(t));
        return Decide.That("the slope of the variance", slope.Overlaps(drift), $"{(double)slope}, where the diffusion has {(double)drift}");
    }

    [Refutes("the shift of rectified flow applied twice", Link = "https://github.com/huggingface/diffusers/issues/13243")]
    public RefutationOutcome Shift_once() => Refute.Identity(new ShiftedTime(), new ShiftedTwice());

    [Refutes("log(alpha/sigma) for the log-SNR")]
    public RefutationOutcome Signal_to_noise_is_squared()
    {
        var schedule = new VariancePreserving();
        BigReal t = BigReal.FromDouble(0.25), expected = BigReal.Log(schedule.Alpha(t).Squared() / schedule.Variance(t));
        Decision Same(BigReal value) => Decide.That("log-SNR", value.Overlaps(expected), $"{(double)value}, where {(double)expected} is defined");
        return Refute.AtWitness("VP with standard parameters, t = 1/4",
            () => [Same(schedule.LogSnr(t))], () => [Same(ScheduleMistakes.LogSnrWithoutSquare(schedule, t))]);
    }

    const int Count = 64;
    const string SlopeBound = "64 ulps of the slope times (1 + what a relative error of t changes in it): fewer than 64 roundings a form";

    sealed record Row(ScheduleQuantity Quantity, double T)
    {
        public override string ToString() => FormattableString.Invariant($"{Quantity} at t = {T}");
    }

    static IEnumerable<Row> Rows() =>
        from schedule in Schedules.All
        from quantity in ScheduleQuantity.Names
        from t in new[] { 0.03125, 0.3125, 0.6875, 0.96875 }
        select new Row(new ScheduleQuantity(schedule, quantity), t);

    class ShiftedTime : IIdentity
    {
        public IReadOnlyList<string> Variables => ["t", "k"];
        public string Shapes => "any time and shift";

        protected virtual T Shifted<T>(T t, T k) where T : IField<T> => RectifiedFlow.ShiftedTime(t, k);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            yield return (Shifted(Dual<T>.Variable(x[0]), Dual<T>.Constant(x[1])).Slope, RectifiedFlow.DShiftedTime(x[0], x[1]));
        }
    }

    sealed class ShiftedTwice : ShiftedTime
    {
        protected override T Shifted<T>(T t, T k) => ScheduleMistakes.ShiftTwice(t, k);
    }
}
