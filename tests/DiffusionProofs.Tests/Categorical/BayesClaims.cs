using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.3", "q(x_{t-1} = j | x_t, x_0) = Q_t[j, x_t] (Q_1 ... Q_{t-1})[x_0, j]/(Q_1 ... Q_t)[x_0, x_t], for steps that are neither symmetric nor commute; for steps of rank one and the identity it needs no matrix.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 3",
    Refined = "undefined where x_t cannot come from x_0",
    Oracle = "Bayes' theorem over all paths x_1 ... x_T")]
public class PosteriorOfAStep
{
    [Identity]
    public IdentityOutcome Over_all_paths() => Prove.Identity(new ByPaths(2, 3), new ByPaths(3, 2), new ByPaths(3, 3));

    [Identity]
    public IdentityOutcome Without_a_matrix() => Prove.Identity(new RankOne(2), new RankOne(3), new RankOne(4));

    [Sampled]
    public SampledOutcome On_tensors(On on) => ChainsOnTensors.Posterior(on);

    [Sampled]
    public SampledOutcome Fifty_thousand_categories(On on) => LargeVocabularyNoise.Posteriors(on);

    [Exact]
    public ExactOutcome Edges() => Exact.Rows(new[] { "uniform", "absorbing" }, name =>
    {
        ITransitionKernel kernel = name == "uniform" ? new UniformKernel(3) : new AbsorbingKernel(3, 2);
        Rational[][] half = kernel.Step(new Rational(1, 2)), still = kernel.Step<Rational>(0), all = kernel.Step<Rational>(1), identity = LinearAlgebra.Identity<Rational>(3);
        return
        [
            Decide.EqualAll("beta = 0: x_{t-1} is x_t", identity[2], CategoricalFormulas.Posterior(still, half, 0, 2)),
            Decide.EqualAll("beta = 1: x_t tells nothing", half[0], CategoricalFormulas.Posterior(all, half, 0, 2)),
            Decide.EqualAll("t = 1: x_0", identity[0], CategoricalFormulas.Posterior(half, identity, 0, 2)),
            Decide.EqualAll("x_0 = x_t, t = 1", identity[2], CategoricalFormulas.Posterior(half, identity, 2, 2)),
            Decide.EqualAll("absorbing and uniform noise at once, beta = 0", identity[2], RankOneStep<Rational>.Identity.Posterior(RankOneStep<Rational>.Of(new(1, 4), new(1, 3)), 0, 2, 3, 2)),
            Decide.EqualAll("absorbing and uniform noise at once, nothing kept", RankOneStep<Rational>.Of(new(1, 4), new(1, 3)).Matrix(3, 2)[0],
                RankOneStep<Rational>.Of(new(2, 5), new(3, 5)).Posterior(RankOneStep<Rational>.Of(new(1, 4), new(1, 3)), 0, 2, 3, 2)),
            Decide.Equal("x_t that cannot come from x_0", "xt must be a category that x0 can become; x0 = 0 never becomes xt = 1.", Refusal(() => CategoricalFormulas.Posterior(still, identity, 0, 1))),
            Decide.Equal("the same without a matrix", "xt must be a category that x0 can become; x0 = 0 never becomes xt = 1.",
                Refusal(() => RankOneStep<Rational>.OfAbsorbing(new(1, 2)).Posterior(RankOneStep<Rational>.Identity, 0, 1, 3, 2))),
        ];
    }, "K = 3", "beta = 0, 1/2, 1");

