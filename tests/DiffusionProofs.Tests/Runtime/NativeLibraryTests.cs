using TorchSharp;

namespace DiffusionProofs.Tests.Runtime;

public class NativeLibraryTests
{
    [Fact]
    public void A_call_into_libtorch_returns_its_result()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal(5.0, torch.tensor(new[] { 3.0, 4.0 }).norm().item<double>());
    }
}
