using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.14", "The parts of the hybrid loss ask for different predictions. The bound's step is least where eq. 4 is fed p(x_0 | x_t of the other tokens), for one token p(x_0): there it is the true reverse step. The cross-entropy is least at q(x_0 | x_t). At the mask of absorbing noise both are one.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eqs. 4 and 5",
    Refined = "with the code's reading of lambda, which stands before the sum of the cross-entropies over t, T times their mean",
    Oracle = "the joint law of x_0, x_{t-1} and x_t; a divergence more for every other prediction")]
public class ConflictingOptima
{
    [Identity]
    public IdentityOutcome Least_step_and_least_cross_entropy() => Prove.LogIdentity(new Pythagoras());

    [Identity]
    public IdentityOutcome At_the_mask() => Prove.LogIdentity(new AbsorbingPythagoras());

    [Identity]
    public IdentityOutcome Two_tokens() => Prove.Identity(new LeaveOneOut());

    [Identity]
    public IdentityOutcome Weight_of_the_cross_entropy() => Prove.Identity(new Reading(2), new Reading(3), new Reading(5));

    [Refutes("that the bound's step is least at q(x_0 | x_t)", Link = "https://github.com/cientgu/VQ-Diffusion/issues/13")]
    public RefutationOutcome One_optimum() => Refute.LogIdentity(new Pythagoras(), new AtThePosterior());

    [Refutes("q(x_0 | x_t) of both tokens fed to eq. 4")]
    public RefutationOutcome Posterior_of_both_tokens() => Refute.Identity(new LeaveOneOut(), new NothingLeftOut());

    [Refutes("the bound's terms times T and the cross-entropy without it: lambda before the mean over t", Link = "https://github.com/samb-t/unleashing-transformers/blob/master/models/absorbing_diffusion.py")]
    public RefutationOutcome Mean_over_time() => Refute.Identity(new Reading(3), new MeanOverTime());

    sealed class AtThePosterior : Pythagoras
    {
        protected override T[] Best<T>(T[] law, T[] given) => given;
    }

