using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Benchmarks;

/// <summary>What does the score of the digits against themselves cost, beside its two matrix products alone and beside the broadcast form?</summary>
public class MixtureScoreBenchmark
{
    readonly DigitsCase digits = new(sigma: 0.5);

    [Benchmark(Baseline = true)]
    public void Score() => digits.Score();

    [Benchmark]
    public void Two_matrix_products_alone() => digits.TwoProducts();

    /// <summary>[queries, points, dim] at once, as usually published: 1.7 GB.</summary>
    [Benchmark]
    public void Broadcast_form() => digits.Broadcast();

    [GlobalCleanup]
    public void Cleanup() => digits.Dispose();
}
