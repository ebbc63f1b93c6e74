using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Evidence;

/// <summary>Which devices a run may use.</summary>
public static class Devices
{
    static readonly Lazy<bool> cuda = new(() =>
    {
        try
        {
            LibTorch.Use();
            return torch.cuda.is_available();
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or NotSupportedException or EntryPointNotFoundException or InvalidOperationException)
        {
            // Without libtorch the cases on the CPU fail with the loader's own reason; here there is only no CUDA.
            return false;
        }
    });

    static readonly Lazy<bool> oneThread = new(() =>
    {
        LibTorch.Use();
        torch.set_num_threads(1);
        return true;
    });

    /// <summary>Null where tests may run on the device, else why they are skipped.</summary>
    public static string? ReasonToSkip(string device)
    {
        if (device == "cuda" && !cuda.Value) return "no CUDA device: torch.cuda.is_available() is false";
        return Settings.Current.Devices is { } allowed && !allowed.Contains(device)
            ? $"{Settings.DevicesName} is '{string.Join(",", allowed)}'"
            : null;
    }

    /// <summary>Sums on one thread: with more, the order of a float32 sum and hence its last digits depend on their number.</summary>
    public static void UseOneThread() => _ = oneThread.Value;
}
