using System.Text.Json;

namespace DiffusionProofs.TestVectors;

/// <summary>Reads files of test vectors.</summary>
public static class VectorsReader
{
    public const string Format = "diffusion-proofs/vectors@1";

    static readonly string[] TopLevel = ["format", "form", "source", "units", "cases"];
    static readonly string[] CaseLevel = ["name", "inputs", "outputs"];

    /// <exception cref="VectorsFileException">The file is missing, is not of the format, or does not fit its form; file, case and field are named.</exception>
    public static VectorSet Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VectorsFileException(path, "no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new VectorsFileException(path, e.Message, e);
        }
        catch (JsonException e)
        {
            throw new VectorsFileException(path, $"not JSON: {e.Message}", e);
        }
    }

    /// <exception cref="JsonException">Not JSON, or a name that stands twice.</exception>
    /// <exception cref="ArgumentException">Not of the format, or does not fit its form.</exception>
    public static VectorSet Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new FieldException("file", "must hold one JSON object");
        RefuseUnknown("", root, TopLevel);
        string format = Text(root, "format");
        if (format != Format) throw new FieldException("format", $"must be \"{Format}\", but was \"{format}\"");
        ClosedForm form = FormCatalogue.Find(Text(root, "form"));
        if (!root.TryGetProperty("cases", out JsonElement cases) || cases.ValueKind != JsonValueKind.Array || cases.GetArrayLength() == 0)
            throw new FieldException("cases", "must be an array of at least one case");

        var read = new List<VectorCase>();
        var names = new HashSet<string>();
        foreach (JsonElement each in cases.EnumerateArray())
        {
            string number = $"case {read.Count + 1}";
            if (each.ValueKind != JsonValueKind.Object) throw new FieldException(number, "must be an object with name and inputs");
            string name = each.TryGetProperty("name", out _) ? Text(each, "name", $"{number}: ") : number;
            if (!names.Add(name)) throw new FieldException($"case '{name}'", "this name stands twice");
            try
            {
                read.Add(Case(form, name, each));
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"case '{name}': {e.Message}", e);
            }
        }
        return new VectorSet(form, read);
    }

    static VectorCase Case(ClosedForm form, string name, JsonElement element)
    {
        RefuseUnknown("", element, CaseLevel);
        if (!element.TryGetProperty("inputs", out JsonElement given) || given.ValueKind != JsonValueKind.Object)
            throw new FieldException("inputs", "must be an object");
        FormInputs inputs = InputCheck.Inputs(form, given.EnumerateObject().ToDictionary(field => field.Name, field => Value(field.Value, $"inputs.{field.Name}")));
        if (!element.TryGetProperty("outputs", out JsonElement results)) return new VectorCase(name, inputs, null);

        if (results.ValueKind != JsonValueKind.Object) throw new FieldException("outputs", "must be an object");
        var outputs = results.EnumerateObject().ToDictionary(field => field.Name, field => Numbers(field.Value, $"outputs.{field.Name}"));
        InputCheck.Outputs(form, inputs, outputs);
        return new VectorCase(name, inputs, outputs);
    }

    static FieldValue Value(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Object => new ParametersValue(element.EnumerateObject().ToDictionary(field => field.Name, field => JsonNumber.Read(field.Value, $"{path}.{field.Name}"))),
        JsonValueKind.String when !JsonNumber.IsNumber(element) => element.GetString()!,
        _ => Numbers(element, path),
    };

    static NumberArray Numbers(JsonElement element, string path)
    {
        var shape = new List<int>();
        for (JsonElement at = element; at.ValueKind == JsonValueKind.Array; at = at[0])
        {
            if (at.GetArrayLength() == 0) throw new FieldException(path, "must not hold an empty array");
            shape.Add(at.GetArrayLength());
        }
        var values = new List<double>();
        Collect(element, path, shape, 0, values);
        return new NumberArray(shape, values);
    }

    static void Collect(JsonElement element, string path, List<int> shape, int axis, List<double> values)
    {
        if (axis == shape.Count)
        {
            values.Add(JsonNumber.Read(element, path));
            return;
        }
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != shape[axis])
            throw new FieldException(path, $"ragged: must be an array of {shape[axis]} as its first neighbour is, but was {Kind(element)}");
        int i = 0;
        foreach (JsonElement entry in element.EnumerateArray()) Collect(entry, $"{path}[{i++}]", shape, axis + 1, values);
    }

    static string Kind(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? $"one of {element.GetArrayLength()}" : element.GetRawText();

    static string Text(JsonElement parent, string name, string prefix = "") =>
        parent.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.String
            ? element.GetString()!
            : throw new FieldException(prefix + name, "must be there, and a text");

    static void RefuseUnknown(string prefix, JsonElement parent, string[] known)
    {
        foreach (JsonProperty property in parent.EnumerateObject())
            if (!known.Contains(property.Name)) throw new FieldException(prefix + property.Name, $"unknown: {string.Join(", ", known)} may stand here");
    }
}
