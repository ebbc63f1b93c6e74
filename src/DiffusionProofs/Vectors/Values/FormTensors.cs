using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>Between the fields of a case and tensors.</summary>
static class FormTensors
{
    /// <summary>The field's numbers as a tensor of its shape, in the caller's dispose scope.</summary>
    public static torch.Tensor Of(FormInputs inputs, string name, torch.Device device, torch.ScalarType type)
    {
        NumberArray array = inputs.Array(name);
        long[] shape = [.. array.Shape.Select(size => (long)size)];
        return torch.tensor(array.Values.ToArray(), shape, dtype: type, device: device);
    }

    /// <summary>The field's whole numbers as int64, in its shape.</summary>
    public static torch.Tensor Ids(FormInputs inputs, string name, torch.Device device)
    {
        NumberArray array = inputs.Array(name);
        long[] shape = [.. array.Shape.Select(size => (long)size)];
        return torch.tensor(array.Values.Select(value => (long)value).ToArray(), shape, device: device);
    }

    public static double[] Values(torch.Tensor tensor)
    {
        using torch.Tensor flat = tensor.to(torch.float64).cpu().flatten();
        return flat.data<double>().ToArray();
    }
}
