using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DiffusionProofs.TestVectors;

/// <summary>The JSON Schema (draft 2020-12) of the format, with every form of the catalogue.</summary>
public static class VectorsSchema
{
    public static string Text()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Test vectors of closed forms of diffusion models",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["format"] = new JsonObject { ["const"] = VectorsReader.Format },
                ["form"] = new JsonObject { ["enum"] = Names(FormCatalogue.All.Select(form => form.Name)) },
                ["source"] = new JsonObject { ["type"] = "string" },
                ["units"] = new JsonObject { ["type"] = "string" },
                ["cases"] = new JsonObject
                {
                    ["type"] = "array",
                    ["minItems"] = 1,
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject
                        {
                            ["name"] = new JsonObject { ["type"] = "string" },
                            ["inputs"] = new JsonObject { ["type"] = "object" },
                            ["outputs"] = new JsonObject { ["type"] = "object" },
                        },
                        ["required"] = Names(["inputs"]),
                        ["additionalProperties"] = false,
                    },
                },
            },
            ["required"] = Names(["format", "form", "cases"]),
            ["additionalProperties"] = false,
            ["allOf"] = new JsonArray(FormCatalogue.All.Select(ForForm).ToArray()),
            ["$defs"] = new JsonObject
            {
                ["number"] = new JsonObject
                {
                    ["anyOf"] = new JsonArray(
                        new JsonObject { ["type"] = "number" },
                        new JsonObject { ["enum"] = Names([JsonNumber.PositiveInfinity, JsonNumber.NegativeInfinity, JsonNumber.NotANumber]) }),
                },
            },
        };
        return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    static JsonNode ForForm(ClosedForm form) => new JsonObject
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["form"] = new JsonObject { ["const"] = form.Name } }, ["required"] = Names(["form"]) },
        ["then"] = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["cases"] = new JsonObject
                {
                    ["items"] = new JsonObject
                    {
                        ["properties"] = new JsonObject { ["inputs"] = Fields(form.Inputs), ["outputs"] = Fields(form.Outputs) },
                    },
                },
            },
        },
    };

    static JsonObject Fields(IReadOnlyList<Field> fields) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, OfField(field)))),
        ["required"] = Names(fields.Where(field => !field.IsOptional).Select(field => field.Name)),
        ["additionalProperties"] = false,
    };

    static JsonObject OfField(Field field) => field.Kind switch
    {
        FieldKind.Text => new JsonObject { ["enum"] = Names(field.Choices) },
        FieldKind.Flag => new JsonObject { ["type"] = "boolean" },
        FieldKind.Parameters => new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(field.Choices.Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["type"] = "number" }))),
            ["additionalProperties"] = false,
        },
        _ => field.Shapes is [var only] ? OfShape(field, only) : new JsonObject { ["anyOf"] = new JsonArray(field.Shapes.Select(shape => OfShape(field, shape)).ToArray<JsonNode?>()) },
    };

    static JsonObject OfShape(Field field, FieldShape shape)
    {
        var schema = field.Kind == FieldKind.Integer ? new JsonObject { ["type"] = "integer" } : new JsonObject { ["$ref"] = "#/$defs/number" };
        for (int axis = 0; axis < shape.Rank; axis++) schema = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = schema };
        return schema;
    }

    static JsonArray Names(IEnumerable<string> names) => new(names.Select(name => (JsonNode?)name).ToArray());
}
