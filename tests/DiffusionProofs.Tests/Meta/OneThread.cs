using System.Reflection;
using System.Runtime.CompilerServices;
using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

static class OneThread
{
    // Before any test's thread first meets libtorch: each thread takes the number in force at that moment.
#pragma warning disable CA2255 // A test assembly is an application of its own.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use()
    {
        // Started as a program of its own (Runtime/ChildProgram), the assembly decides itself when libtorch is first met.
        if (Assembly.GetEntryAssembly() == typeof(OneThread).Assembly) return;
        try
        {
            Devices.UseOneThread();
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or NotSupportedException or InvalidOperationException)
        {
            // Without libtorch the tests that need it fail with the loader's own reason.
        }
    }
}
