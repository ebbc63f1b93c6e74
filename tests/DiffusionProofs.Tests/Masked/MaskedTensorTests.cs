using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

/// <summary>The tensor code at its edges and on bad input.</summary>
public class MaskedTensorTests : IDisposable
{
    const int Mask = 3;

    readonly DisposeScope scope = NewDisposeScope();
    readonly Tensor logits = tensor([0.5, -1, 2, 7, 1, 0.25, -0.5, 9, 3, 3, 3, 3], [1, 3, 4]);
    readonly Tensor x0 = tensor([2L, 0, 1], [1, 3]), xt = tensor([Mask, 0L, Mask], [1, 3]);
    readonly Tensor half = tensor([0.5]), falling = tensor([-1.0]);

    public void Dispose()
    {
        scope.Dispose();
        GC.SuppressFinalize(this);
    }

    static Tensor WithRow(Tensor logits, int row, double value)
    {
        Tensor changed = logits.clone();
        changed.select(1, row).copy_(tensor(value, logits.dtype));
        return changed;
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Rows_of_visible_tokens_are_not_read(double anything)
    {
        Tensor other = WithRow(logits, 1, anything);
        Tensor Loss(Tensor l) => MaskedLosses.ContinuousNelbo(l, xt, x0, Mask, half, falling);
        Assert.Equal(Loss(logits).data<double>().ToArray(), Loss(other).data<double>().ToArray());
        Assert.Equal(0, Loss(other)[0, 1].item<double>());
        Assert.False(double.IsNegative(Loss(other)[0, 1].item<double>()));
        Assert.Equal(
            MaskedStepKl.WithoutSubs(logits, xt, x0, Mask, tensor([1.0]), half).data<double>().ToArray(),
            MaskedStepKl.WithoutSubs(other, xt, x0, Mask, tensor([1.0]), half).data<double>().ToArray());
        Assert.Equal([double.NegativeInfinity, 0, double.NegativeInfinity, double.NegativeInfinity],
            SubsTensors.LogProbabilities(other, tensor([Mask, 1L, Mask], [1, 3]), Mask)[0, 1].data<double>().ToArray());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e300)]
    public void The_masks_own_logit_is_not_read(double anything)
    {
        Tensor other = logits.clone();
        other.select(2, Mask).copy_(tensor(anything));
        Assert.Equal(
            MaskedLosses.CrossEntropy(logits, xt, x0, Mask).data<double>().ToArray(),
            MaskedLosses.CrossEntropy(other, xt, x0, Mask).data<double>().ToArray());
    }

    [Fact]
    public void The_derivative_leaves_rows_of_visible_tokens_alone_or_zero()
    {
        Tensor kept = full_like(logits, 5), asked = logits.clone().requires_grad_();
        MaskedLosses.ContinuousNelboWithGradient(logits, xt, x0, Mask, half, falling, kept);
        MaskedLosses.ContinuousNelbo(asked, xt, x0, Mask, half, falling).sum().backward();
        Assert.Equal([5, 5, 5, 5], kept[0, 1].data<double>().ToArray());
        Assert.Equal([0, 0, 0, 0], asked.grad![0, 1].data<double>().ToArray());
        Assert.Equal(kept[0, 0].data<double>().ToArray(), asked.grad![0, 0].data<double>().ToArray());
        Assert.Equal(0, kept[0, 2, Mask].item<double>());
    }

    [Fact]
    public void The_derivative_may_overwrite_the_logits()
    {
        Tensor apart = zeros_like(logits), own = logits.clone();
        Tensor first = MaskedLosses.ContinuousNelboWithGradient(logits, xt, x0, Mask, half, falling, apart, scale: 0.5);
        Tensor second = MaskedLosses.ContinuousNelboWithGradient(own, xt, x0, Mask, half, falling, own, scale: 0.5);
        Assert.Equal(first.data<double>().ToArray(), second.data<double>().ToArray());
        Assert.Equal(apart[0, 2].data<double>().ToArray(), own[0, 2].data<double>().ToArray());
    }

