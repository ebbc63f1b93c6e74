using BenchmarkDotNet.Attributes;

namespace DiffusionProofs.Benchmarks;

/// <summary>What does the masked bound cost from logits of a real vocabulary, beside reading its masked rows once and beside the published form?</summary>
public class MaskedNelboBenchmark
{
    readonly MaskedCase masked = new();

    [Benchmark(Baseline = true)]
    public void Masked_rows_read_once() => masked.Read();

    [Benchmark]
    public void Loss() => masked.Loss();

    [Benchmark]
    public void Loss_and_derivative_in_one_pass() => masked.OnePass();

    [Benchmark]
    public void Loss_and_derivative_by_autograd() => masked.Autograd();

    [Benchmark]
    public void Published_form() => masked.Published();

    [GlobalCleanup]
    public void Cleanup() => masked.Dispose();
}
