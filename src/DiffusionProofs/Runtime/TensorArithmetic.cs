using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Runtime;

/// <summary>Arithmetic between tensors and numbers that holds its scalars for as long as libtorch reads them.</summary>
/// <remarks>Numbers are float64 scalars, which do not widen a float32 tensor. Results belong to the caller's dispose scope.</remarks>
// TorchSharp 0.107 turns each number into a temporary Scalar, passes its native handle on and keeps nothing alive: a collection set
// off by another thread lets the finalizer free the scalar while libtorch still reads it. The result is then wrong, or an
// ExternalException from c10/core/Scalar.h. Hidden scalars do the same: the sum of two tensors makes one for its alpha, square() one for
// its exponent, arange() three. Products, quotients and differences of tensors make none.
// Of the same temporaries: https://github.com/dotnet/TorchSharp/pull/1434 and https://github.com/dotnet/TorchSharp/pull/1496.
public static class TensorArithmetic
{
    static readonly Scalar One = 1;

    /// <summary>a + b, with broadcasting.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>t + x.</summary>
    public static Tensor Plus(this Tensor t, double x) => Holding(t, x, static (t, x) => t.add(x, One));

    /// <summary>t - x.</summary>
    public static Tensor Minus(this Tensor t, double x) => Holding(t, x, static (t, x) => t.sub(x));

    /// <summary>t x.</summary>
    public static Tensor Times(this Tensor t, double x) => Holding(t, x, static (t, x) => t.mul(x));

    /// <summary>t/x.</summary>
    public static Tensor DividedBy(this Tensor t, double x) => Holding(t, x, static (t, x) => t.div(x));

    /// <summary>t t.</summary>
    public static Tensor Squared(this Tensor t) => t * t;

    /// <summary>min(t, x).</summary>
    public static Tensor AtMost(this Tensor t, double x) => Holding(t, x, static (t, x) => t.clamp_max(x));

    /// <summary>max(t, x), in place.</summary>
    public static Tensor AtLeastInPlace(this Tensor t, double x) => Holding(t, x, static (t, x) => t.clamp_min_(x));

    /// <summary>Whether t &lt; x, entry by entry.</summary>
    public static Tensor IsBelow(this Tensor t, double x) => Holding(t, x, static (t, x) => t.lt(x));

    /// <summary>Whether t &lt;= x, entry by entry.</summary>
    public static Tensor IsAtMost(this Tensor t, double x) => Holding(t, x, static (t, x) => t.le(x));

    /// <summary>Whether t &gt; x, entry by entry.</summary>
    public static Tensor IsAbove(this Tensor t, double x) => Holding(t, x, static (t, x) => t.gt(x));

    /// <summary>Whether t = x, entry by entry.</summary>
    public static Tensor Is(this Tensor t, double x) => Holding(t, x, static (t, x) => t.eq(x));

    static Tensor Holding(Tensor t, double x, Func<Tensor, Scalar, Tensor> operation)
    {
        ArgumentNullException.ThrowIfNull(t);
        using Scalar held = x;
        Tensor result = operation(t, held);
        GC.KeepAlive(held);
        return result;
    }

    /// <summary>log(e^a + e^b), -infinity where both are, with the derivative 0 there: libtorch's is NaN.</summary>
    public static Tensor LogAdd(this Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        Tensor none = a.isneginf() & b.isneginf();
        Tensor sum = logaddexp(where(none, zeros_like(a), a), where(none, zeros_like(b), b));
        return where(none, tensor(double.NegativeInfinity, sum.dtype, sum.device), sum).MoveToOuterDisposeScope();
    }
}
