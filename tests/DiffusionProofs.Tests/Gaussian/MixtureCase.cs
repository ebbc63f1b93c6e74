using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>Points far from 0 with a prior, and queries noised from them; the same numbers as tensors and as balls of sixty digits.</summary>
sealed class MixtureCase : IDisposable
{
    public MixtureCase(ScalarType type, double alpha, double sigma, int queries = 4, int points = 19, int dimensions = 5)
    {
        (Alpha, Sigma) = (alpha, sigma);
        using var generator = new Generator(7);
        using var scope = NewDisposeScope();
        Tensor y = randn([points, dimensions], generator: generator).Times(9).Plus(25);
        Tensor clean = y.narrow(0, 0, queries).Times(alpha);
        Points = y.to(type).DetachFromDisposeScope();
        LogPrior = randn([points], generator: generator).Times(2).Plus(1).to(type).DetachFromDisposeScope();
        Queries = clean.Plus(randn([queries, dimensions], generator: generator).Times(sigma)).to(type).DetachFromDisposeScope();
        Mixture = new DataMixture(Points, LogPrior);
    }

    public double Alpha { get; }
    public double Sigma { get; }
    public Tensor Points { get; }
    public Tensor LogPrior { get; }
    public Tensor Queries { get; }
    public DataMixture Mixture { get; }
    public MixtureAccuracy Accuracy => Mixture.Accuracy(Queries, Alpha, Sigma);

    /// <summary>A form of <see cref="MixtureFormulas"/> at every query, in balls.</summary>
    public BigReal[][] Exact(Func<BigReal[], BigReal[][], BigReal[], BigReal, BigReal, BigReal[]> form) =>
        [.. Rows(Queries).Select(x => form(Balls(x), [.. Rows(Points).Select(Balls)], Balls(Flat(LogPrior)), BigReal.FromDouble(Alpha), BigReal.FromDouble(Sigma)))];

    public static double[] Flat(Tensor t)
    {
        using var scope = NewDisposeScope();
        return t.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    public static double[][] Rows(Tensor t) => [.. Flat(t).Chunk((int)t[0].numel())];

    static BigReal[] Balls(double[] x) => [.. x.Select(BigReal.FromDouble)];

    public void Dispose()
    {
        Points.Dispose();
        LogPrior.Dispose();
        Queries.Dispose();
        Mixture.Dispose();
    }
}
