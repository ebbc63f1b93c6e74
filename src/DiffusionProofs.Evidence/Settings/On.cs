using TorchSharp;

namespace DiffusionProofs.Evidence;

/// <summary>Where tensor code is sampled: a device and a floating-point type.</summary>
public readonly record struct On(string Device, torch.ScalarType DType)
{
    /// <summary>The devices of the axis; one that is absent is a skipped test with its reason.</summary>
    public static IReadOnlyList<string> Devices { get; } = ["cpu", "cuda"];

    public static readonly On CpuFloat64 = new("cpu", torch.float64), CpuFloat32 = new("cpu", torch.float32);

    /// <summary>float64, float32: the names that the ledger uses.</summary>
    public string DTypeName => DType switch
    {
        torch.ScalarType.Float64 => "float64",
        torch.ScalarType.Float32 => "float32",
        _ => throw new NotSupportedException($"DType must be Float64 or Float32; it was {DType}."),
    };

    internal static torch.ScalarType DTypeOf(string name) => name switch
    {
        "float64" => torch.float64,
        "float32" => torch.float32,
        _ => throw new ArgumentException($"name must be float64 or float32; it was '{name}'.", nameof(name)),
    };

    /// <summary>The values, rounded to the dtype, in the current dispose scope.</summary>
    /// <param name="shape">Dimensions; none given means one dimension of all values.</param>
    public torch.Tensor Tensor(double[] values, params long[] shape)
    {
        // From float64 to float32 on the managed side, so that the reference can see exactly the numbers the tensor holds.
        long[] dims = shape.Length == 0 ? [values.Length] : shape;
        var device = new torch.Device(Device);
        return DType == torch.float32
            ? torch.tensor(Array.ConvertAll(values, v => (float)v), dims, dtype: DType, device: device)
            : torch.tensor(values, dims, dtype: DType, device: device);
    }

    /// <summary>A tensor of no dimension.</summary>
    public torch.Tensor Scalar(double value) => torch.tensor(Round(value), dtype: DType, device: new torch.Device(Device));

    /// <summary>The value as this dtype holds it: what the reference must start from.</summary>
    public double Round(double value) => DType == torch.float32 ? (float)value : value;

    public double[] Round(double[] values) => Array.ConvertAll(values, Round);

    /// <summary>The distance from |x| to the next number of this dtype, at least its smallest positive one.</summary>
    public double Ulp(double x) => Ulps.At(x, DType);

    public override string ToString() => $"{Device} {DTypeName}";
}
