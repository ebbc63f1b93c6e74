using DiffusionProofs.Data;
using DiffusionProofs.Gaussian;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Benchmarks;

/// <summary>The 1797 digits, 64 dimensions, in their own units, float32; queries are the digits noised at sigma.</summary>
sealed class DigitsCase : IDisposable
{
    readonly Tensor points;
    readonly Tensor queries;
    readonly DataMixture mixture;
    readonly double sigma;

    public DigitsCase(double sigma, int threads = 2)
    {
        set_num_threads(threads);
        this.sigma = sigma;
        points = tensor([.. Digits.Load().Points.SelectMany(p => p)], [Digits.Count, Digits.Dimensions], ScalarType.Float32);
        using var generator = new Generator(20240729);
        using Tensor noise = randn(points.shape, generator: generator);
        queries = points + noise * sigma;
        mixture = new DataMixture(points);
    }

    public bool RunsInDouble => mixture.RunsInDouble(queries, 1, sigma);

    public void Score() => mixture.Score(queries, 1, sigma).Dispose();

    public void TwoProducts()
    {
        using var scope = NewDisposeScope();
        queries.mm(points.t()).mm(points);
    }

    public void Broadcast()
    {
        using var scope = NewDisposeScope();
        Tensor weights = ((queries.unsqueeze(1) - points).square().sum(2) / (-2 * sigma * sigma)).softmax(1);
        Tensor score = (weights.mm(points) - queries) / (sigma * sigma);
    }

    public void Dispose()
    {
        points.Dispose();
        queries.Dispose();
        mixture.Dispose();
    }
}
