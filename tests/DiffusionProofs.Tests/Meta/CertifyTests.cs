using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Meta;

public class CertifyTests
{
    abstract class Claim(params string[] variables) : IInequality
    {
        public IReadOnlyList<string> Variables => variables;
        public string Shapes => "scalars";
        public abstract T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T>;
    }

    /// <summary>x^2 - x + 3/10 has its least value 1/20 at 1/2.</summary>
    sealed class Parabola() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => (x[0] * x[0]) - x[0] + (T.From(3) / 10);
    }

    /// <summary>Positive but for the corner near x = y = 1.</summary>
    sealed class FailsInOneCorner() : Claim("x", "y")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => (T.From(199) / 100) - x[0] - x[1].Squared();
    }

    /// <summary>Positive but for a disc of radius 1/100 around (1/3, 2/3), away from every corner.</summary>
    sealed class FailsInADisc() : Claim("x", "y")
    {
        public override T Gap<T>(IReadOnlyList<T> x) =>
            (x[0] - (T.One / 3)).Squared() + (x[1] - (T.From(2) / 3)).Squared() - (T.One / 10_000);
    }

    sealed class TouchesZeroAtOneThird() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => (x[0] - (T.One / 3)).Squared();
    }

    sealed class TouchesZeroAtZero() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => x[0].Squared();
    }

    /// <summary>The divisor is at least 3/4, which an interval over the whole side cannot see.</summary>
    sealed class SeemsToHaveAPole() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => 1 / ((x[0] * x[0]) - x[0] + 1);
    }

    sealed class HasAPole() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => 1 / (x[0] - (T.One / 3)).Squared();
    }

    sealed class LeavesTheDomainOfTheLogarithm() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => 5 - T.Log(x[0]);
    }

    /// <summary>exp(x) - 1 - x - x^2/2 is x^3/6 and more: cancels badly near 0.</summary>
    sealed class ExpAboveItsTaylorPolynomial() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => T.Expm1(x[0]) - x[0] - (x[0].Squared() / 2);
    }

    /// <summary>log(2 cosh) at x above its tangent at y = x + d: the gap of a strictly convex function, positive wherever d is not 0.</summary>
    sealed class Convexity() : Claim("x", "d")
    {
        public override T Gap<T>(IReadOnlyList<T> x)
        {
            T y = x[0] + x[1];
            return LogTwoCosh(x[0]) - LogTwoCosh(y) + (T.Tanh(y) * x[1]);
        }

        static T LogTwoCosh<T>(T x) where T : IRealField<T> => x + T.Log1p(T.Exp(-2 * x));
    }

    sealed class HasNoValue() : Claim("x")
    {
        public override T Gap<T>(IReadOnlyList<T> x) => throw new InvalidOperationException("a mistake in the formula");
    }

    static readonly Box Unit = Box.Of(("x", 0, 1));
    static readonly Box UnitSquare = Box.Of(("x", 0, 1), ("y", 0, 1));

    static string FailureOf(IInequality claim, Box box, int maxBoxes = 200_000) =>
        Assert.Throws<ClaimFailedException>(() => Certify.Positive(claim, box, maxBoxes)).Message;

    [Fact]
    public void A_strict_inequality_is_proven_and_says_where()
    {
        CertifiedOutcome outcome = Certify.Positive(new Parabola(), Unit);
        Assert.Equal("x in [0, 1]", outcome.Domain);
        Assert.Equal("scalars", outcome.Shapes);
        Assert.InRange(outcome.Cases, 2, 200);
        Assert.InRange(Certify.Positive(new ExpAboveItsTaylorPolynomial(), Box.Of(("x", 0.001, 3))).Cases, 1, 5000);
        Assert.InRange(Certify.Positive(new Convexity(), Box.Of(("x", -2, 2), ("d", 0.25, 2))).Cases, 1, 20_000);
    }

    [Fact]
    public void The_order_of_the_sides_is_that_of_the_claim_not_of_the_box()
    {
        // Fails only for x = 1, whichever way round the sides are given.
        Certify.Positive(new FailsInOneCorner(), Box.Of(("y", 0, 1), ("x", 0, 0.98)));
        Assert.Contains("x = 1, y = 0.999", FailureOf(new FailsInOneCorner(), Box.Of(("y", 0, 0.9999), ("x", 0, 1))));
    }

    [Fact]
    public void An_inequality_that_fails_in_one_corner_is_refuted_at_a_point_that_fails()
    {
        string failure = FailureOf(new FailsInOneCorner(), UnitSquare);
        Assert.StartsWith("The gap is not positive", failure);
        Assert.Contains("x = 1, y = 1", failure); // the gap falls in both variables
        Certify.Positive(new FailsInOneCorner(), Box.Of(("x", 0, 1), ("y", 0, 0.99)));
    }

    [Fact]
    public void An_inequality_that_fails_in_a_small_disc_is_refuted()
    {
        string failure = FailureOf(new FailsInADisc(), UnitSquare);
        Assert.StartsWith("The gap is not positive", failure);
        Assert.Contains("x = 0.3", failure);
        Assert.Contains("y = 0.6", failure);
    }

    [Fact]
    public void A_bound_that_is_attained_is_left_undecided_and_the_box_named()
    {
        string failure = FailureOf(new TouchesZeroAtOneThird(), Unit);
        Assert.StartsWith("Undecided, for the box cannot be halved", failure);
        Assert.Contains("x in [0.33333333333333", failure);
    }

    [Fact]
    public void A_bound_that_is_attained_at_a_double_is_refuted_there_for_the_claim_is_strict() =>
        Assert.Contains("x = 0", FailureOf(new TouchesZeroAtZero(), Box.Of(("x", -1, 1))));

    [Fact]
    public void Giving_up_after_so_many_boxes_names_a_box()
    {
        string failure = FailureOf(new FailsInADisc(), UnitSquare, maxBoxes: 3);
        Assert.StartsWith("Undecided, for 3 boxes were looked at", failure);
        Assert.Contains("x in [", failure);
        Assert.Contains("y in [", failure);
    }

    [Fact]
    public void A_pole_that_only_seems_to_be_there_goes_away_with_subdivision() =>
        Assert.InRange(Certify.Positive(new SeemsToHaveAPole(), Box.Of(("x", -2, 2))).Cases, 2, 1000);

    [Fact]
    public void A_pole_that_is_there_is_named_with_the_reason()
    {
        string failure = FailureOf(new HasAPole(), Unit);
        Assert.StartsWith("Undecided", failure);
        Assert.Contains("x in [0.33333333333333", failure);
        Assert.Contains("contains zero", failure);
    }

    [Fact]
    public void A_box_that_leaves_the_domain_is_undecided_and_one_inside_is_proven()
    {
        Assert.Contains("logarithm", FailureOf(new LeavesTheDomainOfTheLogarithm(), Unit));
        Assert.Equal(1, Certify.Positive(new LeavesTheDomainOfTheLogarithm(), Box.Of(("x", 0.01, 1))).Cases);
    }

    [Fact]
    public void A_mistake_in_the_formula_is_no_verdict() =>
        Assert.Throws<InvalidOperationException>(() => Certify.Positive(new HasNoValue(), Unit));

    [Fact]
    public void A_side_held_fixed_is_allowed()
    {
        Certify.Positive(new FailsInOneCorner(), Box.Of(("x", 0.5, 0.5), ("y", 0, 1)));
        Assert.StartsWith("The gap is not positive", FailureOf(new FailsInOneCorner(), Box.Of(("x", 1, 1), ("y", 1, 1))));
    }

    [Fact]
    public void Bad_boxes_are_refused_with_the_side_named()
    {
        Assert.Contains("x", Assert.Throws<ArgumentException>(() => Box.Of(("x", 1, 0))).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => Box.Of(("x", double.NaN, 0))).Message);
        Assert.Throws<ArgumentException>(() => Box.Of(("x", 0, double.PositiveInfinity)));
        Assert.Throws<ArgumentException>(() => Box.Of());
        Assert.Throws<ArgumentException>(() => Box.Of((" ", 0, 1)));
        Assert.Contains("2 times", Assert.Throws<ArgumentException>(() => Box.Of(("x", 0, 1), ("x", 0, 1))).Message);
        Assert.Contains("(x)", Assert.Throws<ArgumentException>(() => Certify.Positive(new Parabola(), UnitSquare)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Certify.Positive(new Parabola(), Unit, maxBoxes: 0));
    }
}
