using TorchSharp;

namespace DiffusionProofs.Runtime;

/// <summary>The devices that tensor code can run on in this process.</summary>
public static class Devices
{
    /// <summary>cpu, then every CUDA device, then mps where there is one.</summary>
    /// <exception cref="InvalidOperationException"><see cref="LibTorch.Variable"/> is set and could not be followed.</exception>
    public static IReadOnlyList<torch.Device> Available()
    {
        LibTorch.Use();
        var devices = new List<torch.Device> { torch.CPU };
        if (torch.cuda.is_available())
            for (int i = 0; i < torch.cuda.device_count(); i++) devices.Add(torch.device(DeviceType.CUDA, i));
        if (torch.mps_is_available()) devices.Add(torch.device(DeviceType.MPS));
        return devices;
    }

    /// <summary>Whether tensors of the type can live on the device; float64 cannot on mps.</summary>
    public static bool Supports(torch.Device device, torch.ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type != DeviceType.MPS || type != torch.ScalarType.Float64;
    }

    /// <summary>The device's short name, such as <c>cuda:0</c>.</summary>
    public static string Describe(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.ToString();
    }
}
