using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace DiffusionProofs.Tests.Meta;

public class RefuteTests
{
    static readonly Arbitrary<int> Numbers = Arb.From(Gen.Choose(0, 1000), n => n > 0 ? [n / 2, n - 1] : []);

    static Func<int, IEnumerable<Finding>> Square(Func<int, int> square) => n => [Decide.Equal("n^2", n * n, square(n))];

    static string Fails(Func<object> engine) => Assert.ThrowsAny<ClaimFailedException>(engine).Message;

    [Fact]
    public void A_mistake_is_refuted_at_its_shrunk_witness_with_both_values()
    {
        RefutationOutcome outcome = Refute.Mistake(Numbers, right: Square(n => n * n), wrong: Square(n => 2 * n));
        Assert.Equal("1: n^2 must be 1, the mistake gives 2", outcome.Witness);
        Assert.Equal(Refute.WithoutRounding, outcome.Method);
    }

    [Fact]
    public void A_mistake_that_agrees_everywhere_is_not_refuted() =>
        Assert.Contains("not refuted: it agrees with the right formula at all 200 cases", Fails(() => Refute.Mistake(Numbers, Square(n => n * n), Square(n => n * n))));

    [Fact]
    public void A_mistake_that_crashes_is_an_error_of_the_claim()
    {
        string message = Fails(() => Refute.Mistake(Numbers, Square(n => n * n), Square(n => throw new DivideByZeroException("crash"))));
        Assert.Contains("the mistake crashed, which refutes nothing: DivideByZeroException", message);
        // Also where it would disagree elsewhere, and where only some cases crash.
        Assert.Contains("the mistake crashed", Fails(() => Refute.Mistake(Numbers, Square(n => n * n), Square(n => n % 2 == 0 ? n + 1 : throw new DivideByZeroException()))));
        Assert.Contains("the mistake crashed", Fails(() => Refute.AtWitness("n = 2", () => Square(n => n * n)(2), () => Square(n => throw new DivideByZeroException())(2))));
    }

    [Fact]
    public void A_right_formula_that_fails_or_crashes_anywhere_is_an_error_of_the_claim()
    {
        Assert.Contains("the right formula fails: n^2 is wrong at 501", Fails(() => Refute.Mistake(Numbers, Square(n => n > 500 ? 0 : n * n), Square(n => 2 * n))));
        Assert.Contains("the right formula crashed", Fails(() => Refute.Mistake(Numbers, Square(n => n > 500 ? throw new DivideByZeroException() : n * n), Square(n => 2 * n))));
        Assert.Contains("the right formula fails", Fails(() => Refute.AtWitness("n = 3", () => Square(n => 0)(3), () => Square(n => 1)(3))));
    }

    [Fact]
    public void A_generator_that_runs_dry_refutes_nothing()
    {
        Arbitrary<int> dry = Arb.From(Gen.Choose(0, 9).Select(n => n < 0 ? n : throw new InvalidOperationException("dry")));
        Assert.Contains("generator", Fails(() => Refute.Mistake(dry, Square(n => n * n), Square(n => 2 * n))));
    }

    [Fact]
    public void A_mistake_that_yields_no_finding_is_an_error() =>
        Assert.Contains("proves nothing", Fails(() => Refute.Mistake(Numbers, Square(n => n * n), n => [])));

    [Fact]
    public void A_NaN_is_a_value_and_refutes()
    {
        RefutationOutcome outcome = Refute.AtWitness("logits (100, 0) in float32",
            right: () => [Compare.Within("softmax", 1, 1, 1e-6)],
            wrong: () =>
            {
                torch.Tensor e = On.CpuFloat32.Tensor([100, 0]).exp();
                return [Compare.Within("softmax", 1, Compare.Values(e / e.sum())[0], 1e-6)];
            });
        Assert.Equal("logits (100, 0) in float32: softmax must be 1, the mistake gives NaN", outcome.Witness);
        Assert.NotEqual(Refute.WithoutRounding, outcome.Method);
    }

    sealed class SquareOfSum(int factor) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["a", "b"];

        public string Shapes => "two numbers";

        // Zero divisor where the factor is 0.
        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T> =>
            [((x[0] + x[1]).Squared(), x[0].Squared() + factor * x[0] * x[1] + x[1].Squared() / (T.From(factor) / factor))];
    }

    sealed class LogOfProduct(int sign) : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["a", "b"];

        public string Shapes => "two numbers";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T> => [(T.Log(x[0] * x[1]), T.Log(x[0]) + sign * T.Log(x[1]))];
    }

    [Fact]
    public void A_false_identity_is_refuted_beside_the_proven_one()
    {
        RefutationOutcome outcome = Refute.Identity(new SquareOfSum(2), new SquareOfSum(3));
        Assert.Matches("^a = .*, b = .*: .* on the left, .* on the right$", outcome.Witness);
        Assert.True(Refute.HasStableWitness(outcome.Method));
        Assert.Contains("on the left", Refute.LogIdentity(new LogOfProduct(1), new LogOfProduct(-1)).Witness);
    }

    [Fact]
    public void Only_a_value_refutes_an_identity()
    {
        Assert.Contains("it is proven to hold as well", Fails(() => Refute.Identity(new SquareOfSum(2), new SquareOfSum(2))));
        Assert.Contains("not refuted by a value", Fails(() => Refute.Identity(new SquareOfSum(2), new SquareOfSum(0))));
        Assert.Throws<IdentityRefutedException>(() => Refute.Identity(new SquareOfSum(3), new SquareOfSum(2)));
        Assert.Equal("wrong", Assert.Throws<ArgumentException>(() => Refute.Identity(new SquareOfSum(2), new Binomial3())).ParamName);
    }

    sealed class Binomial3 : IIdentity
    {
        public IReadOnlyList<string> Variables => ["c"];

        public string Shapes => "one number";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T> => [(x[0], x[0])];
    }

    [Fact]
    public void A_witness_at_which_the_mistake_agrees_is_none() =>
        Assert.Contains("it agrees at n = 2", Fails(() => Refute.AtWitness("n = 2", () => Square(n => n * n)(2), () => Square(n => 2 * n)(2))));
}
