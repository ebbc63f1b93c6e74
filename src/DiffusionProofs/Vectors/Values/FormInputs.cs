using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

/// <summary>The inputs of one case, checked against the form's declaration and readable in any number system.</summary>
public sealed class FormInputs
{
    internal FormInputs(IReadOnlyDictionary<string, FieldValue> fields, IReadOnlyDictionary<string, int> sizes) => (Fields, Sizes) = (fields, sizes);

    public IReadOnlyDictionary<string, FieldValue> Fields { get; }

    /// <summary>What the letters of the declared shapes stand for, such as <c>B = 2</c>.</summary>
    public IReadOnlyDictionary<string, int> Sizes { get; }

    /// <summary>Whether an optional field was given.</summary>
    public bool Has(string name) => Fields.ContainsKey(name);

    public int Rank(string name) => Array(name).Shape.Count;

    public double Number(string name) => Array(name).Values[0];

    public int Integer(string name) => (int)Number(name);

    public string Text(string name) => ((TextValue)Fields[name]).Text;

    public bool Flag(string name) => ((FlagValue)Fields[name]).Flag;

    /// <summary>Empty where the field was left out.</summary>
    public IReadOnlyDictionary<string, double> Parameters(string name) =>
        Fields.TryGetValue(name, out FieldValue? value) ? ((ParametersValue)value).Values : new Dictionary<string, double>();

    public int[] Indices(string name) => Array(name).Values.Select(value => (int)value).ToArray();

    public T Scalar<T>(string name) where T : IRealField<T> => T.FromDouble(Number(name));

    public T[] Vector<T>(string name) where T : IRealField<T> => Array(name).Values.Select(T.FromDouble).ToArray();

    public T[][] Matrix<T>(string name) where T : IRealField<T> => Vector<T>(name).Chunk(Array(name).Shape[^1]).ToArray();

    public T[][][] Cube<T>(string name) where T : IRealField<T> => Matrix<T>(name).Chunk(Array(name).Shape[^2]).ToArray();

    public NumberArray Array(string name) => (NumberArray)Fields[name];
}
