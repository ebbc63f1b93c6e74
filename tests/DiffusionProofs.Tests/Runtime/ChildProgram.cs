using System.Runtime.CompilerServices;
using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Tests.Runtime;

/// <summary>What the test assembly does when a test starts it as a process of its own.</summary>
static class ChildProgram
{
    static int Main(string[] arguments)
    {
        if (arguments is ["scalars"]) Console.WriteLine(ScalarsUnderCollection.Watch());
        if (arguments is not ["libtorch", var order]) return 0;
        if (order == "torch-first") torch.ones(1).Dispose();
        Report();
        return 0;
    }

    // A method of its own: compiling one that names the library runs the library's module initializer.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Report()
    {
        Console.WriteLine(LibTorch.Describe());
        try
        {
            LibTorch.Use();
            using var scope = torch.NewDisposeScope();
            Console.WriteLine($"norm {torch.tensor(new[] { 3.0, 4.0 }).norm().item<double>()}");
        }
        catch (Exception e)
        {
            Console.WriteLine($"{e.GetType().Name}: {e.Message}");
        }
    }
}
