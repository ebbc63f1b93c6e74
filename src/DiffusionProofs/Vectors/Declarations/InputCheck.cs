namespace DiffusionProofs.TestVectors;

/// <summary>Holds fields against a form's declaration.</summary>
static class InputCheck
{
    /// <exception cref="FieldException">A field is missing, unknown, of another kind or shape, or outside its domain.</exception>
    public static FormInputs Inputs(ClosedForm form, IReadOnlyDictionary<string, FieldValue> fields)
    {
        if (fields.Keys.FirstOrDefault(name => form.Inputs.All(field => field.Name != name)) is { } unknown)
            throw new FieldException($"inputs.{unknown}", $"unknown: the inputs of {form.Name} are {string.Join(", ", form.Inputs)}");

        var known = new Dictionary<string, (int Size, string Field)>();
        HashSet<string> letters = [.. form.Inputs.Concat(form.Outputs).SelectMany(field => field.Shapes).SelectMany(shape => shape.Letters)];
        // Numbers that name a size come first, whatever the order of the declaration.
        foreach (Field field in form.Inputs.OrderBy(field => letters.Contains(field.Name) ? 0 : 1))
        {
            if (!fields.TryGetValue(field.Name, out FieldValue? value))
            {
                if (!field.IsOptional) throw new FieldException($"inputs.{field.Name}", $"missing: the inputs of {form.Name} are {string.Join(", ", form.Inputs)}");
                continue;
            }
            Check($"inputs.{field.Name}", field, value, known);
            if (letters.Contains(field.Name) && value is NumberArray { Shape.Count: 0 } size)
                known[field.Name] = ((int)size.Values[0], field.Name);
        }
        var inputs = new FormInputs(fields, known.ToDictionary(size => size.Key, size => size.Value.Size));
        form.Require(inputs);
        return inputs;
    }

    /// <exception cref="FieldException">An output is missing, unknown or of another shape. Its values may be anything, NaN included.</exception>
    public static void Outputs(ClosedForm form, FormInputs inputs, IReadOnlyDictionary<string, NumberArray> outputs)
    {
        if (outputs.Keys.FirstOrDefault(name => form.Outputs.All(field => field.Name != name)) is { } unknown)
            throw new FieldException($"outputs.{unknown}", $"unknown: the outputs of {form.Name} are {string.Join(", ", form.Outputs)}");
        var known = inputs.Sizes.ToDictionary(size => size.Key, size => (size.Value, "the inputs"));
        foreach (Field field in form.Outputs)
        {
            if (!outputs.TryGetValue(field.Name, out NumberArray? value))
                throw new FieldException($"outputs.{field.Name}", $"missing: the outputs of {form.Name} are {string.Join(", ", form.Outputs)}");
            if (field.Shapes[0].Match(value, field.Name, known) is { } problem)
                throw new FieldException($"outputs.{field.Name}", problem);
        }
    }

    static void Check(string path, Field field, FieldValue value, Dictionary<string, (int Size, string Field)> known)
    {
        switch (field.Kind, value)
        {
            case (FieldKind.Text, TextValue text):
                if (!field.Choices.Contains(text.Text))
                    throw new FieldException(path, $"must be one of {string.Join(", ", field.Choices)}, but was '{text.Text}'");
                break;
            case (FieldKind.Parameters, ParametersValue parameters):
                if (parameters.Values.Keys.FirstOrDefault(name => !field.Choices.Contains(name)) is { } unknown)
                    throw new FieldException($"{path}.{unknown}", $"unknown: the parameters are {string.Join(", ", field.Choices)}");
                foreach ((string name, double number) in parameters.Values) Accept($"{path}.{name}", field, number);
                break;
            case (FieldKind.Flag, FlagValue):
                break;
            case (FieldKind.Real or FieldKind.Integer, NumberArray array):
                FieldShape shape = field.Shapes.FirstOrDefault(shape => shape.Rank == array.Shape.Count)
                    ?? throw new FieldException(path, $"must have the shape {string.Join(" or ", field.Shapes)}, but was {array.ShapeText}");
                if (shape.Match(array, field.Name, known) is { } problem) throw new FieldException(path, problem);
                for (int i = 0; i < array.Values.Count; i++) Accept(path + array.Place(i), field, array.Values[i]);
                break;
            default:
                throw new FieldException(path, $"must be {Kind(field.Kind)}, but was {Kind(value)}");
        }
    }

    static void Accept(string path, Field field, double number)
    {
        if (!field.Domain.Accepts(number)) throw new FieldException(path, $"must be {field.Domain.Text}, but was {JsonNumber.Text(number)}");
        if (field.Kind == FieldKind.Integer && !(double.IsInteger(number) && number <= int.MaxValue))
            throw new FieldException(path, $"must be a whole number, but was {JsonNumber.Text(number)}");
    }

    static string Kind(FieldKind kind) => kind switch
    {
        FieldKind.Text => "a text",
        FieldKind.Flag => "true or false",
        FieldKind.Parameters => "an object of numbers",
        _ => "a number or an array of numbers",
    };

    static string Kind(FieldValue value) => Kind(value switch
    {
        TextValue => FieldKind.Text,
        FlagValue => FieldKind.Flag,
        ParametersValue => FieldKind.Parameters,
        _ => FieldKind.Real,
    });
}

/// <summary>What is wrong with one field of a case.</summary>
sealed class FieldException(string field, string problem) : ArgumentException($"{field}: {problem}");
