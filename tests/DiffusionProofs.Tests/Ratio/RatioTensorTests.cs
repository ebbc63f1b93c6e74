using DiffusionProofs.Masked;
using DiffusionProofs.Ratio;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>The tensor code of the ratio chapter at its edges and on bad input.</summary>
public class RatioTensorTests : IDisposable
{
    static readonly ClosedRate uniform = new UniformRate(3);
    static readonly AbsorbingRate absorbing = new(3, 2);

    readonly DisposeScope scope = NewDisposeScope();
    readonly Tensor score = tensor([1.0, 0.375, 2.5, 1.75, 1, 0.625], [1, 2, 3]), x0 = tensor([0L, 1], [1, 2]), masked = tensor([2L, 1], [1, 2]);
    readonly Tensor one = tensor([1.0]), half = tensor([0.5]);

    public void Dispose()
    {
        scope.Dispose();
        GC.SuppressFinalize(this);
    }

    static double[] Values(Tensor t) => t.to(ScalarType.Float64).contiguous().data<double>().ToArray();

    [Fact]
    public void Only_rows_of_masks_are_read_and_never_the_masks_own_score()
    {
        Tensor other = score.clone();
        other[0, 1] = tensor(double.NaN);
        other[0, 0, 2] = tensor(double.NaN);
        Tensor Loss(Tensor logs) => DwdseTensors.Integrand(absorbing, logs, masked, x0, one, half);
        Assert.Equal(Values(Loss(score)), Values(Loss(other)));
        Assert.Equal(0, Loss(other)[0, 1].item<double>());
        Assert.Equal([0, 0], Values(DwdseTensors.Integrand(absorbing, other, x0, x0, one, half)));
    }

    /// <summary>d/d log s_y = sigma' Q[y][x_t] (s_y - r_y), 0 for x_t itself.</summary>
    [Fact]
    public void The_derivative_is_score_minus_ratio()
    {
        Tensor logs = score.log().requires_grad_(), moved = tensor([1L, 1], [1, 2]);
        DwdseTensors.Integrand(uniform, logs, moved, x0, one, half).sum().backward();
        double e = Math.E - 1, ratio = e / (e + 3);
        double[] expected = [1 - 1 / ratio, 0, 2.5 - 1, 1.75 - ratio, 0, 0.625 - ratio];
        Assert.All(expected.Zip(Values(logs.grad!)), pair => Assert.Equal(0.5 / 3 * pair.First, pair.Second, 1e-14));
        logs.grad!.Dispose();
    }

    [Fact]
    public void Positions_may_have_noise_of_their_own()
    {
        Tensor each = tensor([1.0, 2.0], [1, 2]);
        double[] loss = Values(DwdseTensors.Integrand(uniform, score, x0, x0, each, each));
        Assert.Equal(loss[0], Values(DwdseTensors.Integrand(uniform, score, x0, x0, one, one))[0]);
        Assert.Equal(loss[1], Values(DwdseTensors.Integrand(uniform, score, x0, x0, tensor([2.0]), tensor([2.0])))[1]);
    }

    [Fact]
    public void Visible_tokens_of_absorbing_noise_stay()
    {
        double[] visible = [0, 1, 0];
        Assert.Equal(visible, Values(SamplerStepTensors.Euler(absorbing, score, masked, half).Probabilities)[3..]);
        Assert.Equal(visible, Values(SamplerStepTensors.Denoise(absorbing, score, masked, half).Probabilities)[3..]);
        Assert.Equal([0, 0, 0], Values(ReverseRateTensors.Rows(absorbing, score, masked))[3..]);
    }

    /// <summary>Euler's step under the geometric schedule near t = 0: the mask has a negative probability, which a race by argmax never draws.</summary>
    [Fact]
    public void A_step_that_is_no_law_is_refused_by_name_and_place()
    {
        using var generator = new Generator(1);
        Geometric schedule = new(1e-4, 20);
        // Scores that sum to alpha/(1 - alpha), as the true ratios do.
        Tensor Scores(Tensor tokens, double sigma) => OutputScalingTensors.LogScore(absorbing, zeros([1, 2, 3], ScalarType.Float64), tokens, tensor([sigma])).exp();
        var sampler = new RatioSampler(absorbing, schedule, Scores);
        Tensor start = tensor([2L, 2], [1, 2]);
        string message = Assert.Throws<ArgumentException>(() => sampler.Sample(start, [0.25, 0.125], RatioStep.Euler, generator)).Message;
        Assert.Contains("Euler step 1 from t = 0.25 to 0.125 must give a law at every position: at [0, 0] category 2 has the probability -0.5", message, StringComparison.Ordinal);
        Assert.All(sampler.Sample(start, [0.25, 0.125], RatioStep.Tweedie, generator).data<long>().ToArray(), token => Assert.InRange(token, 0, 1));
    }

