using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Categorical;

static class CategoricalIds
{
    /// <summary>0..count-1, int64.</summary>
    public static Tensor UpTo(int count, Device device) => tensor(Array.ConvertAll([.. Enumerable.Range(0, count)], i => (long)i), device: device);
}