    /// <summary>A step's mean loss, given x_t, is its least value and the divergence of the reverse step from the true one.</summary>
    class Pythagoras : ILogIdentity
    {
        protected virtual T[] Best<T>(T[] law, T[] given) where T : IField<T> => law;

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(2, 2).Scalars("p", "r");
        public string Shapes => "K = 2, one token, t = 2, any row-stochastic steps, law and prediction";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[][][] steps = FormalChain.Steps(read, 2, 2);
            T[] p0 = FormalChain.Row([read.Scalar()]), predicted = FormalChain.Row([read.Scalar()]);
            for (int xt = 0; xt < 2; xt++)
            {
                StepAt<T> at = new(steps, p0, xt, [0, 1], _ => [0, 1]);
                yield return (at.Loss(predicted), at.Least + CategoricalFormulas.KullbackLeibler(at.TrueReverse, CategoricalFormulas.Reverse(steps[1], steps[0], predicted, xt), [0, 1]));
                yield return (at.Loss(Best(p0, at.Given)), at.Least);
                yield return (at.CrossEntropy(predicted), NoiseSchedules.Entropy(at.Given, [0, 1]) + CategoricalFormulas.KullbackLeibler(at.Given, predicted, [0, 1]));
            }
        }
    }

    sealed class AbsorbingPythagoras : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["alpha", "beta", "p"];
        public string Shapes => "two tokens and the mask, any rates and law, x_t the mask";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var kernel = new AbsorbingKernel(3, 2);
            StepAt<T> at = new([kernel.Cumulative(x[0]), kernel.Step(x[1])], PredictedRows.WithoutMask([x[2]]), 2, [0, 1], x0 => [x0, 2]);
            yield return (at.Loss(at.Given), at.Least);
            yield return (at.CrossEntropy(at.Given), NoiseSchedules.Entropy(at.Given, [0, 1]));
        }
    }

    /// <summary>What is known of one token's step at x_t, by Bayes on the joint law.</summary>
    /// <param name="tokens">Where the law of x_0 is not 0.</param>
    /// <param name="between">The x_{t-1} between an x_0 and x_t.</param>
    sealed class StepAt<T>(T[][][] steps, T[] p0, int xt, int[] tokens, Func<int, int[]> between) where T : ILogField<T>
    {
        T Joint(int x0, int x1) => p0[x0] * ChainPaths.Forward(steps, x0, [x1, xt]);

        int[] All => [.. Enumerable.Range(0, p0.Length)];

        public T[] Given => CategoricalFormulas.Normalised([.. All.Select(x0 => All.Select(x1 => Joint(x0, x1)).Sum())]);

        public T[] TrueReverse => CategoricalFormulas.Normalised([.. All.Select(x1 => All.Select(x0 => Joint(x0, x1)).Sum())]);

        public T Least => Mean(_ => TrueReverse);

        public T Loss(T[] predicted) => Mean(_ => CategoricalFormulas.Reverse(steps[1], steps[0], predicted, xt));

        public T CrossEntropy(T[] predicted)
        {
            T[][] rows = [.. All.Select(_ => predicted)];
            return tokens.Select(x0 => Given[x0] * HybridLoss.CrossEntropy([T.One], [0], rows, x0)).Sum();
        }

        T Mean(Func<int, T[]> reverse) =>
            tokens.Select(x0 => Given[x0] * CategoricalFormulas.KullbackLeibler(CategoricalFormulas.Posterior(steps[1], steps[0], x0, xt), reverse(x0), between(x0))).Sum();
    }

    sealed class NothingLeftOut : LeaveOneOut
    {
        protected override T Weight<T>(T ofTheToken, T ofTheOther) => ofTheToken * ofTheOther;
    }

    class LeaveOneOut : IIdentity
    {
        /// <summary>How much an x_0 counts in the prediction for the first token, for what x_t says of it and of the other.</summary>
        protected virtual T Weight<T>(T ofTheToken, T ofTheOther) where T : IField<T> => ofTheOther;

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(2, 2).Scalars("p11", "p12", "p21");
        public string Shapes => "K = 2, two tokens, t = 2, any row-stochastic steps and joint law";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][][] steps = FormalChain.Steps(read, 2, 2);
            T[] free = read.Vector(3);
            T[][] p = [[free[0], free[1]], [free[2], 1 - free.Sum()]], product = LinearAlgebra.Multiply(steps[0], steps[1]);
            for (int xt = 0; xt < 2; xt++)
                for (int other = 0; other < 2; other++)
                {
                    T[] reverse = CategoricalFormulas.Normalised([.. Enumerable.Range(0, 2).Select(before =>
                        Sum((a, b) => p[a][b] * steps[0][a][before] * steps[1][before][xt] * product[b][other]))]);
                    T[] predicted = CategoricalFormulas.Normalised([.. Enumerable.Range(0, 2).Select(a =>
                        Sum((first, b) => first == a ? p[a][b] * Weight(product[a][xt], product[b][other]) : T.Zero))]);
                    foreach (var side in reverse.Zip(CategoricalFormulas.Reverse(steps[1], steps[0], predicted, xt))) yield return side;
                }
            static T Sum(Func<int, int, T> term) => Enumerable.Range(0, 4).Select(i => term(i / 2, i % 2)).Sum();
        }
    }

    sealed class MeanOverTime() : Reading(3)
    {
        protected override T Loss<T>(T[] terms, T[] crossEntropies, T lambda) => CategoricalModelMistakes.MeanCrossEntropy(terms, crossEntropies, lambda);
    }

    class Reading(int steps) : IIdentity
    {
        protected virtual T Loss<T>(T[] terms, T[] crossEntropies, T lambda) where T : IField<T> => HybridLoss.OverSteps(terms, crossEntropies, lambda);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("vb", steps).Vector("ce", steps).Scalars("lambda");
        public string Shapes => $"T = {steps}, any terms and weight";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            (T[] terms, T[] entropies, T lambda) = (read.Vector(steps), read.Vector(steps), read.Scalar());
            T drawn = T.Zero;
            for (int t = 0; t < steps; t++) drawn += (terms[t] + lambda * entropies[t]) / steps;
            yield return (steps * drawn, Loss(terms, entropies, lambda));
            yield return (terms.Sum() + steps * lambda * (entropies.Sum() / steps), Loss(terms, entropies, lambda));
        }
    }
}

