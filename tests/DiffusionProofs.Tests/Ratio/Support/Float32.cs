using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>A formula as float32 computes it, each operation rounded.</summary>
readonly record struct Float32(float Value) : ILogField<Float32>
{
    public static Float32 From(BigInteger n) => new((float)n);
    public static Float32 operator +(Float32 a, Float32 b) => new(a.Value + b.Value);
    public static Float32 operator -(Float32 a, Float32 b) => new(a.Value - b.Value);
    public static Float32 operator *(Float32 a, Float32 b) => new(a.Value * b.Value);
    public static Float32 operator /(Float32 a, Float32 b) => new(a.Value / b.Value);
    public static Float32 Log(Float32 x) => new(MathF.Log(x.Value));
    public static Float32 operator -(Float32 a) => new(-a.Value);
}
