using System.Diagnostics;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.Gaussian;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Runtime;

public class TensorArithmeticTests
{
    /// <summary>In a process of its own: code compiled in haste keeps its locals alive, which hides the fault for a time that varies.</summary>
    [Fact]
    public void Scalars_are_held_while_another_thread_collects()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ScalarsUnderCollection).Assembly.Location, "scalars"])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_TieredCompilation"] = "0" },
        };
        using Process child = Process.Start(start)!;
        Assert.Equal(ScalarsUnderCollection.Held, child.StandardOutput.ReadToEnd().Trim());
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void Each_operation_is_what_its_name_says(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor([-1.5, 0.25, 0.5, 3.0]).to(type);
        Assert.Equal(type, t.Plus(0.5).dtype);
        Assert.Equal([-3, 0.5, 1, 6], MixtureCase.Flat(t.Plus(t)));
        Assert.Equal([-1, 0.75, 1, 3.5], MixtureCase.Flat(t.Plus(0.5)));
        Assert.Equal([-2, -0.25, 0, 2.5], MixtureCase.Flat(t.Minus(0.5)));
        Assert.Equal([-3, 0.5, 1, 6], MixtureCase.Flat(t.Times(2)));
        Assert.Equal([-0.75, 0.125, 0.25, 1.5], MixtureCase.Flat(t.DividedBy(2)));
        Assert.Equal([2.25, 0.0625, 0.25, 9], MixtureCase.Flat(t.Squared()));
        Assert.Equal([-1.5, 0.25, 0.5, 0.5], MixtureCase.Flat(t.AtMost(0.5)));
        Assert.Equal([1, 1, 0, 0], MixtureCase.Flat(t.IsBelow(0.5)));
        Assert.Equal([1, 1, 1, 0], MixtureCase.Flat(t.IsAtMost(0.5)));
        Assert.Equal([0, 0, 0, 1], MixtureCase.Flat(t.IsAbove(0.5)));
        Assert.Equal([0, 0, 1, 0], MixtureCase.Flat(t.Is(0.5)));
        t.AtLeastInPlace(0.5);
        Assert.Equal([0.5, 0.5, 0.5, 3], MixtureCase.Flat(t));
    }
}
