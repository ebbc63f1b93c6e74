using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("DDPM.5", "A batch that selects the decoder's term at t = 1 and a step's divergence at later times has the value and the gradient of the branch taken, if each branch is held finite where it is not taken; selecting by t = 1 a second time changes neither.",
    Source = "DDPM, arXiv:2006.11239, eq. 5; the question: https://github.com/google-research/google-research/issues/1999",
    Refined = "the question is of the outer of two selections by the same condition, which is redundant indeed; a selection inside, that keeps the branch which is not taken finite, is not: without it values stay right and gradients become NaN",
    Oracle = "each branch by itself, in sixty digits, and its derivative by dual numbers")]
public class TermsOfABatch
{
    const int Steps = 50, Levels = 16;

    [Sampled]
    public SampledOutcome Value_and_gradient(On on) => Sample.Rows(on, [0.0625, 0.375], (deviation, _) =>
        {
            Batch batch = new([1, 2, 50, 1, 17], [0.5, -0.75, 1.25, 0, -1.5, 0.25, 0.75, 1, -0.5, 2], [0.5, -0.5, 1, -0.125, 1.5, 0.25, 0.625, 1.0625, -2, 2]);
            return batch.Compared(on, deviation, TermsAtTimes.Of);
        }, Bound, "B = 5, D = 2, T = 50", "linear betas; dyadic x_0 and predictions, some of them x_0 itself, the decoder N(xHat_0, deviation^2)");

    [Sampled]
    public SampledOutcome Selected_once_more(On on) => Sample.Rows(on, [0.0625, 0.375], (deviation, _) =>
        {
            using BetaTable table = BetaTable.Linear(Steps);
            torch.Tensor times = torch.tensor(new long[] { 1, 2, 50 }, device: new torch.Device(on.Device)), x0 = on.Tensor([0.5, -0.75, 1.25], 3, 1);
            torch.Tensor once = on.Tensor([0.375, -0.5, 1], 3, 1).requires_grad_(true), twice = on.Tensor([0.375, -0.5, 1], 3, 1).requires_grad_(true);
            torch.Tensor Decoder(torch.Tensor hat) => -GaussianKernel.LogDensity(x0, hat, 1, deviation);
            torch.Tensor inner = TermsAtTimes.Of(table, times, x0, once, Decoder);
            torch.Tensor outer = torch.where(times.Is(1), Decoder(twice), TermsAtTimes.Of(table, times, x0, twice, Decoder));
            inner.sum().backward();
            outer.sum().backward();
            return [Compare.Within("value", Compare.Values(inner), outer, 0, on), Compare.Within("gradient", Compare.Values(once.grad!), twice.grad!, 0, on)];
        }, "equal: the same operations at the same numbers", "B = 3, D = 1, T = 50", "linear betas; t = 1, 2, 50");

    [Sampled]
    public SampledOutcome A_decoder_without_mass_at_later_times(On on) => Sample.Rows(on, [0.125, 0.25], (deviation, _) => FarPrediction(on, deviation, TermsAtTimes.Of),
        Bound + "; of a bin, whose two tails in float64 are off by (64 + 16 z^2) 2^-53: that, divided by the bin's probability, of the tails' slopes",
        "B = 2, D = 1, K = 16 levels, T = 50", "a prediction at t = 50 that is 40 away, one at t = 1 beside its level");

    [Refutes("one selection, of branches as they are: the gradient at t = 1 is 0 times infinity")]
    public RefutationOutcome Selected_outside_alone() => Refute.AtWitness("t = 1, 2, x_0 = 1/2, -3/4, predictions 3/8, -1/2, T = 50",
        () => Small(TermsAtTimes.Of), () => Small(TensorMistakes.TermsByOneSelection));

    [Refutes("the decoder asked at the predictions of every time: log 0 has no slope")]
    public RefutationOutcome Decoder_everywhere() => Refute.AtWitness("t = 1, 50, a prediction 40 from its level at t = 50, 16 levels",
        () => FarPrediction(On.CpuFloat64, 0.125, TermsAtTimes.Of), () => FarPrediction(On.CpuFloat64, 0.125, TensorMistakes.TermsWithDecoderEverywhere));

    delegate torch.Tensor Terms(BetaTable table, torch.Tensor times, torch.Tensor x0, torch.Tensor x0Hat, Func<torch.Tensor, torch.Tensor> decoder);

    const string Bound = "divergence and its slope: (8 T + 24) 2^-53 + (D + 5) u relative, differences exact; decoder: (D + 6) u of its terms' sizes, its slope 6 u";

    const double U64 = 1.0 / (1L << 53);

    static IEnumerable<Finding> Small(Terms terms) => new Batch([1, 2], [0.5, -0.75, 0.25, 1], [0.375, -0.5, 0.5, 1]).Compared(On.CpuFloat64, 0.25, terms);