    [Fact]
    public void An_own_score_other_than_1_is_refused_where_it_is_drawn_from()
    {
        using var generator = new Generator(1);
        using StepLaw law = SamplerStepTensors.Tweedie(uniform, tensor([1.0, 0.5, 0.25], [1, 1, 3]), tensor([1L], [1, 1]), half);
        string message = Assert.Throws<ArgumentException>(() => law.Draw(generator)).Message;
        Assert.Contains("the Tweedie step must give a law", message, StringComparison.Ordinal);
        Assert.Contains("sum to 0.5", message, StringComparison.Ordinal);
        Assert.Contains("is the score of x_t itself 1?", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_which_float32_keeps_nothing_is_refused()
    {
        using var generator = new Generator(1);
        Tensor s = tensor([1f, 0.75f, 0.5f], [1, 1, 3]), xt = tensor([0L], [1, 1]), much = tensor([20f]);
        using StepLaw law = SamplerStepTensors.Tweedie(uniform, s, xt, much);
        Assert.Contains("use smaller steps, or float64", Assert.Throws<ArgumentException>(() => law.Draw(generator)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_rounding_leaves_below_zero_is_never_drawn()
    {
        using var generator = new Generator(1);
        Tensor law = tensor([-1e-18, 1, 1e-300], [1, 1, 3]).expand(1, 1000, 3);
        using var step = new StepLaw(law, tensor(1e-16).expand(1, 1000), "a step");
        Assert.All(step.Draw(generator).data<long>().ToArray(), token => Assert.Equal(1, token));
    }

    /// <summary>The last step's exact probabilities are 0 for the third category, and of the mask: rounding puts them on either side.</summary>
    [Fact]
    public void True_ratios_rounded_to_float32_are_not_refused()
    {
        using var generator = new Generator(1);
        foreach (ClosedRate rate in new ClosedRate[] { uniform, absorbing })
        {
            var chain = new RatioChain(rate, 1, [new(2, 3), new(1, 3), 0]);
            long[] drawn = chain.Sample(5000, RatioStep.Tweedie, generator, ScalarType.Float32, 1, 0.5, 0.25, 0.0625).data<long>().ToArray();
            Assert.All(drawn, token => Assert.InRange(token, 0, 1));
        }
    }

    [Fact]
    public void The_own_log_score_is_0_whatever_the_network_says()
    {
        Tensor logs = OutputScalingTensors.OwnScoreOne(uniform, score, x0);
        Assert.Equal([0, 0.375, 2.5, 1.75, 0, 0.625], Values(logs));
    }

    [Fact]
    public void Nothing_outlives_its_scope()
    {
        using var generator = new Generator(1);
        void Once()
        {
            using var inner = NewDisposeScope();
            Tensor logs = score.log().requires_grad_();
            DwdseTensors.Integrand(uniform, logs, masked, x0, one, half).sum().backward();
            DwdseTensors.Integrand(absorbing, logs, masked, x0, one, half).sum().backward();
            logs.grad!.Dispose();
            SamplerStepTensors.Tweedie(absorbing, score.scatter(-1, masked.unsqueeze(-1), ones([1, 2, 1], ScalarType.Float64)), masked, tensor([0.0625])).Draw(generator).Dispose();
            ScoreEntropyTensors.Explicit(tensor([0.5, 0.25, 0.25]), ones([3, 3], ScalarType.Float64), ones([3, 3], ScalarType.Float64));
        }
        Once();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++) Once();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Results_are_all_that_is_left()
    {
        Tensor nothing = zeros([3, 3], ScalarType.Float64), pairs = ones([3, 3], ScalarType.Float64), law = tensor([0.5, 0.25, 0.25]);
        foreach (Func<Tensor> form in new Func<Tensor>[]
        {
            () => TransitionTensors.Rows(absorbing, masked, one), () => RateTensors.Rows(absorbing, masked, ScalarType.Float32), () => RateTensors.Rows(uniform, x0, ScalarType.Float64), () => TransitionTensors.Columns(uniform, masked, one), () => TransitionTensors.Undo(absorbing, score, one),
            () => TransitionTensors.Exponential(nothing, one), () => ReverseRateTensors.Rows(uniform, score, x0),
            () => DwdseTensors.Integrand(uniform, score, x0, x0, one, half), () => DwdseTensors.Integrand(absorbing, score, masked, x0, one, half),
            () => PriorDivergenceTensors.Of(uniform, x0, one), () => PriorDivergenceTensors.Of(absorbing, x0, one), () => OutputScalingTensors.LogScore(absorbing, score, masked, one),
            () => TransitionTensors.Noised(absorbing, score, one), () => ReverseRateTensors.ConcreteScore(law), () => ReverseRateTensors.Dense(nothing, pairs),
            () => ScoreEntropyTensors.Explicit(law, pairs, pairs), () => ScoreEntropyTensors.Implicit(law, pairs, pairs), () => ScoreEntropyTensors.Denoising(law, pairs, pairs, pairs),
            () => new LogLinear().Noise(half), () => new LogLinear().NoiseSlope(half),
        })
        {
            form().Dispose();
            using var inner = NewDisposeScope();
            form();
            Assert.Equal(1, inner.DisposablesCount);
        }
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Tensor Loss(ClosedRate? rate = null, Tensor? l = null, Tensor? t = null, Tensor? o = null, Tensor? s = null, Tensor? d = null) =>
            DwdseTensors.Integrand(rate ?? absorbing, l ?? score, t ?? masked, o ?? x0, s ?? one, d ?? half);
        void Says(string text, Func<object> wrong) => Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(wrong).Message, StringComparison.Ordinal);
        Tensor nan = score.clone();
        nan[0, 0, 1] = tensor(double.NaN);

        Says("rate must be a UniformRate or an AbsorbingRate, was UnscaledUniformRate", () => Loss(new UnscaledUniformRate(3)));
        Says("logScore must be [..., 4], one for each category of the rates, was [1, 2, 3].", () => Loss(new UniformRate(4)));
        Says("logits must be float32 or float64, was Float16.".Replace("logits", "logScore", StringComparison.Ordinal), () => Loss(l: score.to(ScalarType.Float16)));
        Says("logScore must be finite, had a NaN or an infinity.", () => Loss(l: nan));
        Says("logScore must be finite, had a NaN or an infinity.", () => Loss(uniform, nan, x0));
        Says("xt must be x0 or the mask", () => Loss(t: tensor([1L, 1], [1, 2])));
        Says("x0 must not hold the mask 2, data have none", () => Loss(o: masked));
        Says("x0 must be in 0..2, ranged from 0 to 3.", () => Loss(uniform, o: tensor([0L, 3], [1, 2])));
        Says("xt must be int64, was Int32.", () => Loss(uniform, t: x0.to(ScalarType.Int32)));
        Says("sigma must be above 0, the least was 0.", () => Loss(s: tensor([0.0])));
        Says("sigma must be Float64 as the scores is, was Float32.", () => Loss(s: tensor([1f])));
        Says("sigma must be [1], one for each sequence, or [1, 2], one for each position, was [3].", () => Loss(s: tensor([1.0, 1, 1])));
        Says("slope must be at least 0, the least was -1.", () => Loss(d: tensor([-1.0])));
        Says("type must be float32 or float64, was Float16.", () => RateTensors.Rows(uniform, x0, ScalarType.Float16));
        Says("x must be in 0..2, ranged from 0 to 3.", () => TransitionTensors.Rows(uniform, tensor([0L, 3], [1, 2]), one));
        Says("sigma must be at least 0, the least was -1.", () => TransitionTensors.Columns(uniform, x0, tensor([-1.0])));
        Says("score must be finite", () => TransitionTensors.Undo(uniform, nan, one));
        Says("rates must be [V, V], was [2, 3].", () => TransitionTensors.Exponential(zeros([2, 3], ScalarType.Float64), one));
        Says("law must be finite", () => TransitionTensors.Noised(uniform, nan, one));
        Says("p must be above 0: a ratio from a state of probability 0 is undefined.", () => ReverseRateTensors.ConcreteScore(tensor([0.5, 0.5, 0])));
        Says("score must have the shape of rates, [3, 3], was [2, 2].", () => ReverseRateTensors.Dense(zeros([3, 3], ScalarType.Float64), ones([2, 2], ScalarType.Float64)));
        Says("leak must be null for uniform noise", () => PriorDivergenceTensors.Of(uniform, x0, one, 0.5));
        Says("leak must be above 0 and below 1, was 1.", () => PriorDivergenceTensors.Of(absorbing, x0, one, 1));
        Says("x0 must not hold the mask 2, data have none.", () => PriorDivergenceTensors.Of(absorbing, masked, one));
        Says("score must have tokens that sum to more than 0 at every mask", () => SamplerStepTensors.Denoise(absorbing, zeros_like(score), masked, one));
        Says("noise must be at least 0, the least was -1.", () => SamplerStepTensors.Euler(uniform, score, x0, tensor([-1.0])));
        Tensor law = tensor([0.5, 0.25, 0.25]), pairs = ones([3, 3], ScalarType.Float64);
        Says("p must be at least 0 and sum to 1, had the least entry 0.5 and the sum 1.5.", () => ScoreEntropyTensors.Explicit(tensor([0.5, 0.5, 0.5]), pairs, pairs));
        Says("score must be above 0 off the diagonal.", () => ScoreEntropyTensors.Implicit(law, zeros_like(pairs), pairs));
        Says("weights must be [3, 3], was [2, 2].", () => ScoreEntropyTensors.Implicit(law, pairs, ones([2, 2], ScalarType.Float64)));
        Says("transition must be at least 0 off the diagonal.", () => ScoreEntropyTensors.Denoising(law, pairs.neg(), pairs, pairs));
    }

    [Fact]
    public void Clamped_tokens_hold_and_the_start_is_left_as_it_was()
    {
        using var generator = new Generator(1);
        Tensor ScoreOf(Tensor tokens, double sigma) => ones([.. tokens.shape, 3], ScalarType.Float64);
        Tensor start = tensor([0L, 1, 2, 2, 1, 0], [2, 3]);
        RatioSampler sampler = new(uniform, new LogLinear(), ScoreOf);
        Tensor each = sampler.Sample(start, [1, 0.5], RatioStep.Tweedie, generator, new(tensor([2L, 0]), tensor([1L, 2, 0, 1], [2, 2])));
        Assert.Equal([2, 1, 1, 0], new[] { each[0, 0], each[0, 2], each[1, 0], each[1, 2] }.Select(t => t.item<long>()));
        Assert.All(sampler.Sample(start, [1], RatioStep.Euler, generator, new(tensor([1L]), tensor([2L]))).select(1, 1).clone().data<long>().ToArray(), token => Assert.Equal(2, token));
        Assert.Equal([0, 1, 2, 2, 1, 0], start.data<long>().ToArray());
    }

    [Fact]
    public void A_clamp_leaves_no_tensor_behind()
    {
        using var generator = new Generator(1);
        RatioSampler sampler = new(uniform, new LogLinear(), (tokens, _) => ones([.. tokens.shape, 3], ScalarType.Float64));
        RatioClamp clamp = new(tensor([1L]), tensor([2L]));
        using var inner = NewDisposeScope();
        sampler.Sample(x0, [1, 0.5], RatioStep.Tweedie, generator, clamp);
        Assert.Equal(1, inner.DisposablesCount);
    }

    [Fact]
    public void A_clamp_that_does_not_fit_is_named()
    {
        using var generator = new Generator(1);
        void Says(string text, Tensor positions, Tensor tokens, Tensor? start = null) => Assert.Contains(text,
            Assert.ThrowsAny<ArgumentException>(() => new RatioSampler(absorbing, new LogLinear(), (_, _) => throw new InvalidOperationException("never asked"))
                .Sample(start ?? masked, [1], RatioStep.Tweedie, generator, new(positions, tokens))).Message, StringComparison.Ordinal);
        Tensor none = zeros([0], ScalarType.Int64), first = tensor([0L]), token = tensor([1L]);
        Says("clamp.Positions must be int64, was Int32.", tensor([0]), token);
        Says("clamp.Positions must be [n] with n at least 1, was [0].", none, none);
        Says("clamp.Positions must be [n] with n at least 1, was [1, 1].", first.reshape(1, 1), token);
        Says("clamp.Positions must be in 0..1, ranged from 0 to 2.", tensor([0L, 2]), tensor([0L, 1]));
        Says("clamp.Positions must be in 0..1, ranged from -1 to -1.", tensor([-1L]), token);
        Says("clamp.Positions must hold each position once, had 1 2 times.", tensor([1L, 1]), tensor([0L, 1]));
        Says("clamp.Tokens must be int64, was Float64.", first, one);
        Says("clamp.Tokens must be [1], the same for every sequence, or [1, 1], was [2].", first, tensor([0L, 1]));
        Says("clamp.Tokens must be in 0..2, ranged from 3 to 3.", first, tensor([3L]));
        Says("clamp.Tokens must not hold the mask 2, data have none.", first, tensor([2L]));
        Says("start must be [B, L] where tokens are clamped, was [2].", first, token, tensor([2L, 2]));
    }

    [Fact]
    public void Times_that_do_not_fall_are_refused()
    {
        using var generator = new Generator(1);
        var sampler = new RatioSampler(uniform, new LogLinear(0), (_, _) => throw new InvalidOperationException("never asked"));
        void Says(string text, params double[] times) =>
            Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(() => sampler.Sample(x0, times, RatioStep.Tweedie, generator)).Message, StringComparison.Ordinal);
        Says("times must hold at least one.");
        Says("had 0 at 1 after 0.5.", 0.5, 0);
        Says("had 0.5 at 1 after 0.25.", 0.25, 0.5);
        Says("have finite noise, had 1 at 0.", 1);
    }
}
