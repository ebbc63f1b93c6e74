using System.Runtime.CompilerServices;
using DiffusionProofs.Runtime;

namespace DiffusionProofs.Specimens;

static class FollowLibTorch
{
    // The specimens carry no libtorch of their own: the tests lend them the command's.
#pragma warning disable CA2255 // A test assembly is an application of its own.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use() => LibTorch.Use();
}
