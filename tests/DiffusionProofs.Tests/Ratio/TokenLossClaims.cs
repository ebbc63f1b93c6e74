using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.7", "SEDD's code sums the bound's integrand over all y in closed form, with e = expm1(sigma): for uniform noise by the ratio e/(e + V), at x_t = x_0 and elsewhere, for absorbing noise by 1/e at the mask, and 0 at a token. The score at x_t itself counts for nothing.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 10, 15 and 16, code, graph_lib",
    Refined = "the code writes the ratio 1 - V/(e + V): the same, but 0 in float32 for e up to half a unit in the last place of V, which is a quarter of all times for V = 50257 and the geometric schedule from 1e-4 to 20",
    Oracle = "the sum over y, with the rates and transitions as matrices")]
public class LossesOfTokens
{
    [Identity]
    public IdentityOutcome Uniform_noise() => Prove.LogIdentity(new OfUniform(5));

    [Identity]
    public IdentityOutcome Absorbing_noise() => Prove.LogIdentity(new OfAbsorbing());

    [Exact]
    public ExactOutcome Where_float32_loses_the_ratio() => Exact.Rows(new[] { (V: 50257, E: Math.ScaleB(1, -9)), (V: 1000, E: Math.ScaleB(1, -15)), (V: 27, E: Math.ScaleB(1, -20)) }, row =>
    {
        Float32 e = new((float)row.E), above = new((float)(row.E * 1.5));
        return
        [
            Decide.Equal("subtracted, at half a unit of V", 0, RatioLossMistakes.UniformRatioBySubtraction(e, row.V).Value),
            Decide.That("subtracted, at 3/4 of a unit", RatioLossMistakes.UniformRatioBySubtraction(above, row.V).Value > 0, $"{above}"),
            IsNear(TokenScoreEntropy.UniformRatio(e, row.V), e, row.V),
        ];
    }, "V = 50257, 1000 and 27", "e = 2^-9, 2^-15 and 2^-20: sigma = 1.951e-3, 3.05e-5 and 9.5e-7");

    [Exact]
    public ExactOutcome How_many_times() => Exact.Rows(new[] { 0 }, _ =>
    {
        // sigma(t) = 1e-4 (2e5)^t reaches log(1 + 2^-9) there.
        BigReal lost = BigReal.Log1p(BigReal.One / 512);
        return (Decision[])
        [
            Printed.Rounds("sigma below which nothing is left", lost, "0.001951"),
            Printed.Rounds("t", BigReal.Log(lost * 10_000) / BigReal.Log(BigReal.From(200_000)), "0.243"),
        ];
    }, "V = 50257", "the geometric schedule from 1e-4 to 20");

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.Integrand(on);

    [Sampled]
    public SampledOutcome Large_vocabulary_on_tensors(On on) => LargeVocabularyRatios.Integrand(on);

