using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Tests.Meta;

public class GeneratorTests
{
    /// <summary>Ten thousand cases and everything they shrink to at once.</summary>
    static List<T> CasesAndShrinks<T>(Arbitrary<T> arbitrary, int count = 2000)
    {
        T[] cases = arbitrary.Generator.Sample(count, new Rnd(20_240_729, 0x9E3779B97F4A7C15), 50);
        return [.. cases, .. cases.SelectMany(c => arbitrary.Shrinker(c).Take(20))];
    }

    static bool IsDyadic(double x) => x * Dyadic.Denominator == Math.Truncate(x * Dyadic.Denominator);

    [Fact]
    public void Scales_are_never_one_and_stay_in_their_domain()
    {
        List<double> sigmas = CasesAndShrinks(Scalars.Sigma());
        Assert.All(sigmas, s => Assert.True(s is >= 1.0 / 16 and <= 4 && s != 1 && IsDyadic(s)));
        Assert.True(sigmas.Any(s => s < 1) && sigmas.Any(s => s > 1));
    }

    [Fact]
    public void Signal_rates_are_never_a_half_and_stay_inside_the_unit_interval()
    {
        List<double> alphas = CasesAndShrinks(Scalars.Alpha());
        Assert.All(alphas, a => Assert.True(a is > 0 and < 1 && a != 0.5 && IsDyadic(a)));
        Assert.True(alphas.Any(a => a < 0.5) && alphas.Any(a => a > 0.5));
        Assert.All(CasesAndShrinks(Scalars.DecreasingRates()), r =>
            Assert.True(r.Earlier > r.Later && r.Later > 0 && r.Earlier < 1 && r.Earlier != 0.5 && r.Later != 0.5 && r.Earlier + r.Later != 1));
    }

    [Fact]
    public void Numbers_are_neither_zero_nor_of_size_one()
    {
        Assert.All(CasesAndShrinks(Scalars.Real(3)), x => Assert.True(x is not (0 or 1 or -1) && Math.Abs(x) <= 3 && IsDyadic(x)));
        Assert.All(CasesAndShrinks(Vectors.OfLength(2, 4, 3)), v =>
            Assert.True(v.Length is >= 2 and <= 4 && v.Values.All(x => x is not (0 or 1 or -1)) && v.Values.Distinct().Count() > 1));
    }

    [Fact]
    public void Point_sets_have_distinct_points_off_centre_and_uneven_priors_that_sum_to_one()
    {
        List<PointSetCase> cases = CasesAndShrinks(PointSets.Of());
        Assert.All(cases, c =>
        {
            Assert.Equal(1.0, c.Prior.Values.Sum());
            Assert.True(c.Prior.Values.All(p => p > 0) && c.Prior.Values.Distinct().Count() > 1);
            Assert.Equal(c.Count, c.Points.Distinct().Count());
            Assert.Contains(Enumerable.Range(0, c.Dimension), k => c.Points.Sum(p => p[k]) != 0);
            Assert.True(c.Alpha is > 0 and < 1 && c.Alpha != 0.5 && c.Sigma is >= 1.0 / 16 and <= 4 && c.Sigma != 1);
            Assert.Equal(c.Count, c.Prior.Length);
            Assert.All(c.Points, p => Assert.Equal(c.Dimension, p.Length));
        });
        Assert.Equal([2, 3, 4, 5], cases.Select(c => c.Count).Distinct().Order());
        Assert.Equal([1, 2, 3], cases.Select(c => c.Dimension).Distinct().Order());
    }

