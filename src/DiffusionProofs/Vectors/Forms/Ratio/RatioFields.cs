using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>Fields that the forms over ratios share, and what must hold among them.</summary>
static class RatioFields
{
    public static IReadOnlyList<Field> Noise { get; } =
        [Field.Text("kernel", "uniform", "absorbing"), Field.Integer("V").Within(Domain.AtLeast(2)), Field.Integer("mask").Optional()];

    public static Field Pairs(string name) => Field.Real(name, "[V,V]");

    /// <summary>V, which is a field where no matrix says it.</summary>
    public static int Categories(FormInputs inputs) => inputs.Has("V") ? inputs.Integer("V") : inputs.Sizes["V"];

    public static ClosedRate Rate(FormInputs inputs) => inputs.Has("mask") ? new AbsorbingRate(Categories(inputs), inputs.Integer("mask")) : new UniformRate(Categories(inputs));

    /// <summary>Absorbing noise has a mask below V, uniform noise has none.</summary>
    public static void RequireNoise(FormInputs inputs)
    {
        bool isAbsorbing = inputs.Text("kernel") == "absorbing";
        if (isAbsorbing != inputs.Has("mask")) throw new FieldException("inputs.mask", isAbsorbing ? "missing: absorbing has a mask" : "unknown: uniform has no mask");
        if (isAbsorbing) RequireIds(inputs, "mask");
    }

    /// <summary>One number as [1], for tensor code that takes one for each sequence.</summary>
    public static torch.Tensor Single(double value, torch.Device device, torch.ScalarType type) => torch.tensor([value], dtype: type, device: device);

    /// <summary>Every category once, [1,V], for the rows of a matrix.</summary>
    public static torch.Tensor Each(ClosedRate rate, torch.Device device) =>
        torch.tensor(Enumerable.Range(0, rate.Categories).Select(x => (long)x).ToArray(), [1, rate.Categories], device: device);

    /// <summary>Every id below V.</summary>
    public static void RequireIds(FormInputs inputs, params IEnumerable<string> names)
    {
        foreach (string name in names)
            MaskedFields.RequireEach(inputs, name, (id, _) => id < Categories(inputs), $"must be below V = {Categories(inputs)}, since ids run from 0");
    }

    /// <summary>No x0 is the mask of absorbing noise.</summary>
    public static void RequireTokens(FormInputs inputs)
    {
        RequireIds(inputs, "x0");
        if (inputs.Has("mask")) MaskedFields.RequireTokens(inputs);
    }

    public static void RequireCategories(FormInputs inputs, string name)
    {
        if (inputs.Sizes["V"] < 2) throw new FieldException($"inputs.{name}", "must have at least 2 categories, but had 1");
    }

    /// <summary>Off the diagonal, which counts for nothing, each is accepted.</summary>
    public static void RequireOff(FormInputs inputs, string name, Func<double, bool> accepts, string must) =>
        MaskedFields.RequireEach(inputs, name, (value, i) => i / inputs.Sizes["V"] == i % inputs.Sizes["V"] || accepts(value), must);

    /// <summary>Scores positive and weights not negative, off the diagonal.</summary>
    public static void RequirePairs(FormInputs inputs)
    {
        RequireOff(inputs, "score", s => s > 0, "must be above 0 off the diagonal");
        RequireOff(inputs, "weights", w => w >= 0, "must be at least 0 off the diagonal");
    }

    /// <summary>Where the law is not 0, decided on the doubles.</summary>
    public static int[] Support(FormInputs inputs, string name) => [.. Enumerable.Range(0, inputs.Sizes["V"]).Where(i => inputs.Array(name).Values[i] > 0)];
}
