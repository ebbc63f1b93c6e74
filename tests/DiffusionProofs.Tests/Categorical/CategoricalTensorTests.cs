using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>The tensor code of discrete diffusion at its edges and on bad input.</summary>
public class CategoricalTensorTests : IDisposable
{
    const ScalarType Double = ScalarType.Float64, Single = ScalarType.Float32;

    readonly DisposeScope scope = NewDisposeScope();
    readonly RankOneTensors absorbing = RankOneTensors.OfAbsorbing(3, 2, 0.5, Double), identity = RankOneTensors.OfUniform(3, 0, Double);
    readonly DenseTensors any = DenseTensors.Of(tensor([0.5, 0.25, 0.25, 0.125, 0.75, 0.125, 0.0625, 0.0625, 0.875], [3, 3]));
    readonly Tensor zero = tensor([0L]), one = tensor([1L]), logits = tensor([0.5, -1.25, 2], [1, 3]);

    public void Dispose()
    {
        any.Dispose();
        scope.Dispose();
        GC.SuppressFinalize(this);
    }

    static double[] Values(Tensor t) => t.to(Double).data<double>().ToArray();

    [Fact]
    public void A_token_that_cannot_come_from_the_data_is_named_with_its_position()
    {
        Tensor xt = tensor([0L, 2, 1]), x0 = tensor([0L, 1, 0]);
        foreach (Func<Tensor> form in new Func<Tensor>[]
        {
            () => ChainTensors.Posterior(absorbing, absorbing, xt, x0), () => ChainTensors.LogPosterior(absorbing, absorbing, xt, x0),
            () => NelboTensors.StepKl(absorbing, absorbing, logits.expand(3, 3), xt, x0),
        })
            Assert.Contains("xt must be a category that x0 can become, at position 2 it was 1, which x0 = 0 cannot", Assert.Throws<ArgumentException>(form).Message);
        Tensor sure = tensor([1.0, 0, 0], [1, 3]);
        Assert.Contains("some predicted x0 can become, at position 0 it was 1", Assert.Throws<ArgumentException>(() => ChainTensors.Reverse(absorbing, absorbing, one, sure)).Message);
        Assert.Contains("some predicted x0 can become, at position 0 it was 1", Assert.Throws<ArgumentException>(() => ChainTensors.LogReverse(absorbing, absorbing, one, sure.log())).Message);
    }

    [Fact]
    public void What_is_possible_but_underflows_is_no_zero()
    {
        DenseTensors rare = DenseTensors.Of(tensor([1.0f, 1e-30f, 1e-30f, 1e-30f, 1.0f, 1e-30f, 1e-30f, 1e-30f, 1.0f], [3, 3]));
        using DenseTensors held = rare;
        // By way of 0, 1 and 2: 1e-30, 1e-30 and 1e-60, the last of which its logarithm alone can tell.
        Assert.Equal([0.5, 0.5, 0], Values(ChainTensors.Posterior(rare, rare, one, zero)), (a, b) => Math.Abs(a - b) <= 1e-6);
        Assert.Equal([-Math.Log(2), -Math.Log(2), -Math.Log(2) - 30 * Math.Log(10)], Values(ChainTensors.LogPosterior(rare, rare, one, zero)), (a, b) => Math.Abs(a - b) <= 1e-4);
        using DenseTensors steep = DenseTensors.Of(tensor([1.0f, 1e-38f, 0, 0, 1.0f, 1e-38f, 0, 0, 1.0f], [3, 3]));
        // Only by way of 1: 1e-76.
        Assert.Equal([0, 1, 0], Values(ChainTensors.Posterior(steep, steep, tensor([2L]), zero)), (a, b) => Math.Abs(a - b) <= 1e-5);
        // log 1e-38 = -87.498: more comes to 1 from 0 than stays there, and to 2 from 1.
        Tensor law = tensor([0.0f, -200, -300], [1, 3]), expected = tensor([0.0, -87.498234, -287.498234], [1, 3]);
        Assert.Equal(Values(expected), Values(steep.LogAfter(law)), (a, b) => Math.Abs(a - b) <= 1e-4);
    }

    [Fact]
    public void What_the_model_excludes_costs_infinity()
    {
        Tensor excluded = tensor([double.NegativeInfinity, 0, 0], [1, 3]);
        Assert.Equal([double.PositiveInfinity], Values(NelboTensors.StepKl(absorbing, absorbing, excluded, tensor([2L]), zero)));
        Assert.Equal([double.PositiveInfinity], Values(NelboTensors.StepKl(absorbing, absorbing, excluded, zero, zero)));
        Assert.Equal([double.PositiveInfinity], Values(NelboTensors.PredictedDecoder(excluded, zero)));
        Assert.Equal([double.PositiveInfinity], Values(NelboTensors.PosteriorDecoder(absorbing, excluded, tensor([2L]), zero)));
        Assert.Equal([double.PositiveInfinity], Values(NelboTensors.PriorKl(absorbing, tensor([0.0, 0, 1]), zero)));
        Assert.Equal([0.0], Values(NelboTensors.PriorKl(RankOneTensors.OfAbsorbing(3, 2, 1, Double), tensor([0.0, 0, 1]), zero)));
    }

