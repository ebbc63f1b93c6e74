using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>
/// One step Q of a chain over K categories, or a product of steps, on tensors: row-stochastic, Q[i, j] = q(next = j | now = i). All results have the
/// step's dtype and device and belong to the caller's dispose scope.
/// </summary>
/// <remarks>Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 2-4.</remarks>
public interface ITransitionTensors : IDisposable
{
    /// <summary>K.</summary>
    int Categories { get; }

    /// <summary>float32 or float64.</summary>
    ScalarType DType { get; }

    Device Device { get; }

    /// <summary>q(next = . | now), [B,K]: rows of Q.</summary>
    /// <param name="tokens">[B], int64, in 0..K-1.</param>
    Tensor Rows(Tensor tokens);

    /// <summary>q(next | now = .), [B,K]: columns of Q.</summary>
    /// <param name="tokens">[B], int64, in 0..K-1.</param>
    Tensor Columns(Tensor tokens);

    /// <summary>p Q, [B,K]: the law afterwards.</summary>
    /// <param name="laws">p before, [B,K], not negative. Rows need not sum to 1.</param>
    Tensor After(Tensor laws);

    /// <summary>log (p Q) from log p, [B,K]: what is too small for p itself is not lost.</summary>
    /// <param name="logLaws">[B,K], finite or -infinity.</param>
    Tensor LogAfter(Tensor logLaws);

    /// <summary>This step and then the next, Q Q': of the same kind where the kind is closed, else a matrix [K,K]. The caller's to dispose of.</summary>
    ITransitionTensors Then(ITransitionTensors next);

    /// <summary>The law that the step leaves as it is, [K]: pi Q = pi.</summary>
    /// <exception cref="InvalidOperationException">There may be more than one; the message says why.</exception>
    Tensor Stationary();
}
