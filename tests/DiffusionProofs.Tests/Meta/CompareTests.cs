using DiffusionProofs.Evidence;
using TorchSharp;

namespace DiffusionProofs.Tests.Meta;

public class CompareTests
{
    const double Inf = double.PositiveInfinity, NaN = double.NaN;

    static readonly On F64 = On.CpuFloat64, F32 = On.CpuFloat32;

    [Theory]
    [InlineData(0.0, float.Epsilon)]
    [InlineData(1.0, 1.1920928955078125e-7)]
    [InlineData(-1.5, 1.1920928955078125e-7)]
    [InlineData(2.0, 2.384185791015625e-7)]
    [InlineData(1e-40, float.Epsilon)]
    [InlineData(float.MaxValue, 2.028240960365167e31)]
    public void An_ulp_of_float32_is_the_gap_to_the_next_number(double x, double gap) => Assert.Equal(gap, Ulps.At(x, torch.float32));

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(1.9999999999999998)]
    [InlineData(-3.7e-200)]
    [InlineData(5e-324)]
    [InlineData(2.2250738585072014e-308)]
    [InlineData(1e300)]
    public void An_ulp_of_float64_is_the_gap_to_the_next_number(double x) =>
        Assert.Equal(Math.BitIncrement(Math.Abs(x)) - Math.Abs(x), Ulps.At(x, torch.float64));

    [Fact]
    public void Ulps_are_counted_in_the_dtype_at_hand()
    {
        double oneUlpOff = 1 + Ulps.At(1, torch.float32);
        Assert.True(Compare.Ulps("x", 1, oneUlpOff, 1, F32).Holds);
        Assert.False(Compare.Ulps("x", 1, oneUlpOff, 0.99, F32).Holds);
        Assert.False(Compare.Ulps("x", 1, oneUlpOff, 1000, F64).Holds);
        Assert.Equal(1, Compare.Ulps("x", 1, oneUlpOff, 4, F32).Error);
        Assert.Equal(0.25, Compare.Ulps("x", 1, oneUlpOff, 4, F32).Ratio);
    }

    [Fact]
    public void A_magnitude_widens_the_unit_and_never_narrows_it()
    {
        Assert.False(Compare.Ulps("x", 1e-3, 1e-3 + 1e-16, 1, F64).Holds);
        Assert.True(Compare.Ulps("x", 1e-3, 1e-3 + 1e-16, 1, F64, magnitude: 1).Holds);
        Assert.True(Compare.Ulps("x", 1e3, 1e3 + 1e-13, 1, F64, magnitude: 1).Holds);
    }

    [Theory]
    [InlineData(NaN, NaN, true)]
    [InlineData(NaN, 0.0, false)]
    [InlineData(NaN, Inf, false)]
    [InlineData(0.0, NaN, false)]
    [InlineData(Inf, Inf, true)]
    [InlineData(Inf, -Inf, false)]
    [InlineData(Inf, double.MaxValue, false)]
    [InlineData(Inf, NaN, false)]
    [InlineData(double.MaxValue, Inf, false)]
    [InlineData(-Inf, -Inf, true)]
    [InlineData(0.0, -0.0, true)]
    [InlineData(1.0, 1.0, true)]
    [InlineData(1.0, -1.0, false)]
    public void NaN_and_infinities_are_near_nothing_but_themselves(double expected, double received, bool holds)
    {
        Assert.Equal(holds, Compare.Ulps("x", expected, received, 1e15, F64).Holds);
        Assert.Equal(holds, Compare.Within("x", expected, received, 1.5).Holds);
        Assert.Equal(holds, Compare.Within("x", [expected], F64Tensor(received), 1.5, F64).Holds);
        Assert.Equal(holds, Compare.Ulps("x", [expected], F64Tensor(received), 1e15, F64).Holds);
    }

    [Fact]
    public void Signed_zeros_are_told_apart_where_the_claim_says_so()
    {
        Assert.False(Compare.Within("x", 0.0, -0.0, 1, SignedZeros.Distinct).Holds);
        Assert.False(Compare.Ulps("x", -0.0, 0.0, 100, F64, zeros: SignedZeros.Distinct).Holds);
        Assert.True(Compare.Within("x", -0.0, -0.0, 0, SignedZeros.Distinct).Holds);
        Assert.True(Compare.Within("x", 2, 2, 0, SignedZeros.Distinct).Holds);
    }

    [Theory]
    [InlineData(NaN)]
    [InlineData(Inf)]
    [InlineData(-1.0)]
    public void A_tolerance_that_accepts_anything_or_nothing_is_refused(double tolerance)
    {
        string[] names =
        [
            Assert.Throws<ArgumentOutOfRangeException>(() => Compare.Ulps("x", 1, 1, tolerance, F64)).ParamName!,
            Assert.Throws<ArgumentOutOfRangeException>(() => Compare.Ulps("x", 1, 1, 1, F64, magnitude: tolerance)).ParamName!,
            Assert.Throws<ArgumentOutOfRangeException>(() => Compare.Within("x", 1, 1, tolerance)).ParamName!,
            Assert.Throws<ArgumentOutOfRangeException>(() => Compare.Within("x", [1], F64Tensor(1), tolerance, F64)).ParamName!,
            Assert.Throws<ArgumentOutOfRangeException>(() => Compare.Ulps("x", [1], F64Tensor(1), tolerance, F64)).ParamName!,
            Assert.Throws<ArgumentOutOfRangeException>(() => Compare.AtMost("x", 1, 1, tolerance)).ParamName!,
        ];
        Assert.Equal(["ulps", "magnitude", "allowed", "allowed", "ulps", "slack"], names);
    }

    [Fact]
    public void The_worst_element_is_reported_with_its_index()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor received = F64.Tensor([1, 2, 3, 4, 5.5, 6.25], 2, 3);
        Comparison worst = Compare.Within("a", [1, 2, 3, 4, 5, 6], received, 0.3, F64);
        Assert.Equal(("a[1, 1]", "5", "5.5", 0.5, false), (worst.What, worst.Expected, worst.Received, worst.Error, worst.Holds));
    }

    [Fact]
    public void A_NaN_among_many_elements_is_the_worst()
    {
        using var scope = torch.NewDisposeScope();
        Comparison worst = Compare.Within("a", [1, 2, 3], F64.Tensor([1.1, NaN, 3.2]), 1, F64);
        Assert.Equal(("a[1]", false), (worst.What, worst.Holds));
    }

    [Fact]
    public void Another_dtype_or_count_fails_instead_of_being_compared()
    {
        using var scope = torch.NewDisposeScope();
        Comparison dtype = Compare.Ulps("a", [1], F32.Tensor([1]), 100, F64);
        Assert.Equal(("dtype of a", false), (dtype.What, dtype.Holds));
        Assert.False(Compare.Ulps("a", [1], F64.Tensor([1]), 100, F32).Holds);
        Comparison count = Compare.Within("a", [1, 1], F64.Tensor([1]), 100, F64);
        Assert.Equal(("count of elements of a", false), (count.What, count.Holds));
        Assert.Throws<ArgumentException>(() => Compare.Within("a", [], torch.zeros(0, dtype: torch.float64), 1, F64));
    }

    [Fact]
    public void A_bound_is_one_sided_and_an_infinite_one_accepts_nothing()
    {
        Assert.True(Compare.AtMost("x", 1, -5, 0).Holds);
        Assert.True(Compare.AtMost("x", 1, 1 + 1e-16, 0).Holds);
        Assert.False(Compare.AtMost("x", 1, 1.1, 0.05).Holds);
        Assert.False(Compare.AtMost("x", Inf, 1, 1).Holds);
        Assert.False(Compare.AtMost("x", 1, NaN, 1).Holds);
        Assert.True(Compare.AtLeast("x", 1, 5, 0).Holds);
        Assert.False(Compare.AtLeast("x", 1, 0.9, 0.05).Holds);
        Assert.False(Compare.AtLeast("x", NaN, 1, 1).Holds);
        Assert.False(Compare.AtLeast("x", -Inf, 1, 1).Holds);
    }

    [Fact]
    public void Decisions_compare_exactly()
    {
        Assert.True(Decide.EqualAll("v", [1, 2], [1, 2]).Holds);
        Decision differs = Decide.EqualAll("v", [1, 2], [1, 3]);
        Assert.Equal(("v[1]", "2", "3", false), (differs.What, differs.Expected, differs.Received, differs.Holds));
        Assert.False(Decide.EqualAll("v", [1, 2], [1]).Holds);
        Assert.Throws<ArgumentException>(() => Decide.EqualAll<int>("v", [], []));
        Assert.False(Decide.That("c", false, "seen").Holds);
    }

    static torch.Tensor F64Tensor(double value) => torch.tensor([value], dtype: torch.float64);
}