    [Fact]
    public void Small_divergences_are_not_lost_in_rounding()
    {
        // KL = 2 d^2 to the leading order at (1/2 + d, 1/2 - d), d = 2^-12; q log(q/p) summed in float32 has no digit of it.
        using DenseTensors near = DenseTensors.Of(tensor([0.5f + 1f / 4096, 0.5f - 1f / 4096, 0.5f, 0.5f], [2, 2]));
        Assert.Equal(2.0 / (4096.0 * 4096), Values(NelboTensors.PriorKl(near, tensor([0.5f, 0.5f]), zero))[0], 2e-3 / (4096.0 * 4096));
    }

    [Fact]
    public void The_derivative_by_the_logits_is_that_of_a_difference()
    {
        using BandedTensors band = BandedTensors.OfBand(0.5, 3, 2, Double);
        using DenseTensors masks = DenseTensors.WithRowsOf(absorbing);
        foreach ((ITransitionTensors step, long xt) in new (ITransitionTensors, long)[] { (any, 1), (absorbing, 2), (masks, 2), (band, 1) })
        {
            Tensor asked = logits.clone().requires_grad_(), token = tensor([xt]);
            NelboTensors.StepKl(step, step, asked, token, zero).sum().backward();
            for (int k = 0; k < 3; k++)
            {
                Tensor Moved(double by) => logits + tensor([.. Enumerable.Range(0, 3).Select(j => j == k ? by : 0.0)], [1, 3]);
                double Loss(double by) => NelboTensors.StepKl(step, step, Moved(by), token, zero)[0].item<double>();
                Assert.Equal((Loss(1e-5) - Loss(-1e-5)) / 2e-5, asked.grad![0, k].item<double>(), 1e-8);
            }
            asked.grad!.Dispose();
        }
    }

    [Fact]
    public void A_logit_of_minus_infinity_leaves_the_derivative_finite()
    {
        using RankOneTensors still = RankOneTensors.OfUniform(3, 0, Double), masks = RankOneTensors.OfAbsorbing(3, 2, 0.5, Double);
        using BandedTensors band = BandedTensors.OfBand(0.5, 3, 1, Double);
        foreach (ITransitionTensors step in new ITransitionTensors[] { still, masks, band })
        {
            Tensor asked = tensor([0.5, double.NegativeInfinity, double.NegativeInfinity], [1, 3]).requires_grad_();
            Tensor log = step.LogAfter(asked);
            where(log.isneginf(), zeros_like(log), log).sum().backward();
            Assert.All(Values(asked.grad!), slope => Assert.True(double.IsFinite(slope), $"{step.GetType().Name}: {slope}"));
            asked.grad!.Dispose();
        }
    }

    [Fact]
    public void Products_stay_of_their_kind_where_it_is_closed()
    {
        using BandedTensors narrow = BandedTensors.OfBand(0.5, 8, 2, Double), wide = BandedTensors.OfGaussian(0.5, 8, 4, Double);
        using ITransitionTensors both = narrow.Then(wide), full = both.Then(wide), mixed = absorbing.Then(RankOneTensors.OfUniform(3, 0.25, Double)), masks = absorbing.Then(RankOneTensors.OfAbsorbing(3, 0, 0.25, Double));
        Assert.Equal(6, Assert.IsType<BandedTensors>(both).Width);
        Assert.IsType<DenseTensors>(full);
        Assert.Equal((0.375, 0.375, 0.25), Assert.IsType<RankOneTensors>(mixed) is var m ? (m.Keep, m.Mask, m.Uniform) : default);
        Assert.IsType<DenseTensors>(masks);
    }

    [Fact]
    public void A_law_that_is_not_the_only_stationary_one_is_refused()
    {
        Assert.Contains("must move something", Assert.Throws<InvalidOperationException>(identity.Stationary).Message);
        using BandedTensors still = BandedTensors.OfBand(0, 4, 1, Double);
        Assert.Contains("both its neighbours", Assert.Throws<InvalidOperationException>(still.Stationary).Message);
        using DenseTensors apart = DenseTensors.Of(eye(3, dtype: Double));
        Assert.Contains("category 2 does not", Assert.Throws<InvalidOperationException>(apart.Stationary).Message);
        Assert.Equal([1.0], Values(RankOneTensors.OfUniform(1, 0, Double).Stationary()));
    }

