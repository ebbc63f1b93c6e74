using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.Gaussian;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

/// <summary>Alpha, its slope and the weight are held against sixty digits by the accuracy table; here the rest.</summary>
public class MaskedScheduleTensorTests
{
    public static TheoryData<string> Names() => [.. MaskedSchedules.Names];

    [Theory, MemberData(nameof(Names))]
    public void Mask_rates_keep_their_digits_near_the_data(string name)
    {
        using var scope = NewDisposeScope();
        IMaskedSchedule schedule = MaskedSchedules.Create(name);
        double[] times = [9.5367431640625e-07, 0.125, 0.9375];
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            double[] computed = MixtureCase.Flat(schedule.MaskRate(tensor(times, dtype: type)));
            // Ten roundings, and an exponential of a number below 7 that is itself off by three.
            Assert.All(times.Zip(computed), pair =>
            {
                double exact = (double)schedule.MaskRate(BigReal.FromDouble(pair.First));
                Assert.InRange(Math.Abs(pair.Second - exact), 0, 32 * type.Roundoff() * exact);
            });
        }
    }

    [Fact]
    public void A_constant_slope_has_the_shape_and_dtype_of_the_times()
    {
        using var scope = NewDisposeScope();
        Tensor slope = new LogLinear().DAlpha(full([2, 3], 0.5, ScalarType.Float32));
        Assert.Equal([2, 3], slope.shape);
        Assert.Equal(ScalarType.Float32, slope.dtype);
    }

    [Fact]
    public void The_weight_where_nothing_is_masked_is_infinite()
    {
        using var scope = NewDisposeScope();
        Assert.All(MaskedSchedules.Names.Where(name => name is not ("linear-sigma" or "geometric")), name =>
            Assert.Equal([double.PositiveInfinity], MixtureCase.Flat(MaskedSchedules.Create(name).Weight(zeros(1, ScalarType.Float64)))));
    }

    [Fact]
    public void Times_outside_the_unit_interval_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("t must be in [0, 1], ranged from 0.5 to 1.5",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Cosine().Weight(tensor([0.5, 1.5]))).Message);
    }
}
