using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Meta;

public class ProofEngineLogTests
{
    /// <summary>One equality in a, b, c.</summary>
    abstract class LogEqualityOf(params string[] variables) : ILogIdentity
    {
        public IReadOnlyList<string> Variables => variables;

        public string Shapes => "";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T> => [Sides(x, 0)];

        protected abstract (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) where T : ILogField<T>;
    }

    /// <summary>H(X, Y) = H(X) + weight H(Y | X) for a pair over two by two.</summary>
    sealed class ChainRule(int weight) : LogEqualityOf("a", "b", "c")
    {
        protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _)
        {
            T[] joint = [x[0], x[1], x[2], 1 - x[0] - x[1] - x[2]];
            T[] row = [joint[0] + joint[1], joint[2] + joint[3]];
            T conditional = -Enumerable.Range(0, 4).Select(i => joint[i] * T.Log(joint[i] / row[i / 2])).Sum();
            return (Entropy(joint), Entropy(row) + weight * conditional);
        }

        static T Entropy<T>(T[] p) where T : ILogField<T> => -p.Select(q => q * T.Log(q)).Sum();
    }

    /// <summary>log(-1 - a^2) is never defined.</summary>
    sealed class NowhereDefined() : LogEqualityOf("a")
    {
        protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (T.Log(-1 - x[0] * x[0]), T.Log(1 + x[0] * x[0]));
    }

    sealed class Branching() : LogEqualityOf("a")
    {
        protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) =>
            (x[0].ToString()!.Length > 5 ? T.Log(x[0] * x[0]) : 2 * T.Log(x[0]), 2 * T.Log(x[0]));
    }

    sealed class Unused() : LogEqualityOf("a", "unused")
    {
        protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (T.Log(2 * x[0]), T.Log(T.From(2)) + T.Log(x[0]));
    }

    sealed class ZeroDivisor() : LogEqualityOf("a")
    {
        protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (T.Log(x[0]) / (x[0] - x[0]), T.Log(x[0]));
    }

    sealed class ProductOfLogs() : LogEqualityOf("a")
    {
        protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (T.Log(x[0]) * T.Log(x[0]), T.Log(x[0]).Squared());
    }

    sealed class SelfDivergence() : LogEqualityOf("a")
    {
        protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (x[0] * T.Log(x[0] / x[0]), T.Zero);
    }

    [Fact]
    public void The_chain_rule_of_entropy_is_proven()
    {
        IdentityOutcome outcome = Prove.LogIdentity(new ChainRule(weight: 1));
        Assert.Null(outcome.Log2Error);
        Assert.Equal(["a + b", "1 - a - b"], outcome.Denominators);
        Assert.EndsWith("every argument of a logarithm positive", outcome.Domain);
        Assert.Equal(8, outcome.Cases);
    }

    [Fact]
    public void A_false_chain_rule_is_refuted_at_a_point()
    {
        var refuted = Assert.Throws<IdentityRefutedException>(() => Prove.LogIdentity(new ChainRule(weight: 2)));
        Assert.StartsWith("a = ", refuted.Counterexample);
        Assert.NotEqual(refuted.Left, refuted.Right);
    }

    /// <summary>The divergence of two joint laws of a chain of formal states splits into those of its steps.</summary>
    sealed class DivergenceOfChains(int states) : ILogIdentity
    {
        public IReadOnlyList<string> Variables => [.. from law in "qp" from i in Enumerable.Range(0, states + 1) from j in Enumerable.Range(0, states - 1) select $"{law}{i}{j}"];

        public string Shapes => $"K = {states}";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            T[][][] laws = [.. x.Chunk(x.Count / 2).Select(law => law.Chunk(states - 1).Select(row => (T[])[.. row, 1 - row.Sum()]).ToArray())];
            var (q, p) = (laws[0], laws[1]);
            var pairs = from i in Enumerable.Range(0, states) from j in Enumerable.Range(0, states) select (i, j);
            T joint = pairs.Select(s => q[0][s.i] * q[s.i + 1][s.j] * T.Log(q[0][s.i] * q[s.i + 1][s.j] / (p[0][s.i] * p[s.i + 1][s.j]))).Sum();
            yield return (joint, Divergence(q[0], p[0]) + Enumerable.Range(0, states).Select(i => q[0][i] * Divergence(q[i + 1], p[i + 1])).Sum());
        }

        static T Divergence<T>(T[] q, T[] p) where T : ILogField<T> => q.Zip(p, (a, b) => a * T.Log(a / b)).Sum();
    }

    [Fact]
    public void The_divergence_of_chains_of_three_states_splits_in_sixteen_variables()
    {
        IdentityOutcome outcome = Prove.LogIdentity(new DivergenceOfChains(3));
        Assert.StartsWith("coefficients compared on 24 coprime atoms", outcome.Method);
    }

    [Fact]
    public void A_mistake_in_logarithms_is_refuted_and_a_right_formula_is_none()
    {
        RefutationOutcome outcome = Refute.LogIdentity(new ChainRule(weight: 1), wrong: new ChainRule(weight: 2));
        Assert.StartsWith("a = ", outcome.Witness);
        Assert.Throws<ClaimFailedException>(() => Refute.LogIdentity(new ChainRule(weight: 1), wrong: new ChainRule(weight: 1)));
        Assert.Throws<IdentityRefutedException>(() => Refute.LogIdentity(new ChainRule(weight: 2), wrong: new ChainRule(weight: 3)));
    }

    [Fact]
    public void What_is_defined_nowhere_proves_nothing() => Assert.Throws<VacuousClaimException>(() => Prove.LogIdentity(new NowhereDefined()));

    [Fact]
    public void A_branch_is_caught() => Assert.Throws<BranchingFormulaException>(() => Prove.LogIdentity(new Branching()));

    [Fact]
    public void A_variable_that_does_not_occur_is_an_error() => Assert.Throws<VacuousClaimException>(() => Prove.LogIdentity(new Unused()));

    [Fact]
    public void Zero_sides_are_an_error() => Assert.Throws<VacuousClaimException>(() => Prove.LogIdentity(new SelfDivergence()));

    [Fact]
    public void A_divisor_that_is_zero_for_all_inputs_is_reported() =>
        Assert.Throws<IdenticallyZeroDivisorException>(() => Prove.LogIdentity(new ZeroDivisor()));

    [Fact]
    public void A_product_of_logarithms_is_not_decided() => Assert.Throws<UndecidedClaimException>(() => Prove.LogIdentity(new ProductOfLogs()));
}
