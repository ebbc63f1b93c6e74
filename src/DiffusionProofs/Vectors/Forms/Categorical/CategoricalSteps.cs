using DiffusionProofs.Categorical;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>Between fields and steps on tensors.</summary>
static class CategoricalSteps
{
    /// <summary>A field [K,K]; the caller's to dispose of.</summary>
    public static DenseTensors Of(FormInputs inputs, string name, torch.Device device, torch.ScalarType type) => DenseTensors.Of(FormTensors.Of(inputs, name, device, type));

    /// <summary>A field [T,K,K].</summary>
    public static DenseTensors[] All(FormInputs inputs, string name, torch.Device device, torch.ScalarType type)
    {
        torch.Tensor all = FormTensors.Of(inputs, name, device, type);
        return [.. Enumerable.Range(0, (int)all.shape[0]).Select(t => DenseTensors.Of(all[t]))];
    }

    /// <summary>Q_1, Q_1 Q_2, ...: each the caller's to dispose of.</summary>
    public static ITransitionTensors[] Products(IReadOnlyList<ITransitionTensors> steps)
    {
        List<ITransitionTensors> products = [DenseTensors.WithRowsOf(steps[0])];
        foreach (ITransitionTensors step in steps.Skip(1)) products.Add(products[^1].Then(step));
        return [.. products];
    }

    public static void Dispose(IEnumerable<ITransitionTensors> steps)
    {
        foreach (ITransitionTensors step in steps) step.Dispose();
    }

    /// <summary>[K,K].</summary>
    public static torch.Tensor Matrix(ITransitionTensors step)
    {
        using torch.Tensor ids = CategoricalIds.UpTo(step.Categories, step.Device);
        return step.Rows(ids);
    }
}
