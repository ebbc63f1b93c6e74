using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

static class Diameters
{
    /// <summary>max |y_i - y_j| over the rows of [N,D].</summary>
    /// <remarks>
    /// The expanded square finds the pair: about the centre, its error is a few ulps of the diameter itself. The pair's distance is then
    /// taken by difference.
    /// </remarks>
    public static double Of(Tensor points)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Device wide = Devices.Supports(points.device, ScalarType.Float64) ? points.device : CPU;
        Tensor y = points.to(wide).to(ScalarType.Float64);
        Tensor centred = y - y.mean([0L], keepdim: true);
        Tensor norms = (centred * centred).sum(1);
        double largest = 0;
        for (long from = 0; from < y.shape[0]; from += DataMixture.QueriesAtOnce)
        {
            using var block = NewDisposeScope();
            long count = Math.Min(DataMixture.QueriesAtOnce, y.shape[0] - from);
            Tensor squares = addmm(norms, centred.narrow(0, from, count).Times(-2), centred.t(), 1, 1)
                .Plus(norms.narrow(0, from, count).unsqueeze(1));
            long pair = squares.argmax().item<long>();
            double distance = (y[from + pair / y.shape[0]] - y[pair % y.shape[0]]).norm().item<double>();
            largest = Math.Max(largest, distance);
        }
        return largest;
    }
}