    [Exact]
    public ExactOutcome Ends_of_the_chain_and_fewest_categories() => Exact.Rows(new[] { 1, 2, 5 }, steps =>
    {
        Rational[] betas = NoiseSchedules.Absorbing<Rational>(steps), kept = NoiseSchedules.Survival(betas);
        var absorbing = new AbsorbingKernel(3, 2);
        Rational[][] one = new UniformKernel(1).Step(new Rational(1, 2)), two = new UniformKernel(2).Step(new Rational(1, 3)), before = new UniformKernel(2).Step(new Rational(1, 2));
        return
        [
            Decide.EqualAll("t = T: x_T is the mask, revealed with 1/T", [new(1, steps), 0, new(steps - 1, steps)],
                CategoricalFormulas.Posterior(absorbing.Step(betas[^1]), absorbing.Cumulative(kept[^2]), 0, 2)),
            Decide.EqualAll("x_0 the mask, t = T", [0, 0, 1], CategoricalFormulas.Posterior(absorbing.Step(betas[^1]), absorbing.Cumulative(kept[^2]), 2, 2)),
            Decide.EqualAll("mass on the mask in the prediction: half of it stays whatever x_t reveals", [new(1, 2 * steps), 0, 1 - new Rational(1, 2 * steps)],
                CategoricalFormulas.Reverse(absorbing.Step(betas[^1]), absorbing.Cumulative(kept[^2]), [new(1, 2), 0, new(1, 2)], 2)),
            Decide.EqualAll("K = 1", [1], CategoricalFormulas.Posterior(one, one, 0, 0)),
            // 3/4 5/6 against 1/4 1/6: a coin.
            Decide.EqualAll("K = 2", [new(15, 16), new(1, 16)], CategoricalFormulas.Posterior(two, before, 0, 0)),
        ];
    }, "T = 1, 2, 5; K = 1, 2, 3", "beta = 1/(T - t + 1), and uniform noise");

    [Refutes("the row x_t of Q_t", Link = "https://github.com/microsoft/VQ-Diffusion/issues/20")]
    public RefutationOutcome Row_of_the_step() => Refute.Identity(new ByPaths(3, 2), new WithTheRow());

    [Refutes("divided by x_t noised another t steps instead of q(x_t | x_0)", Link = "https://github.com/mhh0318/UniD3/issues/1")]
    public RefutationOutcome Evidence_from_the_noisy_token() => Refute.Identity(new ByPaths(3, 2), new WithWrongEvidence());

    [Refutes("the law of the noise as the number pi[x_t]", Link = "https://github.com/google/hackable_diffusion/pull/29")]
    public RefutationOutcome Scalar_invariant()
    {
        var kernel = new AbsorbingKernel(3, 2);
        Rational[][] step = kernel.Step(new Rational(1, 4)), before = kernel.Cumulative(new Rational(2, 3));
        static Decision IsThePosterior(Rational[] law) => Decide.EqualAll("posterior at the mask", [new(1, 3), 0, new(2, 3)], law);
        return Refute.AtWitness("absorbing noise, K = 3, alpha = 2/3 before a step of 1/4, x_0 = 0, x_t the mask",
            () => [IsThePosterior(CategoricalFormulas.Posterior(step, before, 0, 2))],
            () => [IsThePosterior(CategoricalPosteriorMistakes.ScalarInvariant(step, new Rational(2, 3), [0, 0, 1], 0, 2))]);
    }

    [Refutes("x_{t-1} drawn from q(x_{t-1} | x_0) within the posterior", Link = "https://github.com/ehoogeboom/multinomial_diffusion/issues/6")]
    public RefutationOutcome Drawn_within() => Refute.Identity(new ByPaths(3, 2), new DrawnWithin());

    [Refutes("the product of t steps where t - 1 belong")]
    public RefutationOutcome Product_with_the_step() => Refute.Identity(new ByPaths(3, 2), new OneStepTooFar());

    static string Refusal(Action action)
    {
        try
        {
            action();
            return "an answer";
        }
        catch (DivideByZeroException e)
        {
            return e.Message;
        }
    }

    sealed class WithTheRow() : ByPaths(3, 2)
    {
        protected override T[] Posterior<T>(T[][] step, T[][] before, int x0, int xt) => CategoricalPosteriorMistakes.RowOfTheStep(step, before, x0, xt);
    }

    sealed class WithWrongEvidence() : ByPaths(3, 2)
    {
        protected override T[] Posterior<T>(T[][] step, T[][] before, int x0, int xt) => CategoricalPosteriorMistakes.EvidenceFromTheNoisyToken(step, before, x0, xt);
    }

    sealed class DrawnWithin() : ByPaths(3, 2)
    {
        protected override T[] Posterior<T>(T[][] step, T[][] before, int x0, int xt) => CategoricalPosteriorMistakes.DrawnBefore(before, x0);
    }

    sealed class OneStepTooFar() : ByPaths(3, 2)
    {
        protected override T[] Posterior<T>(T[][] step, T[][] before, int x0, int xt) => CategoricalPosteriorMistakes.ProductWithTheStep(step, before, x0, xt);
    }

