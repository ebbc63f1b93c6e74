using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>A data set's points about its centre, in one precision.</summary>
sealed class CentredPoints : IDisposable
{
    public CentredPoints(DataMixture data, ScalarType type, Device device)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Device wide = data.LogPrior.device;
        Tensor shifted = data.Points.to(wide).to(ScalarType.Float64) - data.Centre.to(wide).to(ScalarType.Float64);
        Values = shifted.to(type).to(device).contiguous().DetachFromDisposeScope();
        // Norms of the points as rounded, so that every weight is that of one and the same slightly moved point.
        Tensor rounded = Values.to(wide).to(ScalarType.Float64);
        SquaredNorms = (rounded * rounded).sum(1).DetachFromDisposeScope();
        Centre = data.Centre.to(device).to(type).clone().DetachFromDisposeScope();
    }

    /// <summary>y_i - c, [N,D].</summary>
    public Tensor Values { get; }

    /// <summary>|y_i - c|^2, [N], float64.</summary>
    public Tensor SquaredNorms { get; }

    /// <summary>c, [D].</summary>
    public Tensor Centre { get; }

    public void Dispose()
    {
        Values.Dispose();
        SquaredNorms.Dispose();
        Centre.Dispose();
    }
}
