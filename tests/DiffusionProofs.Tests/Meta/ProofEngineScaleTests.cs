using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Meta;

/// <summary>Statements of the sizes that the chapters need, each decided in well under a second.</summary>
public class ProofEngineScaleTests
{
    /// <summary>A x = b for the x that elimination finds, A symmetric of formal entries.</summary>
    sealed class Elimination(int n) : IIdentity
    {
        public IReadOnlyList<string> Variables =>
            [.. from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, i + 1) select $"a{i}{j}", .. Enumerable.Range(0, n).Select(i => $"b{i}")];

        public string Shapes => $"n = {n}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] matrix = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => x[Math.Max(i, j) * (Math.Max(i, j) + 1) / 2 + Math.Min(i, j)]).ToArray())];
            T[] right = [.. x.Skip(n * (n + 1) / 2)];
            return LinearAlgebra.Multiply(matrix, LinearAlgebra.Solve(matrix, right)).Zip(right);
        }
    }

    /// <summary>q(x_{t-1} | x_t, x_0) q(x_t | x_0) = q(x_t | x_{t-1}) q(x_{t-1} | x_0), and the posterior sums to one, for T row-stochastic matrices.</summary>
    sealed class Bayes(int states, int steps) : IIdentity
    {
        public IReadOnlyList<string> Variables =>
            [.. from t in Enumerable.Range(1, steps) from i in Enumerable.Range(0, states) from j in Enumerable.Range(0, states - 1) select $"q{t}{i}{j}"];

        public string Shapes => $"K = {states}, T = {steps}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][][] q = [.. x.Chunk(states * (states - 1)).Select(step => step.Chunk(states - 1).Select(row => (T[])[.. row, 1 - row.Sum()]).ToArray())];
            T[][] before = q.Take(steps - 1).Aggregate(LinearAlgebra.Multiply), all = LinearAlgebra.Multiply(before, q[^1]);
            for (int start = 0; start < states; start++)
                for (int end = 0; end < states; end++)
                {
                    T[] posterior = [.. Enumerable.Range(0, states).Select(k => before[start][k] * q[^1][k][end] / all[start][end])];
                    yield return (posterior.Sum(), T.One);
                    yield return (posterior[0] * all[start][end], before[start][0] * q[^1][0][end]);
                }
        }
    }

    [Theory]
    [InlineData(2, "grid")]
    [InlineData(3, "expansion")]
    [InlineData(4, "expansion")]
    public void Elimination_solves_a_system_of_formal_entries(int n, string method)
    {
        IdentityOutcome outcome = Prove.Identity(new Elimination(n));
        Assert.StartsWith(method, outcome.Method);
        Assert.Contains("a00", outcome.Denominators);
    }

    [Fact]
    public void Elimination_beyond_expansion_is_decided_at_random_points()
    {
        IdentityOutcome outcome = Prove.Identity(new Elimination(8));
        Assert.True(outcome.Log2Error <= -100);
    }

    [Fact]
    public void Bayes_rule_with_formal_matrices_of_three_states_and_three_steps()
    {
        IdentityOutcome outcome = Prove.Identity(new Bayes(3, 3));
        Assert.Null(outcome.Log2Error);
        Assert.Equal(9, outcome.Denominators.Count);
    }
}