    class ByPaths(int categories, int steps) : IIdentity
    {
        protected virtual T[] Posterior<T>(T[][] step, T[][] before, int x0, int xt) where T : IField<T> => CategoricalFormulas.Posterior(step, before, x0, xt);

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, steps);
        public string Shapes => $"K = {categories}, T = {steps}, any row-stochastic steps, t = 2..T, every x_0, x_t and x_{{t-1}}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][][] each = FormalChain.Steps(new VariableReader<T>(x), categories, steps), products = CategoricalFormulas.Cumulative(each, categories);
            for (int x0 = 0; x0 < categories; x0++)
            {
                (int[] Path, T Probability)[] paths = [.. ChainPaths.All(categories, steps).Select(path => (path, ChainPaths.Forward(each, x0, path)))];
                for (int t = 2; t <= steps; t++)
                    for (int xt = 0; xt < categories; xt++)
                    {
                        T Sum(Func<int, bool> before) => paths.Where(p => p.Path[t - 1] == xt && before(p.Path[t - 2])).Select(p => p.Probability).Sum();
                        T all = Sum(_ => true);
                        T[] posterior = Posterior(each[t - 1], products[t - 1], x0, xt);
                        for (int j = 0; j < categories; j++) yield return (Sum(before => before == j) / all, posterior[j]);
                    }
            }
        }
    }

    sealed class RankOne(int categories) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["alpha", "beta", "nextAlpha", "nextBeta"];
        public string Shapes => $"K = {categories}, any rates, each mask id, every x_0 and x_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            for (int mask = 0; mask < categories; mask++)
            {
                (RankOneStep<T> First, RankOneStep<T> Next, bool ReachesAll)[] pairs =
                [
                    (RankOneStep<T>.Of(x[0], x[1]), RankOneStep<T>.Of(x[2], x[3]), true),
                    (RankOneStep<T>.OfUniform(x[1]), RankOneStep<T>.OfUniform(x[3]), true),
                    (RankOneStep<T>.OfAbsorbing(x[0]), RankOneStep<T>.OfAbsorbing(x[2]), false),
                ];
                foreach (var (first, next, reachesAll) in pairs)
                    for (int x0 = 0; x0 < categories; x0++)
                        for (int xt = 0; xt < categories; xt++)
                        {
                            if (!reachesAll && xt != x0 && xt != mask) continue;
                            foreach (var side in CategoricalFormulas.Posterior(next.Matrix(categories, mask), first.Matrix(categories, mask), x0, xt)
                                .Zip(next.Posterior(first, x0, xt, categories, mask))) yield return side;
                        }
            }
        }
    }
}

[Claim("D3PM.4", "D3PM's reverse model, eq. 4, is not the mixture of the posteriors under the prediction: it gives the true reverse step when it is fed the data's law p(x_0), the mixture when it is fed q(x_0 | x_t). The two are one for one-hot predictions, and where every predicted x_0 becomes x_t with one probability, as absorbing noise does at the mask.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 4 and section 3.3",
    Refined = "for one token; fed q(x_0 | x_t), the optimum of the auxiliary cross-entropy, eq. 4 is in general not the true reverse step",
    Oracle = "Bayes' theorem on the joint law of x_0, x_{t-1} and x_t")]
public class ReverseModel
{
    [Identity]
    public IdentityOutcome Fed_what_each_must_be() => Prove.Identity(new TrueReverse(2), new TrueReverse(3));

    [Identity]
    public IdentityOutcome One_at_the_mask_and_for_one_hot_predictions() => Prove.Identity(new Agreement(3), new Agreement(4));

    [Sampled]
    public SampledOutcome On_tensors(On on) => ChainsOnTensors.Reverse(on);

