using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("EDM.1", "EDM's preconditioning: lambda c_out^2 = 1, the network's input and target have variance 1, c_skip makes c_out least, and a network that answers 0 has expected loss 1 per dimension.",
    Source = "EDM, arXiv:2206.00364, table 1 and appendix B.6",
    Oracle = "variances of c_in x and of the target (y - c_skip x)/c_out, as sums over independent y and n")]
public class EdmPreconditioning
{
    [Identity]
    public IdentityOutcome Unit_variances_and_weight() => Prove.Identity(new Units());

    [Certificate]
    public CertificateOutcome Skip_makes_the_output_least() => Prove.Certificate(new LeastOutput());

    [Identity]
    public IdentityOutcome A_loss_on_the_networks_own_target_needs_no_lambda() => Prove.Identity(new NetworksTarget());

    [Exact]
    public ExactOutcome Roots_belong_to_the_squares() => Exact.Rows([0.002, 0.5, 80], at =>
        {
            BigReal s = BigReal.FromDouble(at), half = BigReal.One / 2;
            return
            [
                Decide.That("c_out^2", Preconditioning.Out(s, half).Squared().Overlaps(Preconditioning.SquaredOut(s, half)), $"{(double)Preconditioning.Out(s, half)}"),
                Decide.That("c_in^2", Preconditioning.In(s, half).Squared().Overlaps(Preconditioning.SquaredIn(s, half)), $"{(double)Preconditioning.In(s, half)}"),
                Decide.That("exp(4 c_noise)", BigReal.Exp(4 * Preconditioning.Noise(s)).Overlaps(s), $"{(double)Preconditioning.Noise(s)}"),
            ];
        }, "a noise level", "sigma = 0.002, 1/2, 80, sigma_data = 1/2", ["balls of sixty digits that overlap are taken for equal"]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [0.001953125, 0.375, 0.5, 3, 80], (at, _) =>
        {
            BigReal s = BigReal.FromDouble(at), data = BigReal.One / 2;
            torch.Tensor sigma = on.Tensor([at]);
            return
            [
                Compare.Ulps("c_skip", [(double)Preconditioning.Skip(s, data)], PreconditioningTensors.Skip(sigma, 0.5), 6, on),
                Compare.Ulps("c_out", [(double)Preconditioning.Out(s, data)], PreconditioningTensors.Out(sigma, 0.5), 6, on),
                Compare.Ulps("c_in", [(double)Preconditioning.In(s, data)], PreconditioningTensors.In(sigma, 0.5), 6, on),
                Compare.Ulps("weight", [(double)Preconditioning.Weight(s, data)], PreconditioningTensors.Weight(sigma, 0.5), 8, on),
            ];
        }, "an ulp a rounding: at most 6, for the weight 8; all terms are positive", "a noise level", "sigma = 1/512..80, sigma_data = 1/2");

    [Refutes("lambda = (sigma^2 + sigma_data^2)/(sigma + sigma_data)^2, a sum for the product")]
    public RefutationOutcome Product_in_the_weight() => Refute.Identity(new Units(), new SumInTheWeight());

    [Refutes("lambda with sigma sigma_data instead of its square")]
    public RefutationOutcome Square_in_the_weight() => Refute.Identity(new Units(), new NoSquareInTheWeight());

    [Refutes("c_skip = 1 as VE has it: the target's variance is then sigma^2")]
    public RefutationOutcome Skip_of_another_model() => Refute.Identity(new Units(), new SkipIsOne());

    sealed class SumInTheWeight : Units
    {
        protected override T Weight<T>(T sigma, T data) => PreconditioningMistakes.WeightWithSum(sigma, data);
    }

    sealed class NoSquareInTheWeight : Units
    {
        protected override T Weight<T>(T sigma, T data) => PreconditioningMistakes.WeightWithoutSquare(sigma, data);
    }

    sealed class SkipIsOne : Units
    {
        protected override T Skip<T>(T sigma, T data) => PreconditioningMistakes.SkipOfVarianceExploding(sigma, data);
    }

    class Units : IIdentity
    {
        public IReadOnlyList<string> Variables => ["sigma", "sigma_data"];
        public string Shapes => "a dimension of data with variance sigma_data^2";

        protected virtual T Weight<T>(T sigma, T data) where T : IField<T> => Preconditioning.Weight(sigma, data);

