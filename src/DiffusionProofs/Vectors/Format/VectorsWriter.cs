using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DiffusionProofs.TestVectors;

/// <summary>Writes files of test vectors: one field a line, so that a change of one shows as one line.</summary>
public static class VectorsWriter
{
    public static string Text(VectorSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var text = new StringBuilder();
        text.Append($"{{\n  \"format\": {Quoted(VectorsReader.Format)},\n  \"form\": {Quoted(set.Form.Name)},\n");
        text.Append($"  \"source\": {Quoted(set.Form.Source)},\n  \"units\": {Quoted(set.Form.Units)},\n  \"cases\": [\n");
        text.AppendJoin(",\n", set.Cases.Select(each => Case(set.Form, each)));
        return text.Append("\n  ]\n}\n").ToString();
    }

    static string Case(ClosedForm form, VectorCase each)
    {
        var text = new StringBuilder($"    {{\n      \"name\": {Quoted(each.Name)},\n");
        text.Append($"      \"inputs\": {Fields(form.Inputs, name => each.Inputs.Fields.GetValueOrDefault(name))}");
        if (each.Outputs is { } outputs) text.Append($",\n      \"outputs\": {Fields(form.Outputs, outputs.GetValueOrDefault)}");
        return text.Append("\n    }").ToString();
    }

    static string Fields(IEnumerable<Field> declared, Func<string, FieldValue?> value) =>
        $"{{\n{string.Join(",\n", declared.Where(field => value(field.Name) is not null).Select(field => $"        {Quoted(field.Name)}: {Value(value(field.Name)!)}"))}\n      }}";

    static string Value(FieldValue value) => value switch
    {
        TextValue text => Quoted(text.Text),
        FlagValue flag => flag.Flag ? "true" : "false",
        ParametersValue parameters => $"{{{string.Join(", ", parameters.Values.Select(entry => $"{Quoted(entry.Key)}: {JsonNumber.Text(entry.Value)}"))}}}",
        NumberArray array => Nested(array, 0, 0, array.Values.Count),
        _ => throw new InvalidOperationException($"unknown kind of field value {value.GetType()}"),
    };

    static string Nested(NumberArray array, int axis, int from, int count)
    {
        if (axis == array.Shape.Count) return JsonNumber.Text(array.Values[from]);
        int each = count / array.Shape[axis];
        return $"[{string.Join(", ", Enumerable.Range(0, array.Shape[axis]).Select(i => Nested(array, axis + 1, from + i * each, each)))}]";
    }

    static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
