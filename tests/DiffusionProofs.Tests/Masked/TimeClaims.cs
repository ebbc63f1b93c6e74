using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.7", "Times of low discrepancy put one time in each of n strata, or n times 1/n apart, and leave the mean of weight times loss what it is, the bound.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, appendix D.3 and code; Shi et al., MD4, arXiv:2406.04329, code; Kingma et al., arXiv:2107.00630",
    Oracle = "the integral over all times; the strata themselves")]
public class LowDiscrepancyTimes
{
    [Identity]
    public IdentityOutcome Mean_of_weight_times_loss() => Prove.Identity(new Unbiased(2, 1), new Unbiased(2, 3), new Unbiased(3, 4));

    [Sampled]
    public SampledOutcome One_in_each_stratum(On on) => Sample.Rows(on, new[] { 1, 2, 7, 49, 512 }, (n, _) =>
    {
        using var generator = Seeds.Generator("strata", on.Device);
        double[] stratified = Compare.Values(MaskedTimes.Stratified(n, generator, dtype: on.DType));
        double[] equispaced = [.. Compare.Values(MaskedTimes.Equispaced(n, generator, dtype: on.DType)).Order()];
        double rounding = 2 * on.Ulp(1);
        return
        [
            Compare.Within("count", n, stratified.Length, 0),
            Compare.AtMost("t n outside [i, i + 1]", 0, stratified.Select((t, i) => Math.Max(i - t * n, t * n - (i + 1))).Max(), n * rounding),
            Compare.Within("largest gap times n", n == 1 ? 0 : 1, n == 1 ? 0 : n * equispaced.Zip(equispaced.Skip(1), (a, b) => b - a).Max(), n * rounding),
            Compare.Within("smallest gap times n", n == 1 ? 0 : 1, n == 1 ? 0 : n * equispaced.Zip(equispaced.Skip(1), (a, b) => b - a).Min(), n * rounding),
            Compare.AtMost("largest time", 1, Math.Max(stratified.Max(), equispaced.Max()), 0),
            Compare.AtMost("0 or below", 0, Math.Min(stratified.Min(), equispaced.Min()) > 0 ? 0 : 1, 0),
        ];
    }, "2 ulps of 1 for each time, times n: a sum, a quotient and the rounding to the dtype", "n = 1, 2, 7, 49, 512", "both kinds of times");

    [Statistical]
    public StatisticalOutcome Mean_on_tensors()
    {
        // L = 2 with a loss of 1 wherever something is masked: weight times expected loss is (1 - (1 - t)^2)/t = 2 - t, its mean 3/2.
        using var scope = NewDisposeScope();
        using var generator = Seeds.Generator("stratified mean");
        double[] means = [.. Enumerable.Range(0, 2000).Select(_ =>
        {
            using Tensor t = MaskedTimes.Stratified(4, generator);
            return Compare.Values(t).Average(v => (1 - (1 - v) * (1 - v)) / v);
        })];
        return Statistics.MeanOfBounded(means, 1.5, 1, 2, "n = 4", "(1 - (1 - t)^2)/t over stratified times of the tensor code");
    }

    [Statistical]
    public StatisticalOutcome Each_equispaced_time_is_uniform()
    {
        const int batches = 8000;
        using var generator = Seeds.Generator("equispaced");
        long[] counts = new long[8];
        for (int i = 0; i < batches; i++)
        {
            using Tensor t = MaskedTimes.Equispaced(3, generator);
            counts[(int)Math.Ceiling(8 * Compare.Values(t)[2]) - 1]++;
        }
        return Statistics.GoodnessOfFit(counts, Enumerable.Repeat(0.125, 8).ToArray(), "n = 3, the third time, eight bins", "around the circle, past 1");
    }

    [Refutes("strata by arange(0, 1, 1/n), which has n + 1 points at n = 49 and 28 other n up to 512", Link = "https://github.com/google-deepmind/md4/blob/main/md4/models/diffusion/md4.py")]
    public RefutationOutcome Arange_has_a_point_too_many() => Refute.AtWitness("n = 49",
        () => [Decide.Equal("points", 49, TimeFormulas.Stratified(Enumerable.Repeat(Rational.One, 49).ToArray()).Length)],
        () => [Decide.Equal("points", 49, SamplingTimeMistakes.PointsOfArange(49))]);

    [Refutes("the mean over n + 1 points 1/n apart", Link = "https://github.com/google-deepmind/md4/blob/main/md4/models/diffusion/md4.py")]
    public RefutationOutcome A_point_too_many_is_biased() => Refute.Identity(new Unbiased(2, 3), new OneTooMany());

    [Refutes("uniform numbers that may be 0 as mask rates to divide by: 0/0 where nothing is masked", Link = "https://github.com/ML-GSAI/RADD")]
    public RefutationOutcome A_time_of_zero()
    {
        // The first of the uniform numbers in [0, 1) is 0; in (0, 1] it is turned round.
        static IEnumerable<Decision> HaveAWeight(Rational[] u) => TimeFormulas.Stratified(u).Select(t => Decide.That("the weight 1/t exists", t > 0, $"t = {t}"));
        return Refute.AtWitness("n = 4, every u the least there is", () => HaveAWeight([.. Enumerable.Repeat<Rational>(1, 4)]), () => HaveAWeight([.. Enumerable.Repeat<Rational>(0, 4)]));
    }

