using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

[Claim("Zheng.4", "Of N equal steps, N (1 - (1 - 1/N)^{BL}) reveal something on average in a batch of B sequences of L: the evaluations needed.",
    Source = "Zheng et al., arXiv:2409.02908, section 4.1",
    Refined = "so many where the reveals are drawn first, which needs no model; MDLM's cache, which asks before the first step and after each change, takes 1 + (N - 1)(1 - (1 - 1/N)^{BL})",
    Oracle = "all N^{BL} ways of the tokens to fall into the steps")]
public class ExpectedEvaluations
{
    [Exact]
    public ExactOutcome Enumerated() => Exact.Rows(
        from steps in Enumerable.Range(1, 5) from length in Enumerable.Range(1, 3) from batch in Enumerable.Range(1, 2) select (N: steps, L: length, B: batch),
        row =>
        {
            // The step at which each token is revealed: uniform, independent.
            int[][] ways = [.. RevealChain<Rational>.Sequences(row.L * row.B, row.N)];
            Rational Mean(Func<int[], int> evaluations) => new(ways.Sum(evaluations), ways.Length);
            return
            [
                Decide.Equal("steps that reveal", Mean(w => w.Distinct().Count()), SamplingFormulas.ExpectedEvaluations<Rational>(row.N, row.L, row.B)),
                Decide.Equal("MDLM's cache", Mean(w => 1 + w.Where(step => step < row.N - 1).Distinct().Count()),
                    SamplingFormulas.ExpectedCachedEvaluations<Rational>(row.N, row.L, row.B)),
            ];
        }, "N = 1..5, L = 1..3, B = 1, 2", "alpha = 1 - t, N equal steps");

    [Statistical]
    public StatisticalOutcome Reveals_drawn_first() => Mean(Evaluate.BeforeAReveal, SamplingFormulas.ExpectedEvaluations<Rational>(6, 3, 2));

    [Statistical]
    public StatisticalOutcome Asked_after_a_change() => Mean(Evaluate.AfterAChange, SamplingFormulas.ExpectedCachedEvaluations<Rational>(6, 3, 2));

    [Refutes("the batch left out: N (1 - (1 - 1/N)^L)")]
    public RefutationOutcome The_batch_counts() => Refute.AtWitness("N = 2, L = 1, B = 2", () => [Two(SamplingFormulas.ExpectedEvaluations<Rational>)],
        () => [Two(SamplingMistakes.OneSequence<Rational>)]);

    // Two tokens in two steps: both in one, half the time.
    static Decision Two(Func<int, int, int, Rational> formula) => Decide.Equal("evaluations", new(3, 2), formula(2, 1, 2));

    static StatisticalOutcome Mean(Evaluate evaluate, Rational mean)
    {
        using var scope = NewDisposeScope();
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 0, 1], [1, 0, 0]], 2);
        using var generator = Seeds.Generator($"evaluations {evaluate}");
        var sampler = new AncestralSampler(denoiser, SamplerRuns.Linear, evaluate);
        double[] grid = MaskedTimes.Grid(6), counts = new double[400];
        for (int i = 0; i < counts.Length; i++)
        {
            using MaskedSample sample = sampler.Sample(SamplerRuns.Masks(2, 3, 2), grid, generator);
            counts[i] = sample.Evaluations;
        }
        return Statistics.MeanOfBounded(counts, mean.ToDouble(), 1, 6, "N = 6, L = 3, B = 2", $"evaluations of the tensor code, {evaluate}");
    }
}

[Claim("MDLM.9", "A model's answer may stand for a later step where no token of any sequence changed and the model does not depend on time; then the samples are the same, bit for bit.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, section 4.1",
    Oracle = "the sampler that asks at every step, from the same seed; for a model of time the law summed over the steps")]
public class CachedAnswers
{
    static readonly int[][] List = [[0, 0, 1, 2], [0, 1, 0, 2], [2, 2, 2, 1], [2, 1, 1, 0]];