        protected virtual T Skip<T>(T sigma, T data) where T : IField<T> => Preconditioning.Skip(sigma, data);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            (T sigma, T data) = (v[0], v[1]);
            T squaredOut = Preconditioning.SquaredOut(sigma, data), skip = Skip(sigma, data);
            T residual = TwoPoints.Mean(T.Zero, data, y => TwoPoints.Mean(T.Zero, sigma, n => (y - skip * (y + n)).Squared()));
            yield return (Preconditioning.TargetVariance(skip, sigma, data), residual);
            yield return (residual / squaredOut, T.One);
            yield return (Weight(sigma, data) * squaredOut, T.One);
            yield return (Weight(sigma, data) * residual, T.One);
            yield return (Preconditioning.SquaredIn(sigma, data) * (data.Squared() + sigma.Squared()), T.One);
        }
    }

    /// <summary>The variance at any c less that at c_skip is (sigma^2 + sigma_data^2) (c - c_skip)^2.</summary>
    sealed class LeastOutput : ICertificate
    {
        public IReadOnlyList<string> Variables => ["c", "sigma", "sigma_data"];
        public string Shapes => "any c in the place of c_skip";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T>();

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            Preconditioning.TargetVariance(x[0], x[1], x[2]) - Preconditioning.SquaredOut(x[1], x[2]);

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            (NonNegative<T>.Square(x[1]) + NonNegative<T>.Square(x[2])) * NonNegative<T>.Square(x[0] - Preconditioning.Skip(x[1], x[2]));
    }

    /// <summary>
    /// lambda |D - y|^2 = |F - (y - c_skip x)/c_out|^2 where c_out^2 = SquaredOut: code that compares the network with its target and
    /// has no lambda is right (k-diffusion#45 asks). With c for c_out and lambda c^2 = 1.
    /// </summary>
    sealed class NetworksTarget : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "y", "F", "c_out", "c_skip"];
        public string Shapes => "a dimension, any network";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            T weight = 1 / v[3].Squared(), denoised = v[4] * v[0] + v[3] * v[2];
            yield return (weight * (denoised - v[1]).Squared(), (v[2] - (v[1] - v[4] * v[0]) / v[3]).Squared());
        }
    }
}

[Claim("EDM.3", "The published noise levels: EDM's 18 steps, the ranges of VP, and improved DDPM's table u, whose recursion telescopes.",
    Source = "EDM, arXiv:2206.00364, table 1 and appendix C",
    Oracle = "the recursion as printed; decimals computed by others")]
public class PublishedNoiseLevels
{
    [Exact]
    public ExactOutcome Steps_of_the_sampler() => Exact.Rows(
        new[] { "80.0", "57.585985", "40.785574", "28.374585", "19.352453", "12.910082", "8.400935", "5.315195", "3.256822", "1.92334", "1.088171", ".585348", ".296442", ".139516", ".059947", ".022935", ".007528", ".002" }.Select((printed, i) => (printed, i)),
        row => [Printed.Rounds($"sigma_{row.i}", new EdmSchedule().Steps<BigReal>(18)[row.i], row.printed)], "n = 18", "published parameters");

    [Exact]
    public ExactOutcome Ranges_of_VP() => Exact.Rows([("1", "152.167"), ("0.001", ".0104860"), ("0.00001", ".00100050")], row =>
        {
            BigReal t = BigReal.Parse(row.Item1), level = Level(new VariancePreserving(), t), back = new VariancePreserving().Rate.TimeOf(BigReal.Log1p(level.Squared()));
            return [Printed.Rounds($"sigma({row.Item1})", level, row.Item2), Decide.That("the inverse", back.Overlaps(t), $"{(double)back}")];
        }, "VP", "t = 1, 1e-3, 1e-5", ["balls of sixty digits that overlap are taken for equal"]);

    [Exact]
    public ExactOutcome Table_of_improved_DDPM() => Exact.Rows([(0, "20291.17"), (1, "641.66"), (8, "80.2037"), (999, ".00642541")],
        row => [Printed.Rounds($"u_{row.Item1}", IddpmLevels.Of<BigReal>()[row.Item1], row.Item2)], "M = 1000", "published parameters");

    [Exact]
    public ExactOutcome Recursion_of_the_table() => Exact.Rows([10, 60], steps =>
        {
            BigReal c1 = BigReal.FromDouble(0.001), u = 0;
            BigReal[] table = IddpmLevels.Of<BigReal>(steps);
            BigReal AlphaBar(int j) => BigReal.Sin(BigReal.Pi / 2 * j / (steps * (1 + BigReal.FromDouble(0.008)))).Squared();
            List<Decision> decisions = [];
            for (int j = steps; j > 0; j--)
            {
                BigReal ratio = AlphaBar(j - 1) / AlphaBar(j), kept = BigReal.CertainlyLess(ratio, c1) ? c1 : ratio;
                u = BigReal.Sqrt((u.Squared() + 1) / kept - 1);
                decisions.Add(Decide.That($"u_{j - 1}", u.Overlaps(table[j - 1]), $"{(double)table[j - 1]}, recursion {(double)u}"));
            }
            return decisions;
        }, "M = 10, 60", "C_1 = 0.001, C_2 = 0.008", ["balls of sixty digits that overlap are taken for equal"]);