    sealed class OneTooMany() : Unbiased(2, 3)
    {
        protected override T[] Times<T>(T[] u) => SamplingTimeMistakes.StratifiedByArange(u);
    }

    /// <summary>Each u_i uniform: as the mean is linear in the times, one u for all has the same expectation.</summary>
    class Unbiased(int length, int n) : IIdentity
    {
        protected virtual T[] Times<T>(T[] u) where T : IField<T> => TimeFormulas.Stratified(u);

        public IReadOnlyList<string> Variables { get; } = MaskedModel<Rational>.Names(length);
        public string Shapes => $"n = {n}, L = {length}, any model of z_t, alpha = 1 - t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            T[] loss = new MaskedModel<T>(new VariableReader<T>(values), length).Losses;
            yield return (
                ExactQuadrature.Integral<T>(length - 1, u =>
                {
                    T[] times = Times(Enumerable.Repeat(u, n).ToArray());
                    return times.Select(t => SubsetBounds.ExpectedLoss(loss, t) / t).Sum() / times.Length;
                }),
                SubsetBounds.Continuous(loss));
        }
    }
}

[Claim("MDLM.8", "n steps need n + 1 times: each step begins where the one before ended, the first at 1, the last ends at the last time, and no probability is negative; masks are then left with the last mask rate.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eq. 6 and code",
    Oracle = "the whole interval; the product of the steps' probabilities to stay masked")]
public class GridsOfTimes
{
    [Identity]
    public IdentityOutcome Steps_tile_the_interval() => Prove.Identity(new Tiling(1), new Tiling(2), new Tiling(5));

    [Exact]
    public ExactOutcome Grids_of_doubles() => Exact.Rows(from n in new[] { 1, 2, 3, 10, 49, 1000 } from last in new[] { 0, 1e-5, 1e-3 } select (N: n, Last: last), row =>
    {
        double[] grid = MaskedTimes.Grid(row.N, row.Last);
        return
        [
            Decide.Equal("times", row.N + 1, grid.Length),
            Decide.Equal("first", 1.0, grid[0]),
            Decide.Equal("last", row.Last, grid[^1]),
            Decide.That("falls", grid.Zip(grid.Skip(1), (a, b) => b < a).All(falls => falls), string.Join(", ", grid.Take(4))),
        ];
    }, "n = 1, 2, 3, 10, 49, 1000", "last time 0, 1e-5, 1e-3");

    [Refutes("n + 1 steps, the last from 0 to -1/n", Link = "https://github.com/kuleshov-group/mdlm/blob/master/diffusion.py")]
    public RefutationOutcome A_step_past_the_end() => Refute.Identity(new Tiling(3), new PastTheEnd());

    [Refutes("n times 1/(n - 1) apart with steps of 1/n", Link = "https://github.com/kuleshov-group/bd3lms/blob/main/diffusion.py")]
    public RefutationOutcome Two_lengths() => Refute.Identity(new Tiling(3), new TwoLengths());

    [Refutes("n + 1 times of which the first is never stepped from", Link = "https://github.com/dvruette/gidd/blob/main/gidd/sampling.py")]
    public RefutationOutcome The_first_step_left_out() => Refute.Identity(new Tiling(3), new NoFirst());

    sealed class PastTheEnd() : Tiling(3)
    {
        protected override (T From, T To)[] Steps<T>(T last) => SamplingTimeMistakes.StepsPastTheEnd(3, last);
    }

    sealed class TwoLengths() : Tiling(3)
    {
        protected override (T From, T To)[] Steps<T>(T last) => SamplingTimeMistakes.StepsOfTwoLengths(3, last);
    }

    sealed class NoFirst() : Tiling(3)
    {
        protected override (T From, T To)[] Steps<T>(T last) => SamplingTimeMistakes.WithoutTheFirstStep(3, last);
    }

    class Tiling(int n) : IIdentity
    {
        protected virtual (T From, T To)[] Steps<T>(T last) where T : IField<T> => TimeFormulas.Steps(n, last);

        public IReadOnlyList<string> Variables => ["last"];
        public string Shapes => $"n = {n}, any last time, alpha = 1 - t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T From, T To)[] steps = Steps(x[0]);
            yield return (steps.Select(s => s.From - s.To).Sum(), 1 - x[0]);
            yield return (steps[0].From, T.One);
            yield return (steps[^1].To, x[0]);
            for (int i = 1; i < steps.Length; i++) yield return (steps[i].From, steps[i - 1].To);
            yield return (steps.Select(s => MaskedFormulas.StayProbability(1 - s.To, 1 - s.From)).Aggregate(T.One, (product, stay) => product * stay), x[0]);
        }
    }
}
