using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>The edges of the domain: what is exact there, and what is refused.</summary>
public class CategoricalEdgeTests
{
    static readonly Rational half = new(1, 2), third = new(1, 3);

    [Fact]
    public void A_prediction_that_is_certain_of_the_truth_has_no_divergence_whatever_the_noise()
    {
        LogForm<Rational>[][] step = [[half, third, new Rational(1, 6)], [new Rational(1, 4), half, new Rational(1, 4)], [new Rational(1, 8), new Rational(1, 8), new Rational(3, 4)]];
        for (int xt = 0; xt < 3; xt++)
            Assert.Equal(default, CategoricalFormulas.KullbackLeibler(
                CategoricalFormulas.Posterior(step, step, 1, xt), CategoricalFormulas.Reverse(step, step, LinearAlgebra.Identity<LogForm<Rational>>(3)[1], xt), [0, 1, 2]));
    }

    [Fact]
    public void A_mask_in_the_data_stays_a_mask()
    {
        var kernel = new AbsorbingKernel(3, 1);
        Rational[] mask = LinearAlgebra.Identity<Rational>(3)[1];
        Assert.Equal(mask, kernel.Cumulative(third)[1]);
        Assert.Equal(mask, CategoricalFormulas.Posterior(kernel.Step(half), kernel.Cumulative(third), 1, 1));
    }

    /// <summary>K/(K - 1) leaves nothing on the diagonal; beyond it an entry would be negative.</summary>
    [Fact]
    public void Uniform_noise_is_stochastic_up_to_a_beta_above_one()
    {
        Rational[][] q = new UniformKernel(4).Step(new Rational(4, 3));
        Assert.All(q.Select((row, i) => (row, i)), each => Assert.Equal(0, each.row[each.i]));
        Assert.All(q, row => Assert.Equal(1, row.Sum()));
        Assert.Equal([[1]], new UniformKernel(1).Step(half));
    }

    [Fact]
    public void A_schedule_of_one_step_masks_everything()
    {
        Assert.Equal([1], NoiseSchedules.Absorbing<Rational>(1));
        Assert.Equal([half], NoiseSchedules.Linear(half, third, 1));
        Assert.Equal(1, NoiseSchedules.Cosine(BigReal.Parse("0.008"), 1)[0]);
    }

    [Fact]
    public void What_is_no_kernel_is_refused_by_name()
    {
        Assert.Contains("categories must be at least 2, was 1", Assert.Throws<ArgumentOutOfRangeException>(() => ToeplitzKernels.Gaussian<BigReal>(1, 1, 1)).Message);
        Assert.Contains("bands must be from 1 to 3, was 4", Assert.Throws<ArgumentOutOfRangeException>(() => ToeplitzKernels.Gaussian<BigReal>(1, 4, 4)).Message);
        Assert.Contains("width must be from 1 to 3, was 0", Assert.Throws<ArgumentOutOfRangeException>(() => ToeplitzKernels.Band(half, 4, 0)).Message);
        Assert.Contains("mask must be in 0..2; was 3", Assert.Throws<ArgumentOutOfRangeException>(() => new AbsorbingKernel(3, 3)).Message);
        Assert.Contains("k must be from 1 to 1, was 2", Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourGenerator.Nearest([[1], [2]], 2)).Message);
        Assert.Contains("number 1 was", Assert.Throws<ArgumentException>(() => NeighbourGenerator.Nearest([[1], [0]], 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => TruncatedLogistic.Logits<BigReal>(0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedules.Absorbing<Rational>(0));
    }

    [Fact]
    public void Data_of_one_category_have_no_information_to_lose() =>
        Assert.Throws<DivideByZeroException>(() => NoiseSchedules.InformationLost(new UniformKernel(2).Step<BigReal>(BigReal.FromFraction(1, 2)), [1, 0], [0], _ => [0, 1]));

    [Fact]
    public void What_is_known_within_a_radius_is_enclosed()
    {
        BigReal ball = BigReal.Within(2, BigReal.FromFraction(1, 4));
        Assert.True(ball.Contains(1.75) && ball.Contains(2.25) && !ball.Contains(2.2500001));
        Interval interval = Interval.Within(Interval.Point(2), Interval.Point(0.25));
        Assert.Equal((1.75, 2.25), (interval.Lower, interval.Upper));
        Assert.Equal(2, Float64Within(2).Value);
        Assert.Throws<NotSupportedException>(() => Derivative.Of(x => Enclosed(x), BigReal.One));
    }

    static Float64 Float64Within(Float64 centre) => Enclosed(centre);

    static T Enclosed<T>(T centre) where T : IRealField<T> => T.Within(centre, T.One);
}
