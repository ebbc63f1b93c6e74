using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace DiffusionProofs.Evidence;

/// <summary>Explicit sources of randomness, each derived from the run's seed and its purpose.</summary>
public static class Seeds
{
    /// <summary>A seed of its own for each purpose, from 0 to 2^62: the same run seed and purpose give the same one anywhere.</summary>
    public static long Of(string purpose)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Settings.Current.Seed}/{purpose}"));
        return BinaryPrimitives.ReadInt64LittleEndian(hash) & ((1L << 62) - 1);
    }

    /// <summary>A generator for tensors.</summary>
    public static torch.Generator Generator(string purpose, string device = "cpu") =>
        new((ulong)Of(purpose), new torch.Device(device));

    /// <summary>A generator for managed code.</summary>
    public static Random Random(string purpose) => new((int)(Of(purpose) & int.MaxValue));
}
