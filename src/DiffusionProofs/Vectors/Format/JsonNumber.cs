using System.Globalization;
using System.Text.Json;

namespace DiffusionProofs.TestVectors;

/// <summary>Numbers of the format: shortest that read back to the same double; infinities and NaN as texts.</summary>
static class JsonNumber
{
    public const string PositiveInfinity = "Infinity", NegativeInfinity = "-Infinity", NotANumber = "NaN";

    public static string Text(double value) =>
        double.IsNaN(value) ? $"\"{NotANumber}\""
        : double.IsInfinity(value) ? $"\"{(value > 0 ? PositiveInfinity : NegativeInfinity)}\""
        : value.ToString("R", CultureInfo.InvariantCulture);

    public static bool IsNumber(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number
        || element.ValueKind == JsonValueKind.String && element.GetString() is PositiveInfinity or NegativeInfinity or NotANumber;

    /// <param name="path">Of the field, for the message.</param>
    public static double Read(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString() switch
            {
                PositiveInfinity => double.PositiveInfinity,
                NegativeInfinity => double.NegativeInfinity,
                NotANumber => double.NaN,
                var text => throw new FieldException(path, $"must be a number, \"Infinity\", \"-Infinity\" or \"NaN\", but was \"{text}\""),
            };
        }
        if (element.ValueKind != JsonValueKind.Number)
            throw new FieldException(path, $"must be a number, but was {element.ValueKind.ToString().ToLowerInvariant()}");
        double number = element.GetDouble();
        return double.IsFinite(number) ? number : throw new FieldException(path, $"must be within a double's range, but was {element.GetRawText()}");
    }
}
