using System.Diagnostics;
using DiffusionProofs.Gaussian;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

[CollectionDefinition(nameof(MixtureMemory), DisableParallelization = true)]
public sealed class MixtureMemory;

/// <summary>Alone in the process while they run: others' tensors would be counted in.</summary>
[Collection(nameof(MixtureMemory))]
public class MixtureMemoryTests
{
    [Fact]
    public void No_array_of_queries_by_points_by_dimensions_is_built()
    {
        const long Size = 4096, Dimensions = 64, Cube = Size * Size * Dimensions * sizeof(float);
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor points = randn([Size, Dimensions], generator: generator), x = randn([Size, Dimensions], generator: generator);
        using var mixture = new DataMixture(points);
        (long held, long peakBefore) = Memory();
        Assert.True(peakBefore < held + Cube / 2, "an earlier peak hides what this test looks for");
        mixture.Score(x, 0.9, 0.5);
        mixture.LogDensity(x, 0.9, 0.5);
        (_, long peak) = Memory();
        // A tenth of the cube: four blocks of 512 x 4096 floats are 34 MB.
        Assert.InRange(peak, 0, Math.Max(peakBefore, held + Cube / 10));
    }

    [Fact]
    public void Every_form_leaves_its_result_alone()
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(ScalarType.Float32, 0.9, 0.01);
        foreach (Func<Tensor> form in new Func<Tensor>[]
        {
            () => at.Mixture.LogDensity(at.Queries, 0.9, 0.01), () => at.Mixture.Weights(at.Queries, 0.9, 0.01),
            () => at.Mixture.Denoiser(at.Queries, 0.9, 0.01), () => at.Mixture.Score(at.Queries, 0.9, 0.01),
            () => at.Mixture.ScoreJacobian(at.Queries, 0.9, 0.01), () => at.Mixture.ConditionNumber(at.Queries, 0.9, 0.01),
        })
        {
            form().Dispose();
            long before = Tensor.TotalCount;
            form().Dispose();
            Assert.Equal(before, Tensor.TotalCount);
        }
    }

    [Fact]
    public void A_data_set_lets_go_of_all_it_holds()
    {
        using var scope = NewDisposeScope();
        Tensor points = ones(5, 2), logPrior = zeros(5), x = zeros(3, 2);
        long before = Tensor.TotalCount;
        using (var mixture = new DataMixture(points, logPrior))
        {
            mixture.Score(x, 1, 1e-4).Dispose();
            _ = mixture.Diameter;
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    static (long Held, long Peak) Memory()
    {
        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.PeakWorkingSet64);
    }
}
