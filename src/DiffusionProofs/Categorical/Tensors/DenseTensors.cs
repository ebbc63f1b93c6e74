using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>Any step as its matrix, [K,K]: a user's own, nearest-neighbour noise, the discretised Gaussian over all K, products of different kinds.</summary>
/// <remarks>
/// Errors, u = 2^-24 or 2^-53: rows and columns are those of the matrix, <see cref="After"/> within K u of each entry for any order of the sum,
/// <see cref="Stationary"/> within <see cref="CategoricalAccuracy.Stationary"/>.
/// </remarks>
public sealed class DenseTensors : ITransitionTensors
{
    DenseTensors(Tensor matrix) => (Matrix, Categories, DType, Device) = (matrix.detach().clone().DetachFromDisposeScope(), (int)matrix.shape[0], matrix.dtype, matrix.device);

    /// <param name="matrix">[K,K], float32 or float64, not negative, its rows summing to 1 within 1.01 (2 K + 4) u. Copied.</param>
    public static DenseTensors Of(Tensor matrix)
    {
        TensorRequire.Finite(matrix, nameof(matrix));
        if (matrix.dim() != 2 || matrix.shape[0] != matrix.shape[1] || matrix.numel() == 0)
            throw new ArgumentException($"matrix must be [K, K], was {TensorRequire.Shape(matrix)}.", nameof(matrix));
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        if (CategoricalRequire.First(matrix.IsBelow(0).any(1)) is { } at)
            throw new ArgumentException(FormattableString.Invariant($"matrix must not be negative, in row {at} the least was {TensorRequire.Number(matrix[at].min())}."), nameof(matrix));
        CategoricalRequire.RowsSumToOne(matrix, nameof(matrix));
        return new(matrix);
    }

    /// <summary>The discretised Gaussian over all K (eq. 8). Its error is that of <see cref="ToeplitzKernels"/> in doubles and u.</summary>
    /// <param name="beta">Above 0: twice the variance on a grid over [-1, 1].</param>
    /// <param name="categories">K >= 2.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">The processor where left out.</param>
    public static DenseTensors OfGaussian(double beta, int categories, ScalarType type, Device? device = null)
    {
        using BandedTensors banded = BandedTensors.OfGaussian(beta, categories, CategoricalRequire.Categories(categories, 2, nameof(categories)) - 1, type, device);
        return WithRowsOf(banded);
    }

    /// <summary>The matrix of a step of another kind.</summary>
    public static DenseTensors WithRowsOf(ITransitionTensors step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using var scope = NewDisposeScope();
        return new(step.Rows(CategoricalIds.UpTo(step.Categories, step.Device)));
    }

    /// <summary>Q Q', by the rows of the first after the second.</summary>
    internal static DenseTensors Product(ITransitionTensors first, ITransitionTensors next)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        return new(next.After(first.Rows(CategoricalIds.UpTo(first.Categories, first.Device))));
    }

    /// <summary>Made by this library, its rows therefore not looked at.</summary>
    internal static DenseTensors Trusted(Tensor matrix) => new(matrix);

    /// <summary>[K,K], rows: from. Not to be changed.</summary>
    public Tensor Matrix { get; }

    public int Categories { get; }
    public ScalarType DType { get; }
    public Device Device { get; }

    public Tensor Rows(Tensor tokens)
    {
        CategoricalRequire.Tokens(tokens, this, nameof(tokens));
        return Matrix.index_select(0, tokens);
    }

    public Tensor Columns(Tensor tokens)
    {
        CategoricalRequire.Tokens(tokens, this, nameof(tokens));
        using var scope = NewDisposeScope();
        return Matrix.index_select(1, tokens).t().contiguous().MoveToOuterDisposeScope();
    }

    public Tensor After(Tensor laws)
    {
        CategoricalRequire.Weights(laws, this, nameof(laws));
        return laws.mm(Matrix);
    }

    /// <remarks>Relative to the largest of a row; entries that fall below its least normal number over u are summed by their logarithms instead.</remarks>
    /// <inheritdoc cref="ITransitionTensors.LogAfter"/>
    public Tensor LogAfter(Tensor logLaws)
    {
        CategoricalRequire.Logits(logLaws, this, nameof(logLaws));
        using var scope = NewDisposeScope();
        Tensor largest = logLaws.detach().amax([1], keepdim: true), sums = (logLaws - largest).exp().mm(Matrix), none = sums.detach().Is(0);
        // The logarithm of 0 has no derivative: it is put in afterwards.
        Tensor result = where(none, tensor(double.NegativeInfinity, DType, Device), where(none, ones_like(sums), sums).log().Plus(largest));
        Tensor possible = logLaws.isneginf().logical_not().to(DType).mm(Matrix.IsAbove(0).to(DType)).IsAbove(0);
        Tensor small = sums.detach().IsBelow(CategoricalAccuracy.LeastSum(Categories, DType)) & possible;
        if (!small.any().item<bool>()) return result.MoveToOuterDisposeScope();
        Tensor places = small.nonzero(), logMatrix = Matrix.log();
        // Blocks of K entries or fewer, each of K terms.
        for (long start = 0; start < places.shape[0]; start += Categories)
        {
            Tensor part = places.narrow(0, start, Math.Min(Categories, places.shape[0] - start)), row = part.select(1, 0), column = part.select(1, 1);
            Tensor terms = logLaws.index_select(0, row).Plus(logMatrix.index_select(1, column).t());
            Tensor flat = (row * tensor((long)Categories, device: Device)).Plus(column);
            result = result.reshape(-1).index_copy(0, flat, terms.logsumexp(1)).reshape(logLaws.shape);
        }
        return result.MoveToOuterDisposeScope();
    }

    public ITransitionTensors Then(ITransitionTensors next)
    {
        CategoricalRequire.SameKind(next, this, nameof(next));
        return Product(this, next);
    }

    /// <summary>By elimination of one category after another, as <see cref="StationaryLaw.Of"/>: no differences, the diagonal is not read.</summary>
    /// <exception cref="InvalidOperationException">Some category never leads to category 0.</exception>
    public Tensor Stationary()
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor a = Matrix.clone();
        for (int n = Categories - 1; n > 0; n--)
        {
            using var step = NewDisposeScope();
            Tensor row = a.select(0, n).narrow(0, 0, n), column = a.select(1, n).narrow(0, 0, n), leaves = row.sum(), rest = a.narrow(0, 0, n).narrow(1, 0, n);
            if (leaves.Is(0).item<bool>())
                throw new InvalidOperationException($"the step must lead from every category to category 0 in the end, else its stationary law need not be the only one; category {n} does not.");
            column.copy_(column / leaves);
            rest.copy_(rest.Plus(column.unsqueeze(1) * row));
        }
        Tensor law = ones([1], dtype: DType, device: Device);
        for (int j = 1; j < Categories; j++) law = cat([law, (law * a.select(1, j).narrow(0, 0, j)).sum(0, keepdim: true)], 0);
        return (law / law.sum()).MoveToOuterDisposeScope();
    }

    public void Dispose() => Matrix.Dispose();
}
