using System.Numerics;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Runtime;

/// <summary>
/// Tensors as a number system, entry by entry with broadcasting: a stable closed form that needs no batching of its own is
/// evaluated on tensors as it stands.
/// </summary>
/// <remarks>
/// Constants are float64 scalars, which do not widen a float32 tensor. Division by zero and log 0 follow IEEE. Intermediate
/// tensors belong to the caller's dispose scope.
/// </remarks>
public readonly record struct TensorNumber(Tensor Value) : IRealField<TensorNumber>
{
    public static TensorNumber operator +(TensorNumber a, TensorNumber b) => new(a.Value.Plus(b.Value));
    public static TensorNumber operator -(TensorNumber a, TensorNumber b) => new(a.Value - b.Value);
    public static TensorNumber operator *(TensorNumber a, TensorNumber b) => new(a.Value * b.Value);
    public static TensorNumber operator /(TensorNumber a, TensorNumber b) => new(a.Value / b.Value);
    public static TensorNumber operator -(TensorNumber a) => new(-a.Value);

    public static TensorNumber From(BigInteger n) => FromDouble((double)n);
    public static TensorNumber FromDouble(double x) => new(tensor(x, ScalarType.Float64));
    public static TensorNumber Pi => FromDouble(Math.PI);

    public static TensorNumber Log(TensorNumber x) => new(x.Value.log());
    public static TensorNumber Exp(TensorNumber x) => new(x.Value.exp());
    public static TensorNumber Sqrt(TensorNumber x) => new(x.Value.sqrt());
    public static TensorNumber Sin(TensorNumber x) => new(x.Value.sin());
    public static TensorNumber Cos(TensorNumber x) => new(x.Value.cos());
    public static TensorNumber Erf(TensorNumber x) => new(x.Value.erf());
    public static TensorNumber Expm1(TensorNumber x) => new(x.Value.expm1());
    public static TensorNumber Log1p(TensorNumber x) => new(x.Value.log1p());
    public static TensorNumber Tanh(TensorNumber x) => new(x.Value.tanh());
}