    static IEnumerable<Comparison> FarPrediction(On on, double deviation, Terms terms)
    {
        using BetaTable table = BetaTable.Linear(Steps);
        const int level = 9;
        double u = Dtypes.UnitRoundoff(on.DType), at = on.Round((2 * level - Levels + 1) / 15.0), prediction = on.Round(at + 0.03125);
        torch.Tensor x0 = on.Tensor([at, at], 2, 1), hat = on.Tensor([prediction, 40], 2, 1).requires_grad_(true);
        torch.Tensor times = torch.tensor(new long[] { 1, Steps }, device: new torch.Device(on.Device));
        torch.Tensor terms2 = terms(table, times, x0, hat, means => -DiscretisedDecoder.LogProbabilities(means, deviation, Levels).select(2, level).sum(1));
        terms2.sum().backward();

        BigReal sigma = BigReal.FromDouble(deviation), mean = BigReal.FromDouble(prediction), probability = DecoderFormulas.Discretised(mean, sigma, Levels)[level];
        BigReal slope = -Derivative.Of(m => RealDual<BigReal>.Log(DecoderFormulas.Discretised(m, RealDual<BigReal>.Constant(sigma), Levels)[level]), mean);
        double[] z = [.. DecoderFormulas.InnerEdges<BigReal>(Levels)[(level - 1)..(level + 1)].Select(edge => (double)((edge - mean) / sigma))];
        double tails = (64 + 16 * z.Max(Math.Abs)) * U64 / (double)probability;
        double slopes = z.Sum(v => Math.Exp(-v * v / 2)) / Math.Sqrt(2 * Math.PI) / (deviation * (double)probability) + Math.Abs((double)slope);
        double weight = (double)(SnrLoss(table, Steps) / 2), far = at - 40, relative = (8 * Steps + 24) * U64 + 6 * u;
        double[] values = [-(double)BigReal.Log(probability), weight * far * far], gradient = [(double)slope, -2 * weight * far];
        return
        [
            Compare.Within("value", values, terms2, i => i == 0 ? tails + 4 * u * Math.Abs(values[0]) : (relative + 4 * u) * values[1], on),
            Compare.Within("gradient", gradient, hat.grad!, i => i == 0 ? tails * slopes + 4 * u * Math.Abs(gradient[0]) : (relative + 2 * u) * Math.Abs(gradient[1]), on),
        ];
    }

    /// <summary>SNR_{t-1} - SNR_t of the betas that the table holds.</summary>
    static BigReal SnrLoss(BetaTable table, int t)
    {
        BigReal[] abar = BetaFormulas.AlphaBar([.. Compare.Values(table.Beta).Select(BigReal.FromDouble)]);
        return abar[t - 2] / (1 - abar[t - 2]) - abar[t - 1] / (1 - abar[t - 1]);
    }

    /// <param name="X0">Two coordinates a sample.</param>
    sealed record Batch(long[] Times, double[] X0, double[] X0Hat)
    {
        public IEnumerable<Comparison> Compared(On on, double deviation, Terms terms)
        {
            using BetaTable table = BetaTable.Linear(Steps);
            double u = Dtypes.UnitRoundoff(on.DType), relative = (8 * Steps + 24) * U64 + 7 * u;
            torch.Tensor x0 = on.Tensor(X0, Times.Length, 2), hat = on.Tensor(X0Hat, Times.Length, 2).requires_grad_(true);
            torch.Tensor received = terms(table, torch.tensor(Times, device: new torch.Device(on.Device)), x0, hat, means => -GaussianKernel.LogDensity(x0, means, 1, deviation));
            received.sum().backward();

            List<double> values = [], slopes = [], sizes = [];
            foreach (var (t, i) in Times.Select((t, i) => (t, i)))
            {
                BigReal[] data = [.. X0[(2 * i)..(2 * i + 2)].Select(BigReal.FromDouble)], prediction = [.. X0Hat[(2 * i)..(2 * i + 2)].Select(BigReal.FromDouble)];
                BigReal loss = t == 1 ? 0 : SnrLoss(table, (int)t), sigma = BigReal.FromDouble(deviation);
                RealDual<BigReal>[] constant = [.. data.Select(RealDual<BigReal>.Constant)];
                RealDual<BigReal> Term(IReadOnlyList<RealDual<BigReal>> h) => t == 1
                    ? -GaussianFormulas.KernelLogDensity(constant, [.. h], RealDual<BigReal>.Constant(1), RealDual<BigReal>.Constant(sigma))
                    : NelboFormulas.StepBySnr(constant, [.. h], RealDual<BigReal>.Constant(loss), RealDual<BigReal>.Constant(0));
                double value = (double)Term([.. prediction.Select(RealDual<BigReal>.Constant)]).Value;
                values.Add(value);
                double constantTerm = (double)BigReal.Log(2 * BigReal.Pi * sigma.Squared());
                sizes.Add(t == 1 ? (8 * u + 4 * U64) * (value + 2 * Math.Abs(constantTerm)) : relative * value);
                slopes.AddRange(Derivative.Gradient(Term, prediction).Select(slope => (double)slope));
            }
            return
            [
                Compare.Within("value", values, received, i => sizes[i], on),
                Compare.Within("gradient", slopes, hat.grad!, i => (Times[i / 2] == 1 ? 6 * u + 4 * U64 : relative) * Math.Abs(slopes[i]), on),
            ];
        }
    }
}
