using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using TorchSharp;
using Dtypes = DiffusionProofs.Runtime.Dtypes;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>Nearest-neighbour noise on tensors against the series in sixty digits, and against libtorch's exponential of a matrix.</summary>
static class NeighboursOnTensors
{
    public static SampledOutcome Against(IReadOnlyDictionary<string, int[][]> graphs, On on) => Sample.Rows(on,
        from graph in graphs from rate in new[] { 0, 0.125, 1.75, 20 } select (graph.Key, Rate: rate), (row, _) =>
        {
            int[][] graph = graphs[row.Key];
            int size = graph.Length, halvings = NeighbourTensors.Halvings(graph, row.Rate);
            double[] exact = [.. NeighbourGenerator.Step(graph, BigReal.FromDouble(row.Rate), NeighbourGenerator.Terms(graph, row.Rate, BigReal.Digits)).SelectMany(NoiseCase.Doubles)];
            using DenseTensors step = NeighbourTensors.Step(graph, row.Rate, on.DType, new torch.Device(on.Device));
            return
            [
                Compare.Within("step", exact, step.Matrix, i => CategoricalAccuracy.Neighbours(exact[i], size, halvings, on.DType), on),
                Compare.Within("libtorch's exponential", Compare.Values(Exponential(graph, row.Rate, on)), step.Matrix,
                    i => CategoricalAccuracy.Neighbours(exact[i], size, halvings, on.DType) + ExponentialError(graph, row.Rate, on), on),
            ];
        }, "CategoricalAccuracy.Neighbours; for libtorch's exponential, whose error is not documented, 8 K (1 + rate |R|) u in addition",
        "pair, complete graph, ring, D3PM's four points, star, two pairs", "rates 0, 1/8, 7/4 and 20", ["libtorch's matrix_exp is as near as a scaled and squared Taylor polynomial can be"]);

    static torch.Tensor Exponential(int[][] graph, double rate, On on)
    {
        double[] generator = [.. NeighbourGenerator.Generator<Rational>(graph).SelectMany(row => row.Select(r => rate * r.ToDouble()))];
        return on.Tensor(generator, graph.Length, graph.Length).matrix_exp();
    }

    static double ExponentialError(int[][] graph, double rate, On on)
    {
        double norm = NeighbourGenerator.Generator<Rational>(graph).Max(row => row.Sum(r => Math.Abs(r.ToDouble())));
        return 8 * graph.Length * (1 + rate * norm) * Dtypes.UnitRoundoff(on.DType);
    }
}
