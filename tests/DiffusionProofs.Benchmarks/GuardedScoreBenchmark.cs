using BenchmarkDotNet.Attributes;

namespace DiffusionProofs.Benchmarks;

/// <summary>What does small noise cost, where the pass over float32 data runs in float64?</summary>
public class GuardedScoreBenchmark
{
    DigitsCase? digits;

    [Params(0.5, 0.1, 0.002)]
    public double Sigma { get; set; }

    [GlobalSetup]
    public void Setup() => digits = new DigitsCase(Sigma);

    [Benchmark]
    public void Score() => digits!.Score();

    [GlobalCleanup]
    public void Cleanup() => digits!.Dispose();
}
