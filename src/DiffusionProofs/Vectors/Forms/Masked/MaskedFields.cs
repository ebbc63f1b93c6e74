namespace DiffusionProofs.TestVectors;

/// <summary>Fields that the forms of masked diffusion share, and what must hold among them.</summary>
static class MaskedFields
{
    public static Field Mask { get; } = Field.Integer("mask");
    public static Field Vocabulary { get; } = Field.Integer("V").Within(Domain.AtLeast(2));

    public static Field Alpha(string name, params string[] shapes) => Field.Real(name, shapes).Within(Domain.UnitInterval);

    /// <summary>Every id below V, the mask's too.</summary>
    public static void RequireIds(FormInputs inputs, params IEnumerable<string> names)
    {
        int vocabulary = inputs.Sizes["V"];
        if (vocabulary < 2) throw new FieldException("inputs.logits", "must have at least 2 categories, the mask and a token, but had 1");
        foreach (string name in names.Prepend("mask"))
            RequireEach(inputs, name, id => id < vocabulary, $"must be below V = {vocabulary}, since ids run from 0");
    }

    /// <summary>No x0 is the mask.</summary>
    public static void RequireTokens(FormInputs inputs) =>
        RequireEach(inputs, "x0", id => id != inputs.Integer("mask"), "must be a token, not the mask");

    /// <summary>Each xt is x0 or the mask.</summary>
    public static void RequireNoised(FormInputs inputs)
    {
        int[] x0 = inputs.Indices("x0");
        int mask = inputs.Integer("mask");
        RequireEach(inputs, "xt", (id, i) => id == mask || id == x0[i], $"must be x0 or the mask {mask}, since nothing else comes from x0");
    }

    /// <summary>alpha_s is at least alpha_t, s being before t.</summary>
    public static void RequireStep(FormInputs inputs)
    {
        IReadOnlyList<double> later = inputs.Array("alpha_t").Values;
        RequireEach(inputs, "alpha_s", (alpha, i) => alpha >= later[i], "must be at least alpha_t, since s is before t");
    }

    /// <summary>alpha is below 1 where a token is masked: at alpha = 1 none is.</summary>
    /// <param name="alpha">A single number, or one for each row of xt.</param>
    public static void RequireMaskable(FormInputs inputs, string alpha)
    {
        int[] xt = inputs.Indices("xt");
        int each = xt.Length / inputs.Array(alpha).Values.Count, mask = inputs.Integer("mask");
        RequireEach(inputs, alpha, (value, i) => value < 1 || !xt.Skip(i * each).Take(each).Contains(mask), "must be below 1 where xt holds the mask, since at 1 nothing is masked");
    }

    /// <param name="must">Begins with "must".</param>
    public static void RequireEach(FormInputs inputs, string name, Func<double, int, bool> accepts, string must)
    {
        NumberArray array = inputs.Array(name);
        for (int i = 0; i < array.Values.Count; i++)
            if (!accepts(array.Values[i], i)) throw new FieldException($"inputs.{name}{array.Place(i)}", $"{must}, but was {JsonNumber.Text(array.Values[i])}");
    }

    static void RequireEach(FormInputs inputs, string name, Func<double, bool> accepts, string must) => RequireEach(inputs, name, (value, _) => accepts(value), must);
}
