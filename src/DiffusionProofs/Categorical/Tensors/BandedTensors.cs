using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

/// <summary>Steps that reach at most w categories to either side, on tensors: the discretised Gaussian with bands, band-diagonal noise and their products.</summary>
/// <remarks>
/// O(K w) memory, <see cref="After"/> O(B K w) time and O(B K) memory. Errors, u = 2^-24 or 2^-53: entries are made in doubles and rounded once,
/// the Gaussian's without differences (<see cref="CategoricalAccuracy.GaussianEntry"/>); <see cref="After"/> (2 w + 2) u more.
/// Source: Austin et al., D3PM, arXiv:2107.03006, eqs. 8 and 10.
/// </remarks>
public sealed class BandedTensors : ITransitionTensors
{
    /// <summary>[K,2w+1]: Q[i, i - w + k], and Q[i - w + k, i]; 0 outside of the range.</summary>
    readonly Tensor rows, columns;

    BandedTensors(Tensor rows, int width)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        (Categories, Width, DType, Device) = ((int)rows.shape[0], width, rows.dtype, rows.device);
        this.rows = rows.clone().DetachFromDisposeScope();
        Tensor padded = Padded(rows.t(), width).t();
        columns = stack(Enumerable.Range(0, 2 * width + 1).Select(k => padded.narrow(0, k, Categories).select(1, 2 * width - k)), 1).contiguous().DetachFromDisposeScope();
    }

    /// <summary>The discretised Gaussian (eq. 8), its normaliser over |n| &lt;= bands.</summary>
    /// <param name="beta">Above 0: twice the variance on a grid over [-1, 1].</param>
    /// <param name="categories">K >= 2.</param>
    /// <param name="bands">1..K-1.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">The processor where left out.</param>
    public static BandedTensors OfGaussian(double beta, int categories, int bands, ScalarType type, Device? device = null)
    {
        Float64[] weights = ToeplitzKernels.GaussianWeights<Float64>(Require.Positive(beta, nameof(beta)), categories, bands);
        double z = (weights[0] + 2 * weights[1..].Sum()).Value;
        double[] jumps = [.. ToeplitzKernels.GaussianJumps(weights).Select(jump => jump.Value)], leaving = [.. Enumerable.Range(0, bands + 1).Select(n => jumps[n..].Sum())];
        // From i, jumps by more than i to the left and by more than K - 1 - i to the right leave.
        return FromJumps(i => weights[0].Value / z + leaving[Math.Min(i, bands)] + leaving[Math.Min(categories - 1 - i, bands)], jumps, categories, type, device);
    }

    /// <summary>Band-diagonal noise (eq. 10).</summary>
    /// <param name="beta">At least 0, and such that a category is left with a probability of at most 1: K/(2 width) always is.</param>
    /// <param name="width">1..K-1.</param>
    /// <inheritdoc cref="OfGaussian"/>
    public static BandedTensors OfBand(double beta, int categories, int width, ScalarType type, Device? device = null)
    {
        CategoricalRequire.Categories(categories, 2, nameof(categories));
        if (width < 1 || width > categories - 1) throw new ArgumentOutOfRangeException(nameof(width), $"width must be from 1 to {categories - 1}, was {width}.");
        int Near(int i) => Math.Min(i, width) + Math.Min(categories - 1 - i, width);
        int most = Enumerable.Range(0, categories).Max(Near);
        if (!(beta >= 0 && beta * most <= categories))
            throw new ArgumentOutOfRangeException(nameof(beta), FormattableString.Invariant($"beta must be in [0, K/{most}], as many being within the width, was {beta}."));
        return FromJumps(i => 1 - Near(i) * beta / categories, [.. Enumerable.Repeat(beta / categories, width)], categories, type, device);
    }

    /// <param name="stay">The probability of staying, for each category.</param>
    /// <param name="jumps">jumps[n - 1] by n in either direction, within the range.</param>
    static BandedTensors FromJumps(Func<int, double> stay, double[] jumps, int categories, ScalarType type, Device? device)
    {
        CategoricalRequire.Floating(type, nameof(type));
        int width = jumps.Length, size = 2 * width + 1;
        double[] entries = new double[categories * size];
        for (int i = 0; i < categories; i++)
        {
            entries[i * size + width] = stay(i);
            for (int n = 1; n <= width; n++)
            {
                if (i - n >= 0) entries[i * size + width - n] = jumps[n - 1];
                if (i + n < categories) entries[i * size + width + n] = jumps[n - 1];
            }
        }
        using var scope = NewDisposeScope();
        return new(tensor(entries, [categories, size], dtype: type, device: device ?? CPU), width);
    }

    public int Categories { get; }
    public ScalarType DType { get; }
    public Device Device { get; }

    /// <summary>w.</summary>
    public int Width { get; }

    public Tensor Rows(Tensor tokens) => Lookup(rows, tokens);

    public Tensor Columns(Tensor tokens) => Lookup(columns, tokens);

    Tensor Lookup(Tensor band, Tensor tokens)
    {
        CategoricalRequire.Tokens(tokens, this, nameof(tokens));
        using var scope = NewDisposeScope();
        Tensor wide = zeros([tokens.shape[0], Categories + 2 * Width], dtype: DType, device: Device);
        wide.scatter_(1, tokens.unsqueeze(1).Plus(CategoricalIds.UpTo(2 * Width + 1, Device)), band.index_select(0, tokens));
        return wide.narrow(1, Width, Categories).contiguous().MoveToOuterDisposeScope();
    }

    public Tensor After(Tensor laws)
    {
        CategoricalRequire.Weights(laws, this, nameof(laws));
        return Accumulate(Padded(laws, Width), columns, (law, weight) => law * weight, (sum, term) => sum.Plus(term));
    }

    public Tensor LogAfter(Tensor logLaws)
    {
        CategoricalRequire.Logits(logLaws, this, nameof(logLaws));
        using var scope = NewDisposeScope();
        // Padding with anything finite: the weights outside of the range are 0, their logarithms -infinity.
        return Accumulate(Padded(logLaws, Width), columns.log(), (law, weight) => law.Plus(weight), (sum, term) => sum.LogAdd(term)).MoveToOuterDisposeScope();
    }

    /// <summary>Over k, of an operation on the law moved by k - w and the k-th weights.</summary>
    Tensor Accumulate(Tensor padded, Tensor weights, Func<Tensor, Tensor, Tensor> term, Func<Tensor, Tensor, Tensor> add)
    {
        using var scope = NewDisposeScope();
        using Tensor held = padded;
        Tensor? sum = null;
        for (int k = 0; k <= 2 * Width; k++)
        {
            using var inner = NewDisposeScope();
            Tensor next = term(padded.narrow(1, k, Categories), weights.select(1, k)), total = sum is null ? next : add(sum, next);
            sum?.Dispose();
            sum = total.MoveToOuterDisposeScope();
        }
        return sum!.MoveToOuterDisposeScope();
    }

    public ITransitionTensors Then(ITransitionTensors next)
    {
        CategoricalRequire.SameKind(next, this, nameof(next));
        if (next is not BandedTensors other || Width + other.Width > Categories - 1) return DenseTensors.Product(this, next);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        int inner = 2 * other.Width + 1;
        Tensor shifted = Padded(other.rows.t(), Width).t();
        Tensor product = zeros([Categories, 2 * (Width + other.Width) + 1], dtype: DType, device: Device);
        for (int k = 0; k <= 2 * Width; k++)
        {
            using var step = NewDisposeScope();
            Tensor part = product.narrow(1, k, inner);
            part.copy_(part.Plus(rows.narrow(1, k, 1) * shifted.narrow(0, k, Categories)));
        }
        return new BandedTensors(product, Width + other.Width);
    }

    /// <summary>The even law.</summary>
    /// <exception cref="InvalidOperationException">A jump to a neighbour is impossible somewhere, so that it is not certain to be the only one.</exception>
    public Tensor Stationary()
    {
        using var scope = NewDisposeScope();
        bool connected = (rows.select(1, Width + 1).narrow(0, 0, Categories - 1).IsAbove(0).all() & rows.select(1, Width - 1).narrow(0, 1, Categories - 1).IsAbove(0).all()).item<bool>();
        if (!connected) throw new InvalidOperationException("the step must lead from every category to both its neighbours, else the even law need not be the only stationary one; it does not.");
        return ones([Categories], dtype: DType, device: Device).DividedBy(Categories).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        rows.Dispose();
        columns.Dispose();
    }

    /// <summary>[B,K] with w zeros on either side.</summary>
    static Tensor Padded(Tensor laws, int width)
    {
        using var scope = NewDisposeScope();
        Tensor side = zeros([laws.shape[0], width], dtype: laws.dtype, device: laws.device);
        return cat([side, laws, side], 1).MoveToOuterDisposeScope();
    }
}
