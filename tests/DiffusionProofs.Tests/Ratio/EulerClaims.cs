using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.14", "Euler's step is the reverse step to first order in the noise, its row sums to 1, and under absorbing noise with the log-linear schedule it is Tweedie's, for every eps: both reveal with (t - s)/t. Under absorbing noise the two differ by [-alpha'(t) (t - s) - (alpha_s - alpha_t)]/(1 - alpha_t), so not at all exactly where alpha falls from s to t as its tangent at t does; where a step is too long Euler's probabilities are negative.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eq. 17; Ou et al., RADD, arXiv:2406.03736, eqs. D.14-D.16",
    Refined = "with the rest of the row on the diagonal; for the geometric schedule from 1e-4 to 20 a masked token stays with negative probability in the last of 12 equal steps, and in none of 13",
    Oracle = "the rates backward in time; Tweedie's step; the schedules in sixty digits")]
public class EulerSteps
{
    const string Trust = "the true value lies in the computed ball of sixty digits";

    [Identity]
    public IdentityOutcome To_first_order() => Prove.Identity(new FirstOrder(2), new FirstOrder(3));

    [Identity]
    public IdentityOutcome Log_linear() => Prove.Identity(new UnderAbsorbing());

    [Identity]
    public IdentityOutcome Difference_of_the_two() => Prove.Identity(new Tangent());

    [Exact]
    public ExactOutcome Further_from_the_true_step() => Exact.Rows(
        new (string Name, ClosedRate Rate, bool IsLinear)[] { ("uniform, alpha = 1 - t", new UniformRate(2), true), ("absorbing, alpha = 1 - t", new AbsorbingRate(3, 2), true), ("absorbing, alpha = 1 - t^2", new AbsorbingRate(3, 2), false) },
        row =>
        {
            // From t = 3/4 to 1/2.
            (BigReal alphaS, BigReal alphaT, BigReal noise) = row.IsLinear
                ? (FromFraction(1, 2), FromFraction(1, 4), One)
                : (FromFraction(3, 4), FromFraction(7, 16), FromFraction(3, 2) / 4 / FromFraction(7, 16));
            PairsOfTokens pairs = new(row.Rate, alphaS, alphaT);
            return pairs.Noisy.Where(pairs.ReachesBoth).Select(xt =>
            {
                BigReal tweedie = pairs.Divergence(xt, (score, x) => SamplerSteps.Tweedie(row.Rate, score, x, alphaT / alphaS));
                BigReal euler = pairs.Divergence(xt, (score, x) => SamplerSteps.Euler(row.Rate.Rate<BigReal>(), score, x, noise));
                return row.Name.StartsWith("absorbing, alpha = 1 - t^2", StringComparison.Ordinal) || row.Rate is UniformRate
                    ? Decide.That($"Euler's is further at {string.Join(" ", xt)}", CertainlyLess(tweedie, euler), $"{(double)euler:R}, Tweedie's {(double)tweedie:R}")
                    : Decide.That($"as far at {string.Join(" ", xt)}", tweedie.Overlaps(euler), $"{(double)euler:R}, Tweedie's {(double)tweedie:R}");
            });
        }, "two tokens of p = 1/2, 1/8, 1/8, 1/4, every x_t whose true step is not certain", "t from 3/4 to 1/2; KL(true step || independent draws)", [Trust]);

    [Exact]
    public ExactOutcome Negative_probabilities() => Exact.Rows(new[] { (Steps: 12, IsALaw: false), (Steps: 13, IsALaw: true) }, row =>
    [
        Printed.Rounds("reveal probability over dt at t = 0", GeometricReveal(Zero, One), "12.2055"),
        .. Enumerable.Range(1, row.IsALaw ? row.Steps : 1).Select(i =>
        {
            BigReal stays = 1 - GeometricReveal(FromFraction(i, row.Steps), FromFraction(1, row.Steps));
            return Decide.That($"sign of the probability to stay masked, step from t = {i}/{row.Steps}", (row.IsALaw ? stays : -stays).IsCertainlyPositive, $"{(double)stays:R}");
        }),
    ], "the last of 12 steps, all of 13", "geometric schedule, sigma from 1e-4 to 20", [Trust]);

    [Refutes("eq. 17 read literally, Q[x_t][x_t] on the diagonal", Link = "SEDD, arXiv:2310.16834, eq. 17 as printed")]
    public RefutationOutcome Literal_diagonal() => Refute.Identity(new FirstOrder(3), new Literal());

    [Refutes("Q[x_t][a] in the place of Q[a][x_t]")]
    public RefutationOutcome Row_of_the_rates() => Refute.Identity(new FirstOrder(3), new OfTheRow());