    [Sampled(Float64Only = true, Reason = "levels are made in float64 whatever the network's dtype")]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [10, 200], (steps, _) =>
            [Compare.Ulps("u", [.. IddpmLevels.Of<BigReal>(steps).Select(u => (double)u)], ScheduleTensors.IddpmLevelsTensor(steps), 160, on)],
        "160 ulps: C_2 keeps the sines' arguments 0.025 from pi, where |x cot x| is 125, halved by the root, and an argument has four roundings; twelve more a level", "M = 10, 200", "published constants");

    [Identity]
    public IdentityOutcome Neighbours_on_the_grid() => Prove.Identity(new Neighbours());

    [Identity]
    public IdentityOutcome Time_of_a_flow_step() => Prove.Identity(new FlowTime());

    [Exact]
    public ExactOutcome Two_ways_to_write_the_scale_of_VP() => Exact.Rows([0.001, 0.25, 1], at =>
        {
            BigReal t = BigReal.FromDouble(at), low = BigReal.FromDouble(0.1), range = 20 - low;
            // EDM's 1/sqrt(e^(...)), asked about in NVlabs/edm#1, and the SDE paper's mean.
            BigReal scale = 1 / BigReal.Sqrt(BigReal.Exp(range * t * t / 2 + low * t));
            return [Decide.That("s(t)", scale.Overlaps(new VariancePreserving().Alpha(t)), $"{(double)scale}")];
        }, "VP", "t = 0.001, 1/4, 1", ["balls of sixty digits that overlap are taken for equal"]);

    [Refutes("the step -1/N on a grid of N points", Link = "Karras et al., arXiv:2206.00364, appendix C.1")]
    public RefutationOutcome Step_of_another_grid() => Refute.Identity(new Neighbours(), new OtherGrid());

    [Refutes("the time raised by one twice: sigma_max = 1.00033", Link = "https://github.com/leejet/stable-diffusion.cpp/pull/1372")]
    public RefutationOutcome Time_raised_once() => Refute.Identity(new FlowTime(), new RaisedTwice());

    [Refutes("sigma without its square in VE", Link = "https://github.com/huggingface/diffusers/pull/627")]
    public RefutationOutcome Square_of_the_largest_level()
    {
        var schedule = new VarianceExploding(0.01, 50);
        Decision Ends(BigReal variance) => Decide.That("sigma^2 at t = 1, 2500", variance.Overlaps(2500), $"{(double)variance}");
        return Refute.AtWitness("sigma_max = 50", () => [Ends(schedule.Variance<BigReal>(1))], () => [Ends(ScheduleMistakes.VarianceExplodingWithoutSquare<BigReal>(schedule, 1))]);
    }

    [Refutes("beta_d = 19.1 for 19.9: sigma(1) = 124.58")]
    public RefutationOutcome Range_of_the_rate() => Refute.AtWitness("t = 1",
        () => [Printed.Rounds("sigma(1)", Level(new VariancePreserving(), 1), "152.167")],
        () => [Printed.Rounds("sigma(1)", Level(ScheduleMistakes.VariancePreservingWithShortRange(), 1), "152.167")]);

    static BigReal Level(VariancePreserving schedule, BigReal t) => schedule.Sigma(t) / schedule.Alpha(t);

    sealed class OtherGrid : Neighbours
    {
        protected override T Step<T>(T steps, T eps) => FlowMistakes.EulerStepOfAnotherGrid(steps);
    }

    class Neighbours : IIdentity
    {
        public IReadOnlyList<string> Variables => ["i", "N", "eps"];
        public string Shapes => "N times from 1 to eps";

        protected virtual T Step<T>(T steps, T eps) where T : IField<T> => (eps - 1) / (steps - 1);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            T Time(T i) => 1 - i / (v[1] - 1) * (1 - v[2]);
            yield return (Time(v[0]) + Step(v[1], v[2]), Time(v[0] + 1));
        }
    }

    sealed class RaisedTwice : FlowTime
    {
        protected override T Time<T>(T step) => FlowMistakes.FlowTimeRaisedTwice(step);
    }

    /// <summary>Steps 0..999 stand for the times 1/1000..1, so that the last shifted sigma is 1.</summary>
    class FlowTime : IIdentity
    {
        public IReadOnlyList<string> Variables => ["shift"];
        public string Shapes => "the last of 1000 steps";

        protected virtual T Time<T>(T step) where T : IField<T> => (step + 1) / 1000;

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            yield return (RectifiedFlow.ShiftedTime(Time(T.From(999)), v[0]), v[0] / v[0]);
        }
    }
}