    [Fact]
    public void Stochastic_matrices_have_rows_that_sum_to_exactly_one_and_none_is_symmetric()
    {
        List<StochasticMatrix> matrices = CasesAndShrinks(StochasticMatrices.Any());
        Assert.All(matrices, q =>
        {
            Assert.All(q.Rows, row => Assert.True(row.Length == q.Size && row.Values.All(p => p is >= 0 and <= 1 && IsDyadic(p)) && row.Values.Sum() == 1));
            Assert.False(StochasticMatrices.IsSymmetric(q), $"{q}");
        });
        Assert.Equal([3, 4, 5], matrices.Select(q => q.Size).Distinct().Order());
        Assert.Equal(["absorbing", "absorbing+uniform", "random"], matrices.Select(q => q.Kind).Distinct().Order());
        IEnumerable<double> ratios = matrices.Where(q => q.Kind == "absorbing+uniform").Select(q => q[0, q.Size - 1] / q[0, 1]);
        Assert.True(ratios.Distinct().Count() > 20 && !ratios.Contains(1));
        Assert.All(matrices.Where(q => q.Kind == "absorbing"), q => Assert.True(q[q.Size - 1, q.Size - 1] == 1 && q[0, 0] != 0.5 && q[0, q.Size - 1] == 1 - q[0, 0]));
    }

    [Fact]
    public void Chains_do_not_commute() => Assert.All(CasesAndShrinks(StochasticMatrices.Chain(), 300), c =>
    {
        Assert.InRange(c.Steps.Count, 3, 4);
        Assert.All(c.Steps, q => Assert.Equal(c.Size, q.Size));
        Assert.True(StochasticMatrices.DoesNotCommute(c));
    });

    [Fact]
    public void A_case_is_the_same_number_in_every_system()
    {
        foreach (StochasticMatrix q in StochasticMatrices.Any().Generator.Sample(200, new Rnd(7, 0x9E3779B97F4A7C15), 50))
        {
            Rational[][] exact = q.In<Rational>();
            Assert.All(exact, row => Assert.Equal(Rational.One, row.Sum()));
            Assert.Equal(q.Flat, exact.SelectMany(row => row).Select(x => x.ToDouble()));
            Assert.Equal(q.Flat, q.Flat.Select(x => (double)(float)x));
        }
        Assert.Throws<ArgumentException>(() => Dyadic.In<Rational>(0.1));
        Assert.Throws<ArgumentException>(() => Dyadic.In<Rational>(double.NaN));
    }

    [Fact]
    public void Fractions_are_no_neutral_elements_and_not_only_dyadic()
    {
        List<Rational> fractions = CasesAndShrinks(Fractions.Between(-3, 3));
        Rational half = new(1, 2);
        Assert.All(fractions, x => Assert.True(x >= -3 && x <= 3 && !x.IsZero && Rational.Abs(x) != 1 && Rational.Abs(x) != half));
        Assert.Contains(fractions, x => x.Denominator % 2 == 1 && !x.IsInteger);
        Assert.Contains(fractions, x => x.Sign < 0);
        Assert.All(CasesAndShrinks(Fractions.Between(0, 1)), x => Assert.True(x > 0 && x < 1 && x != half));
        Assert.Equal("high", Assert.Throws<ArgumentException>(() => Fractions.Between(1, 1)).ParamName);
    }

    [Fact]
    public void The_guards_see_what_they_guard_against()
    {
        StochasticMatrix Matrix(params double[][] rows) => new("given", [.. rows.Select(r => new Vector(r))]);
        StochasticMatrix uniform = Matrix([0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]), other = Matrix([0.75, 0.125, 0.125], [0.125, 0.75, 0.125], [0.125, 0.125, 0.75]);
        Assert.True(StochasticMatrices.IsSymmetric(uniform));
        Assert.False(StochasticMatrices.DoesNotCommute(new([uniform, other, uniform])));
    }

    [Fact]
    public void Shrinking_ends_and_every_step_is_simpler()
    {
        Arbitrary<PointSetCase> arbitrary = PointSets.Of();
        foreach (PointSetCase start in arbitrary.Generator.Sample(50, new Rnd(1, 0x9E3779B97F4A7C15), 50))
        {
            PointSetCase at = start;
            int steps = 0;
            while (arbitrary.Shrinker(at).FirstOrDefault() is { } next)
            {
                at = next;
                Assert.True(++steps < 1000, $"{start} shrinks without end");
            }
        }
    }
}
