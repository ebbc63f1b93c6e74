using System.Diagnostics;
using DiffusionProofs.Categorical;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Categorical;

[CollectionDefinition(nameof(CategoricalMemory), DisableParallelization = true)]
public sealed class CategoricalMemory;

/// <summary>Alone in the process while they run: others' tensors would be counted in.</summary>
[Collection(nameof(CategoricalMemory))]
public class CategoricalMemoryTests
{
    const int K = 50257;

    /// <summary>A matrix would be 10 GB; B K floats are 1.6 MB.</summary>
    [Fact]
    public void No_matrix_of_all_categories_is_built()
    {
        const long Matrix = (long)K * K * sizeof(float);
        using var scope = NewDisposeScope();
        (long held, long peakBefore) = Memory();
        Assert.True(peakBefore < held + Matrix / 2, "an earlier peak hides what this test looks for");
        Use(RankOneTensors.OfUniform(K, 0.25, ScalarType.Float32), RankOneTensors.OfUniform(K, 0.125, ScalarType.Float32));
        Use(RankOneTensors.OfAbsorbing(K, K - 1, 0.25, ScalarType.Float32), RankOneTensors.OfAbsorbing(K, K - 1, 0.125, ScalarType.Float32));
        Use(RankOneTensors.Of(K, K - 1, 0.25, 0.25, ScalarType.Float32), RankOneTensors.Of(K, K - 1, 0.125, 0.5, ScalarType.Float32));
        using BandedTensors band = BandedTensors.OfBand(0.5, K, 3, ScalarType.Float32), narrow = BandedTensors.OfGaussian(1e-9, K, 2, ScalarType.Float32);
        Use(band, narrow);
        (_, long peak) = Memory();
        Assert.InRange(peak, 0, Math.Max(peakBefore, held + Matrix / 20));
    }

    static void Use(ITransitionTensors step, ITransitionTensors next)
    {
        using var scope = NewDisposeScope();
        using ITransitionTensors two = step.Then(next);
        Tensor x0 = tensor(Enumerable.Range(0, 8).Select(i => (long)(i * i)).ToArray()), logits = zeros([8, K]);
        Assert.IsNotType<DenseTensors>(two);
        NelboTensors.StepKl(next, step, logits, x0, x0);
        ChainTensors.Posterior(next, step, x0, x0);
        ChainTensors.Reverse(next, step, x0, two.Rows(x0));
        NelboTensors.PriorKl(two, ones([K]) / tensor((float)K), x0);
        NelboTensors.PosteriorDecoder(step, logits, x0, x0);
        two.Stationary();
    }

    [Fact]
    public void Every_form_leaves_its_result_alone()
    {
        using var scope = NewDisposeScope();
        Tensor tokens = tensor([0L, 2, 1]), logits = zeros([3, 3], dtype: ScalarType.Float64), law = ones([3], dtype: ScalarType.Float64) / tensor(3.0), laws = law.expand(3, 3);
        using BandedTensors band = BandedTensors.OfBand(0.5, 3, 1, ScalarType.Float64);
        using DenseTensors dense = DenseTensors.OfGaussian(0.5, 3, ScalarType.Float64);
        using var powers = new MatrixPowerTensors(dense, 4);
        foreach (ITransitionTensors step in new ITransitionTensors[] { RankOneTensors.Of(3, 2, 0.25, 0.25, ScalarType.Float64), band, dense })
        {
            foreach (Func<IDisposable> form in new Func<IDisposable>[]
            {
                () => step.Rows(tokens), () => step.Columns(tokens), () => step.After(laws), () => step.LogAfter(logits), () => step.Then(step), () => step.Then(dense), step.Stationary,
                () => ChainTensors.Posterior(step, step, tokens, tokens), () => ChainTensors.Reverse(step, step, tokens, laws), () => ChainTensors.LogReverse(step, step, tokens, logits),
                () => NelboTensors.StepKl(step, step, logits, tokens, tokens), () => NelboTensors.PriorKl(step, law, tokens), () => NelboTensors.PredictedDecoder(logits, tokens),
                () => NelboTensors.PosteriorDecoder(step, logits, tokens, tokens), () => NelboTensors.Step(step, step, logits, tokens), () => NelboTensors.Decoding(step, logits, tokens, true),
                () => powers.Power(3), () => NeighbourTensors.Step([[1], [0], [0]], 3, ScalarType.Float32), () => TruncatedLogisticTensors.LogProbabilities(law, law, 4),
            })
            {
                form().Dispose();
                long before = Tensor.TotalCount;
                form().Dispose();
                Assert.Equal(before, Tensor.TotalCount);
            }
        }
    }

    static (long Held, long Peak) Memory()
    {
        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.PeakWorkingSet64);
    }
}
