using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.8", "Autoregression is a D3PM: if step t masks the position n - t for certain, n positions and n steps, the bound is the sum over positions of -log p(x_i | x_{<i}), whatever the model puts on the positions not yet revealed.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, section 4",
    Oracle = "the divergences of D3PM's posterior and reverse model at every position and step, from matrices")]
public class AutoregressionAsDiffusion
{
    [Identity]
    public IdentityOutcome Bound() => Prove.LogIdentity(new Deterministic(3, 3));

    [Refutes("the losses of all masked positions at every step")]
    public RefutationOutcome All_masked_positions() => Refute.LogIdentity(new Deterministic(3, 3), new EveryMask());

    sealed class EveryMask() : Deterministic(3, 3)
    {
        protected override T Loss<T>(T[][] losses) => CategoricalModelMistakes.AllMaskedPositions(losses);
    }

    /// <summary>The model's row is free at every step and masked position.</summary>
    class Deterministic(int length, int categories) : ILogIdentity
    {
        /// <param name="losses">[T], at step t of the positions n - t .. n - 1.</param>
        protected virtual T Loss<T>(T[][] losses) where T : IField<T> => losses.Select(step => step[0]).Sum();

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("p", length * (length + 1) / 2, categories - 2);
        public string Shapes => $"n = T = {length}, K = {categories} with the mask, any model";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            int mask = categories - 1;
            int[] x0 = [.. Enumerable.Range(0, length).Select(i => i % mask)];
            T[][][] rows = [.. Enumerable.Range(1, length).Select(t => read.Matrix(t, categories - 2).Select(PredictedRows.WithoutMask).ToArray())];
            var kernel = new AbsorbingKernel(categories, mask);
            T bound = T.Zero;
            for (int i = 0; i < length; i++)
            {
                T[][][] steps = [.. Enumerable.Range(1, length).Select(t => kernel.Step(t == length - i ? T.One : T.Zero))];
                T[][][] products = CategoricalFormulas.Cumulative(steps, categories);
                for (int t = 1; t <= length; t++)
                {
                    int At(int time) => i >= length - time ? mask : x0[i];
                    T[] row = At(t) == mask ? rows[t - 1][i - (length - t)] : LinearAlgebra.Identity<T>(categories)[x0[i]];
                    bound += CategoricalFormulas.KullbackLeibler(
                        CategoricalFormulas.Posterior(steps[t - 1], products[t - 1], x0[i], At(t)),
                        CategoricalFormulas.Reverse(steps[t - 1], products[t - 1], row, At(t)), [At(t - 1)]);
                }
            }
            yield return (bound, Loss<T>([.. rows.Select((step, t) => step.Select((row, i) => -T.Log(row[x0[length - 1 - t + i]])).ToArray())]));
        }
    }
}

[Claim("D3PM.9", "For two tokens under absorbing noise of beta_t = 1/(T - t + 1) and the exact conditionals, the expected bound of T steps is H(X_1, X_2) + I(X_1; X_2)/T: both are revealed in one step with probability 1/T, and then by their marginals.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 1, evaluated",
    Oracle = "the divergences of D3PM's posterior and reverse model, from matrices, summed over every x_t and x_0")]
public class TwoTokens
{
    [Identity]
    public IdentityOutcome Any_law() => Prove.LogIdentity(new Bound(3));

    [Exact]
    public ExactOutcome Figures() => Exact.Rows(new[] { (1, "1.366159"), (2, "1.323007"), (5, "1.297115"), (50, "1.281580") }, row =>
    {
        BigReal[][] p = [[Parse("0.4"), Parse("0.1")], [Parse("0.2"), Parse("0.3")]];
        return [Printed.Rounds($"bound of {row.Item1} steps", Bound.Expected(p, row.Item1), row.Item2)];
    }, "p = 0.4, 0.1, 0.2, 0.3", "T = 1, 2, 5, 50", ["the true bound lies in the computed ball of sixty digits"]);

    [Refutes("that the bound is the entropy at every T")]
    public RefutationOutcome Entropy_alone() => Refute.LogIdentity(new Bound(3), new WithoutInformation());

    sealed class WithoutInformation() : Bound(3)
    {
        protected override T Closed<T>(T entropy, T information, int steps) => entropy;
    }

    internal class Bound(int most) : ILogIdentity
    {
        protected virtual T Closed<T>(T entropy, T information, int steps) where T : IField<T> => entropy + information / steps;

        public IReadOnlyList<string> Variables => ["p11", "p12", "p21"];
        public string Shapes => $"2 tokens of 2 categories and the mask, any joint law, T = 1..{most}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            T[][] p = [[x[0], x[1]], [x[2], 1 - x[0] - x[1] - x[2]]];
            T[] first = [.. p.Select(row => row.Sum())], second = [p[0][0] + p[1][0], p[0][1] + p[1][1]];
            T entropy = NoiseSchedules.Entropy([.. p.SelectMany(row => row)], [0, 1, 2, 3]);
            T information = NoiseSchedules.Entropy(first, [0, 1]) + NoiseSchedules.Entropy(second, [0, 1]) - entropy;
            for (int steps = 1; steps <= most; steps++) yield return (Expected(p, steps), Closed(entropy, information, steps));
        }

        public static T Expected<T>(T[][] p, int steps) where T : ILogField<T>
        {
            var chain = new AbsorbingChain<T>(3, 2, NoiseSchedules.Absorbing<T>(steps));
            T[][] marginals = [[.. p.Select(row => row.Sum())], [p[0][0] + p[1][0], p[0][1] + p[1][1]]];
            T sum = T.Zero;
            for (int a = 0; a < 2; a++)
                for (int b = 0; b < 2; b++)
                {
                    int[] x0 = [a, b];
                    T[] Row(int set, int i) => (set >> i & 1) == 0
                        ? LinearAlgebra.Identity<T>(3)[x0[i]]
                        : [.. set == 3 ? marginals[i] : CategoricalFormulas.Normalised(i == 0 ? [p[0][x0[1]], p[1][x0[1]]] : p[x0[0]]), T.Zero];
                    for (int t = 1; t <= steps; t++) sum += p[a][b] * AbsorbingBounds.Term(chain, t, x0, Row, t == steps);
                }
            return sum;
        }
    }
}