    [Sampled]
    public SampledOutcome Same_samples(On on) => Sample.Rows(on, new[] { (Steps: 1, Batch: 3), (Steps: 12, Batch: 1), (Steps: 40, Batch: 2) }, (row, _) =>
    {
        using ExactDenoiser denoiser = SamplerRuns.Denoiser(List, 3, on.Device, on.DType);
        (Tensor every, int all) = Run(Evaluate.EveryStep);
        (Tensor cached, int kept) = Run(Evaluate.AfterAChange);
        (Tensor lazy, int needed) = Run(Evaluate.BeforeAReveal);
        return
        [
            Compare.Within("evaluations at every step", row.Steps, all, 0),
            Compare.AtMost("evaluations of the cache", all, kept, 0),
            Compare.AtMost("evaluations with the reveals first", kept, needed, 0),
            Compare.Within("tokens that differ with the cache", 0, Differing(every, cached), 0),
            Compare.Within("tokens that differ with the reveals first", 0, Differing(every, lazy), 0),
            Compare.Within("masks left", 0, SamplerRuns.Values(every).Count(v => v == 3), 0),
        ];

        (Tensor, int) Run(Evaluate evaluate)
        {
            using var generator = Seeds.Generator("cached answers", on.Device);
            MaskedSample sample = new AncestralSampler(denoiser, SamplerRuns.Linear, evaluate)
                .Sample(SamplerRuns.Masks(row.Batch, 4, 3, on.Device), MaskedTimes.Grid(row.Steps), generator);
            return (sample.Tokens, sample.Evaluations);
        }
    }, "0: integers", "L = 4, K = 3, N = 1, 12, 40", "a list of four sequences, alpha = 1 - t");

    [Identity]
    public IdentityOutcome Model_of_time() => Prove.Identity(new ModelOfTime(2), new ModelOfTime(4));

    [Statistical]
    public StatisticalOutcome Model_of_time_on_tensors()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeds.Generator("model of time");
        var sampler = new AncestralSampler(new AlphaItself(), SamplerRuns.Linear);
        using MaskedSample sample = sampler.Sample(SamplerRuns.Masks(5000, 4, 2), MaskedTimes.Grid(4), generator);
        // Token 0 has probability alpha: 0, 1/4, 1/2, 3/4, each at a quarter of the reveals.
        return Statistics.Proportion(SamplerRuns.Values(sample.Tokens).LongCount(v => v == 0), 20_000, 0.375, "N = 4", "token 0 with probability alpha; reveals drawn first");
    }

    [Refutes("torch.allclose on ids as the test for a change", Link = "https://github.com/kuleshov-group/discrete-diffusion-guidance/blob/main/diffusion.py")]
    public RefutationOutcome Ids_have_no_tolerance() => Refute.AtWitness("ids 150 000 and 150 001",
        () => [Changed(TokenSet.Same)], () => [Changed(SamplerMistakes.SameByAllclose)]);

    [Refutes("a cached answer used though the model depends on time", Link = "https://github.com/kuleshov-group/discrete-diffusion-guidance/blob/main/diffusion.py")]
    public RefutationOutcome Time_changes_the_answer() => Refute.Identity(new ModelOfTime(2), new Stale());

    static Decision Changed(Func<Tensor, Tensor, bool> same) =>
        Decide.Equal("the same", false, same(SamplerRuns.Tensor([[150_000]]), SamplerRuns.Tensor([[150_001]])));

    static int Differing(Tensor a, Tensor b) => SamplerRuns.Values(a).Zip(SamplerRuns.Values(b)).Count(pair => pair.First != pair.Second);

    sealed class AlphaItself : IMaskedDenoiser
    {
        public int Vocabulary => 3;
        public int Mask => 2;
        public bool UsesTime => true;

        public Tensor LogProbabilities(Tensor tokens, Tensor alpha) =>
            stack([alpha.log(), (ones_like(alpha) - alpha).log(), zeros_like(alpha)], 1).unsqueeze(1).expand(-1, tokens.shape[1], -1);
    }

    sealed class Stale() : ModelOfTime(2)
    {
        protected override T[] Answer<T>(T[][] answers, int step) => SamplerMistakes.FirstAnswer(answers, step);
    }

    /// <summary>One token, another row at each step: the chain's law is the sum over the steps of (alpha_s - alpha_t) times the step's row.</summary>
    class ModelOfTime(int steps) : IIdentity
    {
        protected virtual T[] Answer<T>(T[][] answers, int step) where T : IField<T> => answers[step];

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("alpha", steps - 1).Vector("p", steps);
        public string Shapes => $"L = 1, K = 2, N = {steps}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] alpha = [T.Zero, .. read.Vector(steps - 1), T.One], p = read.Vector(steps);
            T[][] answers = [.. p.Select(v => new[] { v, 1 - v, T.Zero })];
            var chain = new RevealChain<T>(1, 2);
            for (int i = 0; i < steps; i++)
            {
                T[] row = Answer(answers, i);
                chain.Step((_, _) => row, alpha[i + 1], alpha[i]);
            }
            yield return (Enumerable.Range(0, steps).Select(i => (alpha[i + 1] - alpha[i]) * p[i]).Sum(), chain.Complete[0]);
        }
    }
}
