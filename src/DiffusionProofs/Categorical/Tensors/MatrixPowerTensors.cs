using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>The powers B^n of one step as steps themselves, n = 0..most, from a table of B^(2^k), on tensors.</summary>
/// <remarks>
/// The table reaches the highest bit of <see cref="Most"/>: floor(log2(most)) + 1 matrices [K,K]. Errors:
/// <see cref="CategoricalAccuracy.Power"/>.
/// Source: Austin et al., D3PM, arXiv:2107.03006, appendix A.4.2.
/// </remarks>
public sealed class MatrixPowerTensors : IDisposable
{
    readonly DenseTensors[] table;

    /// <param name="step">B; not held.</param>
    /// <param name="most">The greatest n that is asked for, at least 0.</param>
    public MatrixPowerTensors(ITransitionTensors step, int most)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (most < 0) throw new ArgumentOutOfRangeException(nameof(most), $"most must be at least 0, was {most}.");
        Most = most;
        table = new DenseTensors[MatrixPowers.TableSize(most)];
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        // Of size 1 even for most = 0: it knows K, dtype and device.
        for (int k = 0; k < table.Length; k++)
            table[k] = k == 0 ? DenseTensors.WithRowsOf(step) : DenseTensors.Trusted(table[k - 1].Matrix.mm(table[k - 1].Matrix));
    }

    public int Most { get; }

    /// <summary>B^n; the identity for n = 0. The caller's to dispose of.</summary>
    /// <param name="n">0..<see cref="Most"/>.</param>
    public DenseTensors Power(int n)
    {
        if (n < 0 || n > Most) throw new ArgumentOutOfRangeException(nameof(n), $"n must be in 0..{Most}, was {n}.");
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor? product = null;
        foreach (int k in MatrixPowers.Bits(n)) product = product is null ? table[k].Matrix : product.mm(table[k].Matrix);
        return DenseTensors.Trusted(product ?? eye(table[0].Categories, dtype: table[0].DType, device: table[0].Device));
    }

    public void Dispose() => Array.ForEach(table, each => each.Dispose());
}