    public static TheoryData<string, Action> Refused => new()
    {
        { "categories must be at least 2, was 1", () => RankOneTensors.OfAbsorbing(1, 0, 0.5, Double) },
        { "mask must be in 0..2, was 3", () => RankOneTensors.OfAbsorbing(3, 3, 0.5, Double) },
        { "beta must be in [0, 1], was 1.5", () => RankOneTensors.OfUniform(3, 1.5, Double) },
        { "beta must be in [0, 1], was NaN", () => RankOneTensors.OfUniform(3, double.NaN, Double) },
        { "uniformRate must be at most 1 with maskRate, was 0.75 with 0.5", () => RankOneTensors.Of(3, 2, 0.5, 0.75, Double) },
        { "type must be float32 or float64, was Int64", () => RankOneTensors.OfUniform(3, 0.5, ScalarType.Int64) },
        { "bands must be from 1 to 3, was 4", () => BandedTensors.OfGaussian(0.5, 4, 4, Double) },
        { "beta must be a finite number above 0, was 0", () => BandedTensors.OfGaussian(0, 4, 2, Double) },
        { "width must be from 1 to 3, was 0", () => BandedTensors.OfBand(0.5, 4, 0, Double) },
        { "beta must be in [0, K/2], as many being within the width, was 2.5", () => BandedTensors.OfBand(2.5, 4, 1, Double) },
        { "categories must be at least 2, was 1", () => DenseTensors.OfGaussian(0.5, 1, Double) },
        { "matrix must be [K, K], was [1, 2]", () => DenseTensors.Of(ones([1, 2], dtype: Double)) },
        { "matrix must have rows that sum to 1, row 1 summed to 0.75", () => DenseTensors.Of(tensor([0.5, 0.5, 0.5, 0.25], [2, 2])) },
        { "matrix must not be negative, in row 0 the least was -0.5", () => DenseTensors.Of(tensor([1.5, -0.5, 0.5, 0.5], [2, 2])) },
        { "matrix must be finite", () => DenseTensors.Of(tensor([double.NaN, 0.5, 0.5, 0.5], [2, 2])) },
        { "most must be at least 0, was -1", () => new MatrixPowerTensors(RankOneTensors.OfUniform(2, 0.5, Double), -1) },
        { "n must be in 0..4, was 5", () => new MatrixPowerTensors(RankOneTensors.OfUniform(2, 0.5, Double), 4).Power(5) },
        { "n must be in 0..7", () => MatrixPowers.Power(MatrixPowers.Table(new UniformKernel(2).Step(new Rational(1, 2)), 4), 8) },
        { "rate must be finite and at least 0, was -1", () => NeighbourTensors.Step([[1], [0]], -1, Double) },
        { "categories must be at least 2, was 1", () => TruncatedLogisticTensors.LogProbabilities(zeros([1], dtype: Double), zeros([1], dtype: Double), 1) },
        { "logScale must have the shape of location, [1], was [2]", () => TruncatedLogisticTensors.LogProbabilities(zeros([1], dtype: Double), zeros([2], dtype: Double), 3) },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_is_no_noise_is_refused_by_name(string message, Action action) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message);

    [Fact]
    public void Tensors_that_do_not_fit_are_refused_by_name()
    {
        using DenseTensors single = DenseTensors.Of(eye(3, dtype: Single)), two = DenseTensors.Of(eye(2, dtype: Double));
        foreach ((string message, Action action) in new (string, Action)[]
        {
            ("tokens must be int64, was Int32", () => any.Rows(tensor([1]))),
            ("tokens must be [B], of one token at least, was [1, 1]", () => absorbing.Rows(one.unsqueeze(0))),
            ("tokens must be in 0..2, at position 1 it was 3", () => any.Columns(tensor([0L, 3]))),
            ("tokens must be in 0..2, at position 0 it was -1", () => absorbing.Columns(tensor([-1L]))),
            ("laws must be [rows, 3], was [1, 2]", () => any.After(ones([1, 2], dtype: Double))),
            ("laws must be Float64 as the step is, was Float32", () => absorbing.After(ones([1, 3], dtype: Single))),
            ("laws must not be negative, in row 0 the least was -1", () => absorbing.After(-ones([1, 3], dtype: Double))),
            ("logLaws must have a finite largest entry and no NaN in every row, row 1 has not", () => any.LogAfter(cat([logits, logits * tensor(double.NaN)], 0))),
            ("before must have 3 categories as its partner has, had 2", () => ChainTensors.Posterior(any, two, zero, zero)),
            ("before must be Float64 as its partner is, was Float32", () => ChainTensors.Posterior(any, single, zero, zero)),
            ("next must have 3 categories", () => any.Then(two)),
            ("x0 must have as many rows as xt, 1, had 2", () => ChainTensors.Posterior(any, any, zero, tensor([0L, 1]))),
            ("predicted must have rows that sum to 1, row 0 summed to 3", () => ChainTensors.Reverse(any, any, zero, ones([1, 3], dtype: Double))),
            ("prior must be [3], was [1, 3]", () => NelboTensors.PriorKl(any, ones([1, 3], dtype: Double), zero)),
            ("prior must have rows that sum to 1, row 0 summed to 3", () => NelboTensors.PriorKl(any, ones([3], dtype: Double), zero)),
            ("logits must be [B, 3], of one row at least, was [1, 2]", () => NelboTensors.StepKl(any, any, ones([1, 2], dtype: Double), zero, zero)),
            ("x0 must have as many rows as logits, 1, had 2", () => NelboTensors.PredictedDecoder(logits, tensor([0L, 1]))),
            ("logits must have as many rows as the step, 3, had 1", () => NelboTensors.Step(any, any, logits, zero)),
        })
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message);
    }
}