[Claim("D3PM.15", "Eq. 4 over k steps, (Q_{t-k+1} ... Q_t)[j, x_t] (p Q_1 ... Q_{t-k})_j divided by its sum over j, is q(x_{t-k} | x_t) where p is the data's law, and k single steps fed with it lead to the same.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, section 3.3",
    Refined = "for one token; the print leaves the normalisation out",
    Oracle = "Bayes' theorem over all paths; the single steps one after another")]
public class SeveralStepsAtOnce
{
    [Identity]
    public IdentityOutcome Over_all_paths() => Prove.Identity(new ByPaths(2, 3), new ByPaths(3, 2));

    [Refutes("the product as it is printed, not normalised", Link = "D3PM, arXiv:2107.03006, section 3.3 as printed")]
    public RefutationOutcome Not_normalised() => Refute.Identity(new ByPaths(2, 3), new WithoutTheSum());

    [Refutes("Q_1 ... Q_{t-1} where Q_1 ... Q_{t-k} belongs")]
    public RefutationOutcome Product_of_a_single_step() => Refute.Identity(new ByPaths(2, 3), new WithTheLaterProduct());

    sealed class WithoutTheSum() : ByPaths(2, 3)
    {
        protected override T[] Reverse<T>(T[][][] steps, T[][][] products, int k, T[] predicted, int xt) =>
            CategoricalPosteriorMistakes.NotNormalised(steps, products[^(k + 1)], predicted, xt);
    }

    sealed class WithTheLaterProduct() : ByPaths(2, 3)
    {
        protected override T[] Reverse<T>(T[][][] steps, T[][][] products, int k, T[] predicted, int xt) =>
            CategoricalFormulas.ReverseOverSteps(steps, products[^2], predicted, xt);
    }

    class ByPaths(int categories, int length) : IIdentity
    {
        /// <param name="steps">The last k.</param>
        /// <param name="products">Q_1 ... Q_s for s = 0..t.</param>
        protected virtual T[] Reverse<T>(T[][][] steps, T[][][] products, int k, T[] predicted, int xt) where T : IField<T> =>
            CategoricalFormulas.ReverseOverSteps(steps, products[^(k + 1)], predicted, xt);

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, length).Vector("p", categories - 1);
        public string Shapes => $"K = {categories}, t = {length}, k = 1..{length}, any row-stochastic steps and law of x_0, every x_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][][] each = FormalChain.Steps(read, categories, length), products = CategoricalFormulas.Cumulative(each, categories);
            T[] p0 = FormalChain.Row(read.Vector(categories - 1));
            int[] all = [.. Enumerable.Range(0, categories)];
            (int[] Path, T Probability)[] paths = [.. from x0 in all from path in ChainPaths.All(categories, length) select ((int[])[x0, .. path], p0[x0] * ChainPaths.Forward(each, x0, path))];
            for (int xt = 0; xt < categories; xt++)
            {
                T[] stepped = LinearAlgebra.Identity<T>(categories)[xt];
                for (int k = 1; k <= length; k++)
                {
                    T[] reverse = Reverse(each[^k..], products, k, p0, xt);
                    T[] enumerated = CategoricalFormulas.Normalised([.. all.Select(j => paths.Where(p => p.Path[^1] == xt && p.Path[length - k] == j).Select(p => p.Probability).Sum())]);
                    foreach (var side in enumerated.Zip(reverse)) yield return side;
                    stepped = LinearAlgebra.Combine(stepped, [.. all.Select(j => CategoricalFormulas.Reverse(each[^k], products[length - k], p0, j))]);
                    foreach (var side in stepped.Zip(reverse)) yield return side;
                }
            }
        }
    }
}
