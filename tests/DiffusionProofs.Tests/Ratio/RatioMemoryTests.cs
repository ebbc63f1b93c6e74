using System.Diagnostics;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.Gaussian;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>Alone in the process while it runs: others' tensors would be counted in.</summary>
[Collection(nameof(MixtureMemory))]
public class RatioMemoryTests
{
    [Fact]
    public void The_loss_of_a_large_vocabulary_copies_a_block_of_scores_at_a_time()
    {
        const long V = 50257, L = 512, All = V * L * sizeof(float);
        using var scope = NewDisposeScope();
        var rate = new UniformRate((int)V);
        Tensor logs = rand([1, L, V]), ids = zeros([1, L], dtype: ScalarType.Int64), one = ones(1);
        DwdseTensors.Integrand(rate, logs.narrow(1, 0, 16), ids.narrow(1, 0, 16), ids.narrow(1, 0, 16), one, one);
        (long held, long peakBefore) = Memory();
        DwdseTensors.Integrand(rate, logs, ids, ids, one, one);
        (long after, long peak) = Memory();
        Assert.InRange(after, 0, held + All / 2);
        Assert.InRange(peak, 0, Math.Max(peakBefore, held + All / 2));
    }

    static (long Held, long Peak) Memory()
    {
        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.PeakWorkingSet64);
    }
}