    [Refutes("the ratio as 1 - V/(e + V) in float32", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/blob/main/graph_lib.py")]
    public RefutationOutcome Ratio_by_subtraction()
    {
        const int V = 50257;
        Float32 e = new((float)Math.Exp(1e-3) - 1);
        return Refute.AtWitness("V = 50257, sigma = 0.001, in float32",
            () => [IsNear(TokenScoreEntropy.UniformRatio(e, V), e, V)], () => [IsNear(RatioLossMistakes.UniformRatioBySubtraction(e, V), e, V)]);
    }

    [Refutes("x_t's own score kept in the sums, without the log score 0 there")]
    public RefutationOutcome Own_score() => Refute.LogIdentity(new OfUniform(3), new OwnScore());

    [Refutes("r = e at the mask, upside down")]
    public RefutationOutcome Upside_down() => Refute.LogIdentity(new OfAbsorbing(), new UpsideDown());

    [Refutes("absorbing noise: every other state weighed, whatever x_t", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/18")]
    public RefutationOutcome Every_state() => Refute.LogIdentity(new OfAbsorbing(), new EveryState());

    /// <summary>Two roundings: within 2^-22 of the fraction, relatively.</summary>
    static Decision IsNear(Float32 ratio, Float32 e, int v)
    {
        Rational exact = TokenScoreEntropy.UniformRatio(Rational.FromDouble(e.Value), v), error = Rational.Abs(Rational.FromDouble(ratio.Value) - exact);
        return Decide.That("ratio within 2^-22 of e/(e + V)", error * (1 << 22) <= exact, $"{ratio.Value:R}, where {exact.ToDouble():R} is expected");
    }

    sealed class OwnScore() : OfUniform(3)
    {
        protected override T Loss<T>(T[] score, T[] logScore, int xt, int x0, T expm1Sigma) => RatioLossMistakes.UniformWithOwnScore(score, logScore, xt, x0, expm1Sigma);
    }

    sealed class UpsideDown : OfAbsorbing
    {
        protected override T Loss<T>(T[] score, T[] logScore, int xt, int x0, int mask, T expm1Sigma) =>
            RatioLossMistakes.AbsorbingUpsideDown(score, logScore, xt, x0, mask, expm1Sigma);
    }

    sealed class EveryState : OfAbsorbing
    {
        protected override T Sum<T>(T[][] rate, T[] conditional, T[] score, int xt, Func<int, bool> reaches) =>
            RatioLossMistakes.IntegrandOfEveryState(conditional, score, xt, T.One, reaches);
    }

    static T[] Logs<T>(T[] score) where T : ILogField<T> => [.. score.Select(T.Log)];

    class OfUniform(int largest) : ILogIdentity
    {
        protected virtual T Loss<T>(T[] score, T[] logScore, int xt, int x0, T expm1Sigma) where T : ILogField<T> =>
            TokenScoreEntropy.Uniform(score, logScore, xt, x0, expm1Sigma);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha").Vector("s", largest);
        public string Shapes => $"V = 2..{largest}, every x_t and x_0, any alpha and scores";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            for (int v = 2; v <= largest; v++)
            {
                T[] score = [.. x.Skip(1).Take(v)];
                UniformRate rate = new(v);
                for (int xt = 0; xt < v; xt++)
                    for (int x0 = 0; x0 < v; x0++)
                        yield return (Loss(score, Logs(score), xt, x0, NoiseAmount.Expm1(x[0])),
                            DwdseFormulas.Integrand(rate.Rate<T>(), rate.AtAlpha(x[0])[x0], score, xt, T.One, _ => true));
            }
        }
    }

    class OfAbsorbing : ILogIdentity
    {
        protected virtual T Loss<T>(T[] score, T[] logScore, int xt, int x0, int mask, T expm1Sigma) where T : ILogField<T> =>
            TokenScoreEntropy.Absorbing(score, logScore, xt, x0, mask, expm1Sigma);

        protected virtual T Sum<T>(T[][] rate, T[] conditional, T[] score, int xt, Func<int, bool> reaches) where T : ILogField<T> =>
            DwdseFormulas.Integrand(rate, conditional, score, xt, T.One, reaches);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha").Vector("s", 5);
        public string Shapes => "V = 2..5, the mask first, last and between, every x_0, x_t = x_0 and the mask, any alpha and scores";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            foreach (AbsorbingRate rate in FormalRates.Closed(5).OfType<AbsorbingRate>())
            {
                T[] score = [.. x.Skip(1).Take(rate.Categories)];
                foreach (int x0 in Enumerable.Range(0, rate.Categories).Where(token => token != rate.Mask))
                    foreach (int xt in new[] { x0, rate.Mask })
                        yield return (Loss(score, Logs(score), xt, x0, rate.Mask, NoiseAmount.Expm1(x[0])),
                            Sum(rate.Rate<T>(), rate.AtAlpha(x[0])[x0], score, xt, y => rate.Reaches(x0, y)));
            }
        }
    }
}

[Claim("SEDD.8", "Absorbing scores that sum to r = alpha/(1 - alpha), s = r q, make the loss at the mask -r log q(x_0): a cross-entropy, point by point. SEDD's scaling of the outputs is of that kind at zero logits, where q is even, and the expected loss a token is then -alpha' log(V - 1): (1 - eps) log(V - 1) at every time of the log-linear schedule, 10.81408 for 50257 tokens and 11073.618 for 1024 of them.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, code, transformer; Zheng et al., arXiv:2409.02908, eq. 58",
    Refined = "log(V - 1) with V - 1 the number of tokens, the mask left out; eps = 0.001",
    Oracle = "the sum over y with rates and transitions as matrices")]
public class ScaledScores
{
    [Identity]
    public IdentityOutcome Cross_entropy() => Prove.LogIdentity(new Collapse());

    [Exact]
    public ExactOutcome Loss_before_training() => Exact.Rows(new[] { 0 }, _ =>
    {
        LogLinear schedule = new();
        const int V = 50258;
        BigReal[] losses = [.. new[] { 0.0625, 0.96875 }.Select(BigReal.FromDouble).Select(t =>
        {
            // Equal scores, so one token stands for all but the true one.
            BigReal s = BigReal.Exp(OutputScaling.LogScore(BigReal.Zero, NoiseAmount.Total(schedule, t), V)), alpha = schedule.Alpha(t);
            BigReal atMask = (V - 2) * s + ScoreEntropyFormulas.Pair(s, 1 / NoiseAmount.Expm1(alpha));
            return (1 - alpha) * NoiseAmount.Slope(schedule, t) * atMask;
        })];
        return
        [
            Balls.Same("at two times", losses[0], losses[1]),
            Printed.Rounds("a token", losses[0], "10.81408"),
            Printed.Rounds("a sequence", 1024 * losses[0], "11073.618"),
        ];
    }, "50257 tokens and the mask, 1024 positions", "eps = 0.001, t = 1/16 and 31/32", [Balls.Trust]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.Scaling(on);

    [Refutes("scores as p(mask)/p(token)", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/16")]
    public RefutationOutcome Mask_over_token() => Refute.LogIdentity(new Collapse(), new UpsideDown());

    [Refutes("logits scaled without the number of tokens")]
    public RefutationOutcome Without_categories() => Refute.LogIdentity(new Collapse(), new Unscaled());

    [Refutes("a model that leaves mass on the mask")]
    public RefutationOutcome Leaking() => Refute.LogIdentity(new Collapse(), new Leak());

    sealed class UpsideDown : Collapse
    {
        protected override T[] Scores<T>(T[] q, T alpha) => ScoreEntropyMistakes.MaskOverToken(q, alpha);
    }

    sealed class Unscaled : Collapse
    {
        protected override T AtZero<T>(T alpha, int categories) => RatioLossMistakes.ScoreWithoutCategories(T.One, alpha);
    }

    sealed class Leak : Collapse
    {
        protected override T[] Predicted<T>(T[] q) => [.. q.Select(p => p / 2)];
    }

    class Collapse : ILogIdentity
    {
        protected virtual T[] Predicted<T>(T[] q) where T : IField<T> => q;

        protected virtual T[] Scores<T>(T[] q, T alpha) where T : IField<T> => ScoreEntropyFormulas.FromMean(q, alpha);

        protected virtual T AtZero<T>(T alpha, int categories) where T : IField<T> => OutputScaling.Score(T.One, alpha, categories);

        public IReadOnlyList<string> Variables { get; } = ["alpha", "rate", "q1", "q2"];
        public string Shapes => "two and three tokens and the mask, every x_0, any alpha, sigma' and prediction; zero logits of up to four tokens";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T alpha, T rate, T r) = (x[0], x[1], 1 / NoiseAmount.Expm1(x[0]));
            foreach (T[] law in (T[][])[[x[2], 1 - x[2]], [x[2], x[3], 1 - x[2] - x[3]]])
            {
                T[] q = Predicted(law), score = [.. Scores(q, alpha), T.One];
                for (int x0 = 0; x0 < q.Length; x0++) yield return (Integrand(score, x0, alpha, T.One), -r * T.Log(q[x0]));
            }
            for (int tokens = 1; tokens <= 4; tokens++)
            {
                T[] score = [.. Enumerable.Repeat(AtZero(alpha, tokens + 1), tokens), T.One];
                yield return (score[..tokens].Sum(), r);
                yield return ((1 - alpha) * Integrand(score, 0, alpha, rate), rate * alpha * T.Log(T.From(tokens)));
            }
        }

        static T Integrand<T>(T[] score, int x0, T alpha, T rate) where T : ILogField<T>
        {
            AbsorbingRate noise = new(score.Length, score.Length - 1);
            return DwdseFormulas.Integrand(noise.Rate<T>(), noise.AtAlpha(alpha)[x0], score, noise.Mask, rate, y => noise.Reaches(x0, y));
        }
    }
}
