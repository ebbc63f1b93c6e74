namespace DiffusionProofs.TestVectors;

/// <summary>Fields that the forms of discrete diffusion share, and what must hold among them.</summary>
static class CategoricalFields
{
    public static Field Probabilities(string name, params string[] shapes) => Field.Real(name, shapes).Within(Domain.UnitInterval);

    /// <summary>Every row, along the last axis, sums to 1.</summary>
    public static void RequireRows(FormInputs inputs, params IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            NumberArray array = inputs.Array(name);
            int size = array.Shape[^1];
            for (int row = 0; row < array.Values.Count / size; row++)
            {
                double sum = array.Values.Skip(row * size).Take(size).Sum();
                // Each entry rounded to float32 once, and so their sum.
                if (Math.Abs(sum - 1) <= size * Arithmetic.Float32.UnitRoundoff) continue;
                string place = array.Place(row * size);
                throw new FieldException($"inputs.{name}{place[..place.LastIndexOf('[')]}", $"must sum to 1, but summed to {JsonNumber.Text(sum)}");
            }
        }
    }

    /// <summary>Every id below K.</summary>
    public static void RequireIds(FormInputs inputs, params IEnumerable<string> names)
    {
        int categories = inputs.Sizes["K"];
        foreach (string name in names)
        {
            NumberArray array = inputs.Array(name);
            for (int i = 0; i < array.Values.Count; i++)
                if (array.Values[i] >= categories)
                    throw new FieldException($"inputs.{name}{array.Place(i)}", $"must be below K = {categories}, since ids run from 0, but was {JsonNumber.Text(array.Values[i])}");
        }
    }
}
