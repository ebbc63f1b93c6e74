using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>How far a form's tensor code is from the right values.</summary>
/// <param name="Error">The worst error, in first-order rounding errors of the form's tolerance; allowed are <see cref="ClosedForm.ToleranceFactor"/>.</param>
/// <param name="Case">Where it was, with the output's indices.</param>
public sealed record TensorAccuracy(double Error, string Case)
{
    /// <summary>Over all cases, whose inputs must be exact in the type.</summary>
    /// <exception cref="ArgumentException">The form has no tensor code.</exception>
    public static TensorAccuracy Of(VectorSet set, torch.Device device, torch.ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(set);
        TensorFace face = set.Form.OnTensors ?? throw new ArgumentException($"{set.Form.Name} has no tensor code", nameof(set));
        Arithmetic arithmetic = Arithmetic.All.First(each => each.Name == Dtypes.Name(type));
        var worst = new TensorAccuracy(0, "");
        foreach (VectorCase each in set.Cases)
        {
            VectorCase answered = each with { Outputs = Answers(set.Form, face, each.Inputs, device, type) };
            InputCheck.Outputs(set.Form, each.Inputs, answered.Outputs!);
            var options = new ComparisonOptions { Arithmetic = arithmetic };
            foreach (Comparison entry in new CheckedCase(set.Form, answered).Compare(set.Form, options))
                if (!(entry.Severity * set.Form.ToleranceFactor <= worst.Error)) worst = new TensorAccuracy(entry.Severity * set.Form.ToleranceFactor, $"{entry.Case}: {entry.Place}");
        }
        return worst;
    }

    static Dictionary<string, NumberArray> Answers(ClosedForm form, TensorFace face, FormInputs inputs, torch.Device device, torch.ScalarType type)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        IReadOnlyDictionary<string, torch.Tensor> results = face(inputs, device, type);
        return form.Outputs.ToDictionary(field => field.Name, field =>
            new NumberArray([.. results[field.Name].shape.Select(size => (int)size)], FormTensors.Values(results[field.Name])));
    }
}
