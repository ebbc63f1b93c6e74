using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

/// <summary>The proof engine proves what is true, and fails when it must.</summary>
public class ProofEngineTests
{
    static readonly ProofSettings byGrid = new(ProofMethod.Grid), byExpansion = new(ProofMethod.Expansion), byRandomPoints = new(ProofMethod.RandomPoints);

    [Fact]
    public void A_true_identity_is_proven_on_exactly_the_grid_of_its_degrees()
    {
        IdentityOutcome outcome = Prove.Identity(new Binomial(5));
        Assert.Equal("grid of 36 points, degrees (5, 5)", outcome.Method);
        Assert.Equal("all inputs at which both sides are defined", outcome.Domain);
        Assert.Null(outcome.Log2Error);
        Assert.Empty(outcome.Denominators);
        Assert.True(outcome.Cases > 36 + 8);
    }

    [Fact]
    public void Every_method_proves_it()
    {
        Assert.StartsWith("expansion", Prove.Identity(new Binomial(5), byExpansion).Method);
        IdentityOutcome outcome = Prove.Identity(new Binomial(5), byRandomPoints);
        Assert.True(outcome.Log2Error <= -100);
        Assert.NotEmpty(outcome.Trust);
        Assert.Contains("random points", outcome.Method);
    }

    [Fact]
    public void The_same_claim_gives_the_same_outcome()
    {
        IdentityOutcome first = Prove.Identity(new PolesOnTheFirstNodes()), second = Prove.Identity(new PolesOnTheFirstNodes());
        Assert.Equal((first.Method, first.Cases, first.Log2Error), (second.Method, second.Cases, second.Log2Error));
        Assert.Equal(first.Denominators, second.Denominators);
    }

    [Fact]
    public void Many_variables_of_low_degree_are_expanded()
    {
        IdentityOutcome outcome = Prove.Identity(new Posterior(9));
        Assert.Equal("expansion into integer polynomials", outcome.Method);
        Assert.Equal(["w0*q0 + w1*q1 + w2*q2 + w3*q3 + w4*q4 + w5*q5 + w6*q6 + w7*q7 + w8*q8"], outcome.Denominators);
    }

    [Fact]
    public void What_is_too_large_to_expand_goes_to_random_points_by_itself()
    {
        // (sum of 60 variables)^4 has 595,665 terms.
        IdentityOutcome outcome = Prove.Identity(new NearlySymmetric(60, mistake: 0));
        Assert.True(outcome.Log2Error <= -100);
        var refuted = Assert.Throws<IdentityRefutedException>(() => Prove.Identity(new NearlySymmetric(60, mistake: 1)));
        Assert.Contains("mod", refuted.Left);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ProofMethod.Grid)]
    [InlineData(ProofMethod.Expansion)]
    [InlineData(ProofMethod.RandomPoints)]
    public void A_false_identity_that_agrees_on_many_points_is_refuted_at_a_point(ProofMethod? method)
    {
        var refuted = Assert.Throws<IdentityRefutedException>(() => Prove.Identity(new AgreesOnManyPoints(), new ProofSettings(method)));
        Assert.StartsWith("x = ", refuted.Counterexample);
        Assert.NotEqual(refuted.Left, refuted.Right);
        Assert.Contains(refuted.Counterexample, refuted.Message);
        Assert.Contains(nameof(AgreesOnManyPoints), refuted.Message);
    }

    [Fact]
    public void The_counterexample_of_the_grid_is_the_first_node_at_which_the_sides_differ()
    {
        var refuted = Assert.Throws<IdentityRefutedException>(() => Prove.Identity(new AgreesOnManyPoints()));
        Assert.Equal(("x = 7", "127", "7"), (refuted.Counterexample, refuted.Left, refuted.Right));
    }

    [Fact]
    public void A_degree_bound_that_is_too_low_is_caught_by_the_further_points()
    {
        ProofSettings tooLow = new(ProofMethod.Grid, degrees => [.. degrees.Select(d => d - 1)]);
        var refuted = Assert.Throws<IdentityRefutedException>(() => Prove.Identity(new AgreesOnManyPoints(), tooLow));
        Assert.Contains("the degree bound is too low", refuted.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_formula_that_branches_on_a_value_is_caught(int value) =>
        Assert.Throws<BranchingFormulaException>(() => Prove.Identity(new BranchesOnAValue(value)));

    [Fact]
    public void A_formula_that_branches_on_two_variables_being_equal_is_caught() =>
        Assert.Throws<BranchingFormulaException>(() => Prove.Identity(new BranchesOnEquality()));

    [Theory]
    [InlineData(null)]
    [InlineData(ProofMethod.RandomPoints)]
    public void A_divisor_that_is_zero_for_all_inputs_is_reported(ProofMethod? method) =>
        Assert.Throws<IdenticallyZeroDivisorException>(() => Prove.Identity(new ZeroDivisor(), new ProofSettings(method)));

    [Fact]
    public void Poles_on_the_diagonal_are_kept_off_the_grid()
    {
        IdentityOutcome outcome = Prove.Identity(new Poles());
        Assert.StartsWith("grid", outcome.Method);
        Assert.Equal(["x + y", "x - y"], outcome.Denominators.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_node_with_a_pole_is_replaced_with_its_whole_hyperplane()
    {
        IdentityOutcome outcome = Prove.Identity(new PolesOnTheFirstNodes());
        Assert.StartsWith("grid", outcome.Method);
        Assert.Equal(["1 + x - y", "2 + x - y", "2 - x", "3 - x", "9 - y"], outcome.Denominators.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_product_in_the_denominator_is_no_obstacle()
    {
        IdentityOutcome outcome = Prove.Identity(new ProductInTheDenominator());
        Assert.StartsWith("grid", outcome.Method);
        Assert.Equal(["x", "y"], outcome.Denominators);
    }

    [Fact]
    public void A_variable_that_does_not_occur_is_an_error()
    {
        var vacuous = Assert.Throws<VacuousClaimException>(() => Prove.Identity(new UnusedVariable()));
        Assert.Contains("unused", vacuous.Message);
    }

    [Fact]
    public void Zero_equals_zero_and_no_equality_are_errors()
    {
        Assert.Throws<VacuousClaimException>(() => Prove.Identity(new ZeroSides()));
        Assert.Throws<VacuousClaimException>(() => Prove.Identity(new NoEquality()));
    }

    [Fact]
    public void A_method_that_cannot_decide_says_so() =>
        Assert.Throws<UndecidedClaimException>(() => Prove.Identity(new NearlySymmetric(60, mistake: 0), byGrid));

    [Fact]
    public void A_certificate_holds_with_its_assumptions_in_the_domain()
    {
        CertificateOutcome outcome = Prove.Certificate(new VarianceCertificate(factor: 1));
        Assert.Equal("all inputs at which both sides are defined, where v >= 0, w >= 0", outcome.Domain);
        Assert.Empty(outcome.Trust);
    }

    [Fact]
    public void A_certificate_with_a_wrong_reason_is_refuted() =>
        Assert.Throws<IdentityRefutedException>(() => Prove.Certificate(new VarianceCertificate(factor: 2)));

    [Fact]
    public void A_certificate_that_assumes_its_conclusion_is_refused() =>
        Assert.Throws<VacuousClaimException>(() => Prove.Certificate(new VarianceCertificate(factor: 1, circular: true)));
}
