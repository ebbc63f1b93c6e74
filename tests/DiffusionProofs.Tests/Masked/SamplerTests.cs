using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

public sealed class SamplerTests : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();
    readonly Generator generator = new(1);

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void The_exact_denoiser_counts()
    {
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 1], [0, 0], [0, 1], [1, 1]], 2);
        double[] shares = Compare.Values(denoiser.LogProbabilities(SamplerRuns.Tensor([[2, 1], [0, 2], [1, 0]]), ones(3)).exp());
        double[] expected =
        [
            2.0 / 3, 1.0 / 3, 0, 0, 1, 0,
            1, 0, 0, 1.0 / 3, 2.0 / 3, 0,
            // No sequence is (1, 0): the shares in the whole list.
            0.75, 0.25, 0, 0.25, 0.75, 0,
        ];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], shares[i], 1e-15);
    }

    [Fact]
    public void The_exact_denoiser_names_bad_input()
    {
        Refused("sequences", "int64", "Float32", () => new ExactDenoiser(zeros(2, 3), 3, 2));
        Refused("sequences", "[B, L]", "[3]", () => new ExactDenoiser(zeros(3, ScalarType.Int64), 3, 2));
        Refused("sequences", "0..1", "0 to 5", () => new ExactDenoiser(SamplerRuns.Tensor([[0, 5]]), 2, 1));
        Refused("sequences", "mask 2", "no data", () => new ExactDenoiser(SamplerRuns.Tensor([[0, 2]]), 3, 2));
        Refused("mask", "0..2", "3", () => new ExactDenoiser(SamplerRuns.Tensor([[0, 1]]), 3, 3));
        Refused("vocabulary", "at least 2", "1", () => new ExactDenoiser(SamplerRuns.Tensor([[0, 0]]), 1, 0));
        Refused("dtype", "float32 or float64", "Float16", () => new ExactDenoiser(SamplerRuns.Tensor([[0, 0]]), 2, 1, ScalarType.Float16));
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 1]], 2);
        Refused("tokens", "[B, 2]", "[1, 3]", () => denoiser.LogProbabilities(SamplerRuns.Tensor([[0, 1, 1]]), ones(1)));
    }

    [Fact]
    public void A_step_names_bad_input()
    {
        Tensor tokens = SamplerRuns.Tensor([[0, 2]]), rows = zeros(1, 2, 3);
        Refused("alphaT", "below 1", "1", () => AncestralStep.Take(tokens, rows, 2, 1, 1, generator));
        Refused("alphaS", "at least alphaT = 0.5", "0.25", () => AncestralStep.Take(tokens, rows, 2, 0.25, 0.5, generator));
        Refused("reveal", "[0, 1]", "NaN", () => AncestralStep.Take(tokens, rows, 2, double.NaN, generator));
        Refused("mask", "0..2", "3", () => AncestralStep.Take(tokens, rows, 3, 1, generator));
        Refused("logProbabilities", "[1, 2, V]", "[1, 3, 3]", () => AncestralStep.Take(tokens, zeros(1, 3, 3), 2, 1, generator));
        Refused("logProbabilities", "float32 or float64", "Int64", () => AncestralStep.Take(tokens, zeros(1, 2, 3, ScalarType.Int64), 2, 1, generator));
        Refused("logProbabilities", "leave each masked position a token", "not finite", () => AncestralStep.Take(tokens, zeros(1, 2, 3).log(), 2, 1, generator));
        Refused("logProbabilities", "without NaN", "not finite", () => AncestralStep.Take(tokens, zeros(1, 2, 3) * double.NaN, 2, 1, generator));
    }

    [Fact]
    public void A_kept_answer_of_a_model_of_time_is_refused() =>
        Refused("evaluate", "must not be AfterAChange", "uses time", () => new AncestralSampler(new OfTime(), SamplerRuns.Linear, Evaluate.AfterAChange));

    [Fact]
    public void A_model_that_answers_in_another_shape_is_named()
    {
        Refused("LogProbabilities", "[1, 2, 4]", "[1, 2, 2]", () => new FirstHittingSampler(new Listening(4)).Sample(SamplerRuns.Masks(1, 2, 1), generator));
        Refused("LogProbabilities", "[1, 2, 4]", "[1, 2, 2]", () => new AncestralSampler(new Listening(4), SamplerRuns.Linear).Sample(SamplerRuns.Masks(1, 2, 1), [1, 0], generator));
        Refused("denoiser", "0..0", "1", () => new FirstHittingSampler(new Listening(1)));
    }

    [Fact]
    public void Samplers_name_bad_input()
    {
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 1]], 2);
        var ancestral = new AncestralSampler(denoiser, SamplerRuns.Linear);
        Tensor masks = SamplerRuns.Masks(1, 2, 2);
        Refused("times", "at least two", "1", () => ancestral.Sample(masks, [1], generator));
        Refused("times", "must fall", "0.5 at 2 after 0.5", () => ancestral.Sample(masks, [1, 0.5, 0.5], generator));
        Refused("times", "[0, 1]", "-0.1", () => ancestral.Sample(masks, [1, -0.1], generator));
        Refused("start", "0..2", "7", () => ancestral.Sample(SamplerRuns.Tensor([[7, 2]]), [1, 0], generator));
        Refused("maskRate", "(0, 1]", "0", () => new FirstHittingSampler(denoiser).Sample(masks, generator, 0));
        Refused("window", "prefix of 1 to 2", "2", () => SemiAutoregressive.Extend(SamplerRuns.Tensor([[0, 1]]), 2, 2, 2, w => w));
        Refused("tokens", "mask 2", "must not hold", () => SemiAutoregressive.Extend(masks, 3, 2, 2, w => w));
        Refused("steps", "at least 1", "0", () => MaskedTimes.Grid(0));
        Refused("last", "[0, 1)", "1", () => MaskedTimes.Grid(3, 1));
        Refused("count", "at least 1", "0", () => MaskedTimes.Stratified(0, generator));
        Refused("eps", "[0, 1)", "NaN", () => MaskedTimes.Independent(1, generator, double.NaN));
        Refused("mass", "(0, 1]", "0", () => Nucleus.Keep(ones(2), 0));
    }

    [Fact]
    public void A_sampler_that_changes_the_prefix_is_caught() => Assert.Contains("keep the visible tokens",
        Assert.Throws<InvalidOperationException>(() => SemiAutoregressive.Extend(SamplerRuns.Tensor([[0, 1]]), 3, 1, 2, w => zeros_like(w))).Message);

    [Fact]
    public void A_token_of_probability_0_never_comes()
    {
        Tensor rows = tensor(new[] { double.NegativeInfinity, 0, double.NegativeInfinity, -800, 0 }, ScalarType.Float64).expand(4, 5);
        Tensor u = tensor(new[] { 0, 0.25, 0.5, Math.BitDecrement(1) }, ScalarType.Float64);
        Assert.Equal([1, 1, 1, 1], SamplerRuns.Values(TokenDraws.Tokens(rows, 4, u)));
    }

    [Fact]
    public void Nothing_masked_needs_no_model()
    {
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 1]], 2);
        Tensor clean = SamplerRuns.Tensor([[0, 1]]);
        using MaskedSample ancestral = new AncestralSampler(denoiser, SamplerRuns.Linear).Sample(clean, MaskedTimes.Grid(4), generator);
        using FirstHittingSample hitting = new FirstHittingSampler(denoiser).Sample(clean, generator);
        Assert.Equal((0, 0), (ancestral.Evaluations, hitting.Evaluations));
        Assert.True(TokenSet.Same(clean, ancestral.Tokens) && TokenSet.Same(clean, hitting.Tokens));
    }

    [Fact]
    public void Sequences_with_fewer_masks_are_complete_earlier()
    {
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 1, 0]], 2);
        using FirstHittingSample sample = new FirstHittingSampler(denoiser).Sample(SamplerRuns.Tensor([[2, 2, 2], [0, 2, 0]]), generator, 0.5);
        Assert.Equal([0, 1, 0, 0, 1, 0], SamplerRuns.Values(sample.Tokens));
        double[] rates = Compare.Values(sample.MaskRates);
        Assert.True(0.5 > rates[0] && rates[0] > rates[1] && rates[1] > rates[2] && rates[2] > 0);
        Assert.True(rates[3] is > 0 and < 0.5);
        Assert.Equal([0, 0], rates[4..]);
    }

    [Fact]
    public void A_last_time_above_0_leaves_masks()
    {
        using ExactDenoiser denoiser = SamplerRuns.Denoiser([[0, 1]], 2);
        using MaskedSample sample = new AncestralSampler(denoiser, SamplerRuns.Linear).Sample(SamplerRuns.Masks(500, 2, 2), MaskedTimes.Grid(4, 0.5), generator);
        Statistics.Proportion(SamplerRuns.Values(sample.Tokens).LongCount(v => v == 2), 1000, 0.5, "500 pairs", "mask rate 1/2 at the last time");
    }

    [Fact]
    public void A_least_time_bounds_the_draws()
    {
        foreach (Func<int, Generator, double, ScalarType, Tensor> draw in new Func<int, Generator, double, ScalarType, Tensor>[] { MaskedTimes.Independent, MaskedTimes.Stratified, MaskedTimes.Equispaced })
            foreach (ScalarType dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
            {
                double[] times = Compare.Values(draw(1000, generator, 0.25, dtype));
                Assert.Equal(1000, times.Length);
                Assert.All(times, t => Assert.InRange(t, 0.25, 1));
            }
    }

    [Fact]
    public void Twenty_nine_counts_up_to_512_have_a_point_too_many()
    {
        int[] wrong = [.. Enumerable.Range(1, 512).Where(n => SamplingTimeMistakes.PointsOfArange(n) != n)];
        Assert.Equal(29, wrong.Length);
        Assert.Equal([49, 98, 103, 107, 196], wrong[..5]);
        Assert.Equal(50, arange(0, 1, 1.0 / 49, ScalarType.Float64).numel());
    }

    [Fact]
    public void Printed_probabilities_of_a_first_step_with_50257_tokens()
    {
        Float64[] row = [.. Enumerable.Repeat(new Float64(1 / (1024.0 * 50257)), 50257), new Float64(1023 / 1024.0)];
        Float64 stays = SamplingFormulas.TruncatedGumbel(row, SamplingFormulas.LargestGumbel<Float64>(24))[^1];
        Assert.Equal(9.77e-4, MaskedFormulas.RevealProbability(new Rational(1, 1024), 0).ToDouble(), 5e-7);
        Assert.Equal(4.56e-5, 1 - stays.Value, 5e-8);
    }

    [Fact]
    public void Ids_above_two_to_the_24_are_told_apart()
    {
        Tensor tokens = SamplerRuns.Tensor([[(1 << 24) + 1, 1 << 24]]);
        Assert.Equal([0, 1], SamplerRuns.Values(TokenSet.IsMask(tokens, 1 << 24).to(ScalarType.Int64)));
        Refused("other", "[1, 2]", "[1, 1]", () => TokenSet.Same(tokens, zeros(1, 1, ScalarType.Int64)));
    }

    [Fact]
    public void The_model_hears_alpha_of_the_step_it_is_asked_for()
    {
        var heard = new Listening(2);
        using MaskedSample ancestral = new AncestralSampler(heard, SamplerRuns.Linear, Evaluate.EveryStep).Sample(SamplerRuns.Masks(1, 2, 1), [1, 0.75, 0.5, 0], generator);
        Assert.Equal([0, 0.25, 0.5], heard.Alpha);
        heard.Alpha.Clear();
        using FirstHittingSample hitting = new FirstHittingSampler(heard).Sample(SamplerRuns.Masks(1, 3, 1), generator);
        Assert.Equal(Compare.Values(hitting.MaskRates).Select(m => 1 - m), heard.Alpha);
    }

    static void Refused(string name, string must, string was, Action act)
    {
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(act);
        Assert.Equal(name, refused.ParamName);
        Assert.Contains(must, refused.Message);
        Assert.Contains(was, refused.Message);
    }

    sealed class Listening(int vocabulary) : IMaskedDenoiser
    {
        public List<double> Alpha { get; } = [];
        public int Vocabulary => vocabulary;
        public int Mask => 1;
        public bool UsesTime => true;

        public Tensor LogProbabilities(Tensor tokens, Tensor alpha)
        {
            Alpha.AddRange(Compare.Values(alpha));
            return zeros(tokens.shape[0], tokens.shape[1], 2);
        }
    }

    sealed class OfTime : IMaskedDenoiser
    {
        public int Vocabulary => 2;
        public int Mask => 1;
        public bool UsesTime => true;

        public Tensor LogProbabilities(Tensor tokens, Tensor alpha) => throw new NotSupportedException();
    }
}
