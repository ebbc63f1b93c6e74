using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>Nearest-neighbour noise exp(rate R) on tensors.</summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 9 and 16.</remarks>
public static class NeighbourTensors
{
    /// <summary>The step, as a matrix.</summary>
    /// <param name="neighbours">As for <see cref="NeighbourGenerator.Generator"/>.</param>
    /// <param name="rate">Finite, at least 0.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">The processor where left out.</param>
    /// <remarks>
    /// In float64 on the processor, then rounded: the rate halved until there is at most one event on average, the mean over the number of events up to
    /// <see cref="Terms"/> of the powers of one event's step, and as many squarings. Nothing is subtracted. Error: <see cref="CategoricalAccuracy.Neighbours"/>.
    /// </remarks>
    public static DenseTensors Step(int[][] neighbours, double rate, ScalarType type, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        CategoricalRequire.Floating(type, nameof(type));
        Require.AtLeast(rate, 0, nameof(rate));
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        int halvings = Halvings(neighbours, rate), size = neighbours.Length;
        double share = Math.ScaleB(rate, -halvings);
        Float64[][] entries = NeighbourGenerator.Events<Float64>(neighbours, share);
        Tensor events = tensor([.. entries.SelectMany(row => row.Select(p => p.Value))], [size, size], dtype: ScalarType.Float64), power = eye(size, dtype: ScalarType.Float64);
        List<Tensor> powers = [power];
        for (int n = 1; n <= Terms; n++) powers.Add(power = events.mm(power) / tensor((double)n));
        // The small ones first.
        Tensor sum = powers[^1];
        for (int n = Terms - 1; n >= 0; n--) sum = powers[n].Plus(sum);
        Tensor step = sum * tensor(Math.Exp(-NeighbourGenerator.Mean(neighbours, share)));
        for (int k = 0; k < halvings; k++) step = step.mm(step);
        return DenseTensors.Trusted(step.to(type).to(device ?? CPU));
    }

    /// <summary>More events than these have a probability below 1/21! &lt; 2^-65 where one is the mean.</summary>
    public const int Terms = 20;

    /// <summary>How often the rate is halved.</summary>
    public static int Halvings(int[][] neighbours, double rate)
    {
        double mean = NeighbourGenerator.Mean(neighbours, rate);
        return mean <= 1 ? 0 : (int)Math.Ceiling(Math.Log2(mean));
    }
}
