using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

/// <summary>Where a form puts its results; names and shapes are held against its declaration.</summary>
public sealed class FormOutputs<T> where T : IRealField<T>
{
    readonly ClosedForm form;
    readonly IReadOnlyDictionary<string, int> sizes;
    readonly Dictionary<string, (int[] Shape, OrInfinite<T>[] Values)> results = [];

    internal FormOutputs(ClosedForm form, FormInputs inputs) => (this.form, sizes) = (form, inputs.Sizes);

    public void Set(string name, OrInfinite<T> value) => Put(name, [], [value]);

    public void Set(string name, T[] values) => Put(name, [values.Length], Wrapped(values));

    public void Set(string name, OrInfinite<T>[] values) => Put(name, [values.Length], values);

    public void Set(string name, T[][] rows) => Put(name, [rows.Length, rows[0].Length], Wrapped(rows.SelectMany(row => row)));

    public void Set(string name, OrInfinite<T>[][] rows) => Put(name, [rows.Length, rows[0].Length], rows.SelectMany(row => row).ToArray());

    public void Set(string name, T[][][] blocks) =>
        Put(name, [blocks.Length, blocks[0].Length, blocks[0][0].Length], Wrapped(blocks.SelectMany(block => block).SelectMany(row => row)));

    static OrInfinite<T>[] Wrapped(IEnumerable<T> values) => values.Select(value => (OrInfinite<T>)value).ToArray();

    void Put(string name, int[] shape, OrInfinite<T>[] values)
    {
        Field field = form.Outputs.FirstOrDefault(output => output.Name == name)
            ?? throw new InvalidOperationException($"{form.Name} declares no output '{name}'");
        int[] declared = field.Shapes[0].Sizes(sizes);
        if (!shape.SequenceEqual(declared) || values.Length != declared.Aggregate(1, (product, size) => product * size))
            throw new InvalidOperationException($"{form.Name} declares '{name}' as {field.Shapes[0]}, which is [{string.Join(",", declared)}] here, but its body gave [{string.Join(",", shape)}]");
        results[name] = (shape, values);
    }

    /// <summary>All results in the order of their declaration.</summary>
    internal IReadOnlyList<(Field Field, int[] Shape, OrInfinite<T>[] Values)> InOrder() =>
        form.Outputs.Select(field => results.TryGetValue(field.Name, out var result)
            ? (field, result.Shape, result.Values)
            : throw new InvalidOperationException($"the body of {form.Name} did not set its output '{field.Name}'")).ToArray();
}

/// <summary>A number of the system T, or plus or minus infinity where a closed form has that value.</summary>
public readonly struct OrInfinite<T> where T : IRealField<T>
{
    OrInfinite(T value, double infinity) => (Value, Infinity) = (value, infinity);

    /// <summary>Zero where the value is infinite.</summary>
    public T Value { get; }

    /// <summary>Zero where the value is finite.</summary>
    public double Infinity { get; }

    public static OrInfinite<T> Positive { get; } = new(T.Zero, double.PositiveInfinity);
    public static OrInfinite<T> Negative { get; } = new(T.Zero, double.NegativeInfinity);

    public static implicit operator OrInfinite<T>(T value) => new(value, 0);

    /// <summary>As a double: the infinity, or where there is none what the value was rounded to.</summary>
    public double Rounded(double value) => Infinity != 0 ? Infinity : value;
}