    [Exact]
    public ExactOutcome Counterexample() => Exact.Rows(new[] { 0 }, xt =>
    {
        var kernel = new UniformKernel(3);
        Rational[][] before = kernel.Step(new Rational(3, 10)), step = kernel.Step(new Rational(1, 2));
        Rational[] p0 = [new(6, 10), new(3, 10), new(1, 10)], law = LinearAlgebra.Combine(p0, before), rows = [.. LinearAlgebra.Multiply(before, step).Select(row => row[xt])];
        Rational[] given = CategoricalFormulas.Normalised([.. p0.Zip(rows, (p, q) => p * q)]);
        Rational[] reverse = CategoricalFormulas.Normalised([.. law.Select((p, j) => p * step[j][xt])]);
        return
        [
            Decide.EqualAll("true reverse step", [new(13, 16), new(31, 256), new(17, 256)], reverse),
            Decide.EqualAll("mixture", reverse, CategoricalFormulas.MixtureOfPosteriors(step, before, given, xt, [0, 1, 2])),
            .. CategoricalFormulas.Reverse(step, before, given, xt).Zip(["0.88492", "0.06950", "0.04559"],
                (value, printed) => Printed.Rounds("eq. 4 fed q(x_0 | x_t)", value.In<BigReal>(), printed)),
        ];
    }, "uniform noise, K = 3", "beta = 0.3, 0.5; p = 0.6, 0.3, 0.1; t = 2, x_t = 0");

    [Refutes("eq. 4 fed q(x_0 | x_t) as the true reverse step", Link = "https://github.com/cientgu/VQ-Diffusion/issues/13")]
    public RefutationOutcome Fed_the_posterior() => Refute.Identity(new TrueReverse(3), new FedThePosterior());

    sealed class FedThePosterior() : TrueReverse(3)
    {
        protected override T[] Mixture<T>(T[][] step, T[][] before, T[] predicted, int xt) => CategoricalFormulas.Reverse(step, before, predicted, xt);
    }

    class TrueReverse(int categories) : IIdentity
    {
        protected virtual T[] Mixture<T>(T[][] step, T[][] before, T[] predicted, int xt) where T : IField<T> =>
            CategoricalFormulas.MixtureOfPosteriors(step, before, predicted, xt, Enumerable.Range(0, categories));

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, 2).Vector("p", categories - 1);
        public string Shapes => $"K = {categories}, t = 2, any row-stochastic steps and law of x_0";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][][] steps = FormalChain.Steps(read, categories, 2);
            T[] p0 = FormalChain.Row(read.Vector(categories - 1));
            for (int xt = 0; xt < categories; xt++)
            {
                T Joint(int x0, int x1) => p0[x0] * ChainPaths.Forward(steps, x0, [x1, xt]);
                T[] given = CategoricalFormulas.Normalised([.. Enumerable.Range(0, categories).Select(x0 => Enumerable.Range(0, categories).Select(x1 => Joint(x0, x1)).Sum())]);
                T[] reverse = CategoricalFormulas.Normalised([.. Enumerable.Range(0, categories).Select(x1 => Enumerable.Range(0, categories).Select(x0 => Joint(x0, x1)).Sum())]);
                foreach (var side in reverse.Zip(Mixture(steps[1], steps[0], given, xt))) yield return side;
                foreach (var side in reverse.Zip(CategoricalFormulas.Reverse(steps[1], steps[0], p0, xt))) yield return side;
            }
        }
    }

    sealed class Agreement(int categories) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, 2).Scalars("alpha", "beta").Vector("p", categories - 2);
        public string Shapes => $"K = {categories}; absorbing noise at the mask, any rates and prediction; one-hot predictions, any row-stochastic steps";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][][] steps = FormalChain.Steps(read, categories, 2);
            (T alpha, T beta) = (read.Scalar(), read.Scalar());
            int mask = categories - 1;
            var kernel = new AbsorbingKernel(categories, mask);
            T[] predicted = PredictedRows.WithoutMask(read.Vector(categories - 2));
            foreach (var side in CategoricalFormulas.Reverse(kernel.Step(beta), kernel.Cumulative(alpha), predicted, mask)
                .Zip(CategoricalFormulas.MixtureOfPosteriors(kernel.Step(beta), kernel.Cumulative(alpha), predicted, mask, Enumerable.Range(0, mask)))) yield return side;
            for (int x0 = 0; x0 < categories; x0++)
                for (int xt = 0; xt < categories; xt++)
                    foreach (var side in CategoricalFormulas.Reverse(steps[1], steps[0], LinearAlgebra.Identity<T>(categories)[x0], xt)
                        .Zip(CategoricalFormulas.Posterior(steps[1], steps[0], x0, xt))) yield return side;
        }
    }
}
