using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("EDM.2", "Steps with fresh noise keep the noise level: an ancestral step goes down to to^2/from and up by to^2 (from^2 - to^2)/from^2, DDPM's posterior variance, and churn adds t_hat^2 - t^2.",
    Source = "EDM, arXiv:2206.00364, algorithm 2; Song et al., arXiv:2011.13456, eq. 47",
    Oracle = "precisions that add up (Bayes for Gaussians); variances of independent noises that add up")]
public class StepsWithFreshNoise
{
    [Identity]
    public IdentityOutcome Variances_add_up() => Prove.Identity(new Splits());

    [Exact]
    public ExactOutcome Churn_at_most_doubles_the_variance() => Exact.Rows([(0.0, 18), (5, 18), (40, 18), (80, 256)], row =>
        {
            double rate = NoiseSplits.ChurnRate(row.Item1, row.Item2);
            BigReal added = NoiseSplits.ChurnVariance<BigReal>(1, BigReal.FromDouble(rate));
            return
            [
                row.Item1 / row.Item2 < 0.5
                    ? Decide.That("rate S_churn/N", rate == row.Item1 / row.Item2 && BigReal.CertainlyLess(added, 1), $"{rate}")
                    // 4 u of (1 + rate)^2 = 2, for the rounded root.
                    : Decide.That("variance doubled where the rate is capped", BigReal.CertainlyLess((added - 1).Squared(), BigReal.FromDouble(Math.ScaleB(1, -51)).Squared()), $"{(double)added}"),
            ];
        }, "S_churn and N", "S_churn from 0 to 80", ["sqrt(2) - 1 in float64"]);

    [Identity]
    public IdentityOutcome Mean_of_an_ancestral_step() => Prove.Identity(new Means());

    [Sampled]
    public SampledOutcome On_tensors(On on) => FreshNoiseOnTensors.MeansAndVariances(on);

    [Statistical]
    public StatisticalOutcome Level_after_churn() => FreshNoiseOnTensors.LevelAfterChurn();

    [Statistical]
    public StatisticalOutcome Level_after_an_ancestral_step() => FreshNoiseOnTensors.LevelAfterAnAncestralStep();

    [Refutes("the forward step's variance in the backward step")]
    public RefutationOutcome Backward_variance() => Refute.Identity(new Splits(), new ForwardVariance());

    [Refutes("churn with the square of the difference of levels")]
    public RefutationOutcome Variances_subtract() => Refute.Identity(new Splits(), new DifferenceOfLevels());

    sealed class ForwardVariance : Splits
    {
        protected override T Up<T>(T from, T to) => FlowMistakes.AncestralVarianceOfTheForwardStep(from, to);
    }

    sealed class DifferenceOfLevels : Splits
    {
        protected override T Churn<T>(T t, T rate) => FlowMistakes.ChurnVarianceOfTheDifference(t, rate);
    }

    /// <summary>The flow down to the lower level, and the posterior of x at the level to, D in the place of the data.</summary>
    sealed class Means : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x", "D", "from", "to"];
        public string Shapes => "a coordinate, any two levels and denoiser";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            (T x, T denoised, T from, T to) = (v[0], v[1], v[2], v[3]);
            T mean = NoiseSplits.AncestralMean(x, denoised, from, to), down = NoiseSplits.AncestralLevel(from, to);
            yield return (x + (down - from) * FlowFormulas.VelocityBySigma(x, denoised, from), mean);
            yield return (PosteriorFormulas.Mean([x], [denoised], T.One, to, T.One, from)[0], mean);
        }
    }

    class Splits : IIdentity
    {
        public IReadOnlyList<string> Variables => ["from", "to", "rate"];
        public string Shapes => "any two levels";

        protected virtual T Up<T>(T from, T to) where T : IField<T> => NoiseSplits.AncestralVariance(from, to);

        protected virtual T Churn<T>(T t, T rate) where T : IField<T> => NoiseSplits.ChurnVariance(t, rate);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            (T from, T to, T rate) = (v[0], v[1], v[2]);
            yield return (NoiseSplits.AncestralLevel(from, to).Squared() + Up(from, to), to.Squared());
            yield return (1 / Up(from, to), 1 / to.Squared() + 1 / (from.Squared() - to.Squared()));
            yield return (from.Squared() + Churn(from, rate), NoiseSplits.ChurnedLevel(from, rate).Squared());
        }
    }
}