    [Refutes("that Euler's step is Tweedie's under the geometric schedule as well")]
    public RefutationOutcome Geometric_schedule()
    {
        (BigReal t, BigReal dt) = (FromFraction(1, 2), FromFraction(1, 10));
        var linear = new LogLinear();
        return Refute.AtWitness("t = 0.5, s = 0.4",
            () => [IsTweedies(LinearReveal(linear, t, dt), linear.Alpha(t - dt), linear.Alpha(t))],
            () => [IsTweedies(GeometricReveal(t, dt), geometric.Alpha(t - dt), geometric.Alpha(t))]);
    }

    static readonly Geometric geometric = new(1e-4, 20);

    static BigReal GeometricReveal(BigReal t, BigReal dt) => SamplerSteps.EulerReveal(geometric.Alpha(t), NoiseAmount.Slope(geometric, t) * dt);

    static BigReal LinearReveal(LogLinear schedule, BigReal t, BigReal dt) => SamplerSteps.EulerReveal(schedule.Alpha(t), NoiseAmount.Slope(schedule, t) * dt);

    static Decision IsTweedies(BigReal reveal, BigReal alphaS, BigReal alphaT)
    {
        BigReal tweedie = MaskedFormulas.RevealProbability(alphaS, alphaT);
        return Decide.That("reveal probability", reveal.Overlaps(tweedie), $"{(double)reveal:R}, Tweedie's {(double)tweedie:R}");
    }

    sealed class Literal() : FirstOrder(3)
    {
        protected override T[] Step<T>(T[][] rate, T[] score, int xt, T noise) => RatioStepMistakes.LiteralDiagonal(rate, score, xt, noise);
    }

    sealed class OfTheRow() : FirstOrder(3)
    {
        protected override T[] Step<T>(T[][] rate, T[] score, int xt, T noise) => RatioStepMistakes.EulerOfTheRow(rate, score, xt, noise);
    }

    /// <summary>I + noise Qbar, Qbar the rates backward, which are those of Bayes (SEDD.4).</summary>
    class FirstOrder(int categories) : IIdentity
    {
        protected virtual T[] Step<T>(T[][] rate, T[] score, int xt, T noise) where T : IField<T> => SamplerSteps.Euler(rate, score, xt, noise);

        public IReadOnlyList<string> Variables { get; } = FormalRates.Names(categories).Vector("p", categories).Scalars("noise");
        public string Shapes => $"V = {categories}, any rates, law and noise, every x_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] rate = FormalRates.Rates(read, categories);
            T[] p = read.Vector(categories);
            T noise = read.Scalar();
            T[][] backward = ReverseRates.Of(rate, p), scores = ConcreteScores.Of(p);
            for (int xt = 0; xt < categories; xt++)
            {
                T[] step = Step(rate, scores[xt], xt, noise);
                yield return (step.Sum(), T.One);
                // What eq. 17 adds up to as it is printed.
                yield return (RatioStepMistakes.LiteralDiagonal(rate, scores[xt], xt, noise).Sum(), 1 + noise * LinearAlgebra.Combine(p, rate)[xt] / p[xt]);
                for (int a = 0; a < categories; a++) yield return ((a == xt ? T.One : T.Zero) + noise * backward[xt][a], step[a]);
            }
        }
    }

    sealed class Tangent : IIdentity
    {
        public IReadOnlyList<string> Variables => ["alphaS", "alphaT", "dAlpha", "dt"];
        public string Shapes => "any alphas, slope and step";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alphaS, T alphaT, T dAlpha, T dt) = (x[0], x[1], x[2], x[3]);
            yield return (
                SamplerSteps.EulerReveal(alphaT, NoiseAmount.Slope(alphaT, dAlpha) * dt) - MaskedFormulas.RevealProbability(alphaS, alphaT),
                (-dAlpha * dt - (alphaS - alphaT)) / (1 - alphaT));
        }
    }

    sealed class UnderAbsorbing : IIdentity
    {
        public IReadOnlyList<string> Variables => ["t", "s", "eps", "q1", "q2"];
        public string Shapes => "three tokens and the mask, any prediction that sums to 1, any eps and times, alpha = 1 - (1 - eps) t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T t, T s, T eps) = (x[0], x[1], x[2]);
            T alphaS = 1 - (1 - eps) * s, alphaT = 1 - (1 - eps) * t, noise = NoiseAmount.Slope(alphaT, eps - 1) * (t - s);
            T[] score = [.. ScoreEntropyFormulas.FromMean([x[3], x[4], 1 - x[3] - x[4]], alphaT), T.One];
            AbsorbingRate rate = new(4, 3);
            T[] euler = SamplerSteps.Euler(rate.Rate<T>(), score, 3, noise);
            foreach (var side in euler.Zip(SamplerSteps.Tweedie(rate, score, 3, alphaT / alphaS))) yield return side;
            yield return (euler[..3].Sum(), (t - s) / t);
            yield return (SamplerSteps.EulerReveal(alphaT, noise), (t - s) / t);
        }
    }
}