    /// <summary>float32 rows this long are summed by another route than float64 ones, and the masked ones by two threads.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 2999)]
    [InlineData(2, 1500)]
    public void Long_rows_agree_between_the_types(int threads, int mask)
    {
        const int V = 3000, L = 12;
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            using var generator = new Generator(7);
            Tensor wide = randn([1, L, V], generator: generator) * 20, tokens = randint(1, V - 1, [1, L], generator: generator, dtype: ScalarType.Int64);
            tokens = where(tokens.eq(mask), tokens + 1, tokens);
            Tensor noisy = where(rand([1, L], generator: generator) < 0.7f, tensor((long)mask), tokens);
            wide[0, 0, 5] = tensor(float.NegativeInfinity);
            Tensor inDouble = wide.to(ScalarType.Float64), expected = zeros_like(inDouble), received = wide.clone();
            Tensor exact = MaskedLosses.ContinuousNelboWithGradient(inDouble, noisy, tokens, mask, half, falling, expected);
            Tensor loss = MaskedLosses.ContinuousNelboWithGradient(wide, noisy, tokens, mask, half.to(ScalarType.Float32), falling.to(ScalarType.Float32), received);
            (double[] a, double[] b) = (exact.data<double>().ToArray(), loss.to(ScalarType.Float64).data<double>().ToArray());
            for (int i = 0; i < L; i++) Assert.Equal(a[i], b[i], MaskedAccuracy.Term(2, a[i] / 2, V, ScalarType.Float32));
            Tensor masked = noisy.eq(mask).squeeze(0);
            // u (V + 30 + 2 |d|) for each entry, |d| up to 87; below that an entry may be 0.
            Tensor allowed = expected.abs() * Math.ScaleB(V + 30 + 174, -24) + 2 * Math.Exp(-87);
            Assert.True(((received.to(ScalarType.Float64) - expected).abs() <= allowed)[0, masked].all().item<bool>());
            Assert.True(received.eq(wide)[0, masked.logical_not()].all().item<bool>());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void A_nearly_certain_prediction_keeps_its_digits_in_float32()
    {
        Tensor sure = tensor([0f, 30f, -3f], [1, 1, 3]);
        float loss = MaskedLosses.CrossEntropy(sure, tensor([2L], [1, 1]), tensor([1L], [1, 1]), 2).item<float>();
        Assert.Equal(Math.Exp(-30), loss, MaskedAccuracy.CrossEntropy(Math.Exp(-30), 3, ScalarType.Float32));
    }

    [Fact]
    public void A_token_of_no_probability_costs_infinitely()
    {
        Tensor never = WithRow(logits, 0, 0);
        never[0, 0, 2] = tensor(double.NegativeInfinity);
        Assert.Equal(double.PositiveInfinity, MaskedLosses.CrossEntropy(never, xt, x0, Mask)[0, 0].item<double>());
    }

    [Fact]
    public void What_has_no_weight_costs_nothing_even_where_the_token_is_impossible()
    {
        Tensor never = logits.clone();
        never[0, 0, 2] = tensor(double.NegativeInfinity);
        Assert.Equal(0, MaskedLosses.DiscreteNelbo(never, xt, x0, Mask, half, half)[0, 0].item<double>());
        Assert.Equal(0, MaskedLosses.ContinuousNelbo(never, xt, x0, Mask, half, tensor([0.0]))[0, 0].item<double>());
        Assert.Equal(0, MaskedStepKl.WithoutSubs(never, xt, x0, Mask, half, half)[0, 0].item<double>());
        Assert.True(double.IsFinite(Md4Tensors.VectorNelbo(never, xt, x0, Mask, tensor([1.0, 2, 0, 0]))[0, 0].item<double>()));
    }

    [Fact]
    public void Logits_need_not_be_contiguous()
    {
        Tensor two = cat([logits, logits.flip(2)]), turned = two.transpose(1, 2).contiguous().transpose(1, 2).detach().requires_grad_(), plain = two.clone().requires_grad_();
        Assert.False(turned.is_contiguous());
        foreach (Tensor l in new[] { turned, plain })
            MaskedLosses.ContinuousNelbo(l, cat([xt, xt]), cat([x0, x0]), Mask, tensor([0.5, 0.25]), tensor([-1.0, -2])).sum().backward();
        Assert.Equal(plain.grad!.data<double>().ToArray(), turned.grad!.contiguous().data<double>().ToArray());
    }

    /// <summary>Each within 2 u of the exponential of the same rounded difference, and a half u of that one's own rounding to double.</summary>
    [Theory]
    [InlineData(48)]
    [InlineData(61)]
    public void Exponentials_of_rows_are_right_to_two_roundoffs(int length)
    {
        float[] entries = [.. Enumerable.Range(0, 4000 * length).Select(i => -(i * 7919L % 87_000) / 1000f - i % 13 / 977f)];
        Tensor source = tensor(entries).reshape(4000, length), destination = zeros_like(source);
        (float[] largest, _) = RowExponentials.Of(source, [.. Enumerable.Range(0, 4000).Select(i => (long)i)], 0, [.. Enumerable.Repeat(1L, 4000)], destination);
        float[] found = destination.data<float>().ToArray();
        for (int i = 0; i < found.Length; i++)
        {
            float d = entries[i] - largest[i / length];
            if (i % length < 2 || d < -87) Assert.Equal(0, found[i]);
            else Assert.InRange(found[i] / Math.Exp(d), 1 - Math.ScaleB(2.5, -24), 1 + Math.ScaleB(2.5, -24));
        }
    }

    [Fact]
    public void All_visible_costs_nothing_at_any_level()
    {
        Tensor one = tensor([1.0]);
        Assert.All(MaskedLosses.ContinuousNelbo(logits, x0, x0, Mask, one, falling).data<double>().ToArray(), v => Assert.Equal(0, v));
        Assert.All(MaskedStepKl.WithoutSubs(logits, x0, x0, Mask, one, one).data<double>().ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Positions_may_have_levels_of_their_own()
    {
        Tensor alpha = tensor([0.5, 0.25, 0.75], [1, 3]), slope = tensor([-1.0, -1, -2], [1, 3]);
        double[] loss = MaskedLosses.ContinuousNelbo(logits, xt, x0, Mask, alpha, slope).data<double>().ToArray();
        double[] bare = MaskedLosses.CrossEntropy(logits, xt, x0, Mask).data<double>().ToArray();
        Assert.Equal([2 * bare[0], 0, 8 * bare[2]], loss);
    }

    [Fact]
    public void Nothing_outlives_its_scope_autograd_included()
    {
        void Once()
        {
            using var inner = NewDisposeScope();
            Tensor asked = logits.clone().requires_grad_();
            MaskedLosses.ContinuousNelbo(asked, xt, x0, Mask, half, falling).sum().backward();
            MaskedStepKl.WithoutSubs(asked, xt, x0, Mask, tensor([1.0]), half).sum().backward();
            asked.grad!.Dispose();
        }
        Once();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++) Once();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Tensor Loss(Tensor? l = null, Tensor? t = null, Tensor? o = null, long mask = Mask, Tensor? a = null, Tensor? d = null) =>
            MaskedLosses.ContinuousNelbo(l ?? logits, t ?? xt, o ?? x0, mask, a ?? half, d ?? falling);
        void Says(string text, Func<Tensor> wrong) => Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(wrong).Message, StringComparison.Ordinal);

        Says("logits must be float32 or float64, was Float16.", () => Loss(logits.to(ScalarType.Float16)));
        Says("logits must have a finite largest entry and no NaN", () => Loss(WithRow(logits, 0, double.NaN)));
        Says("logits must have a finite largest entry and no NaN", () => Loss(WithRow(logits, 2, double.NegativeInfinity)));
        Says("xt must be int64, was Int32.", () => Loss(t: xt.to(ScalarType.Int32)));
        Says("xt must have the shape of the logits without their last axis, [1, 3], was [3].", () => Loss(t: xt.reshape(3)));
        Says("xt must be x0 or the mask, since nothing else comes from x0; at position 1 it was 1 with x0 = 0.", () => Loss(t: tensor([Mask, 1L, Mask], [1, 3])));
        Says("x0 must not hold the mask 3, data have none; it did at position 0.", () => Loss(o: xt));
        Says("x0 must be in 0..3, ranged from 0 to 4.", () => Loss(o: tensor([4L, 0, 1], [1, 3])));
        Says("mask must be in 0..3, was 4.", () => Loss(mask: 4));
        Says("alpha must be from 0 to 1, ranged from 1.5 to 1.5.", () => Loss(a: tensor([1.5])));
        Says("alpha must be below 1 where a token is masked", () => Loss(a: tensor([1.0])));
        Says("alpha must be Float64 as logits is, was Float32.", () => Loss(a: tensor([0.5f])));
        Says("alpha must be [1], one for each sequence, or [1, 3]", () => Loss(a: tensor([0.5, 0.5])));
        Says("dAlpha must be finite and at most 0, ranged from 1 to 1.", () => Loss(d: tensor([1.0])));
        Says("alphaS must be at least alphaT, was less by 0.25.", () => MaskedLosses.DiscreteNelbo(logits, xt, x0, Mask, tensor([0.25]), half));
        Says("gradient must have the shape of logits, [1, 3, 4], was [1, 3, 5].", () =>
            MaskedLosses.ContinuousNelboWithGradient(logits, xt, x0, Mask, half, falling, zeros([1, 3, 5], ScalarType.Float64)));
        Says("gradient must be contiguous, had the strides [12, 1, 3].", () =>
            MaskedLosses.ContinuousNelboWithGradient(logits, xt, x0, Mask, half, falling, zeros([1, 4, 3], ScalarType.Float64).transpose(1, 2)));
    }
}
