namespace DiffusionProofs.TestVectors;

public enum FieldKind { Real, Integer, Text, Flag, Parameters }

/// <summary>The declaration of one input or output of a form.</summary>
public sealed record Field
{
    public required string Name { get; init; }
    public required FieldKind Kind { get; init; }

    /// <summary>The shapes that a number field may have, one for most.</summary>
    public IReadOnlyList<FieldShape> Shapes { get; init; } = [FieldShape.Scalar];

    public Domain Domain { get; init; } = Domain.Finite;

    /// <summary>The words that a text field may hold, or the parameters' names.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool IsOptional { get; init; }

    /// <param name="shapes">Such as <c>[B,D]</c>; none, or an empty one, for a single number.</param>
    public static Field Real(string name, params string[] shapes) =>
        new() { Name = name, Kind = FieldKind.Real, Shapes = ShapesOf(shapes) };

    /// <inheritdoc cref="Real"/>
    public static Field Integer(string name, params string[] shapes) =>
        new() { Name = name, Kind = FieldKind.Integer, Shapes = ShapesOf(shapes), Domain = Domain.NotNegative };

    public static Field Text(string name, params string[] choices) => new() { Name = name, Kind = FieldKind.Text, Choices = choices };

    public static Field Flag(string name) => new() { Name = name, Kind = FieldKind.Flag };

    public static Field Parameters(string name, params string[] names) =>
        new() { Name = name, Kind = FieldKind.Parameters, Choices = names, IsOptional = true };

    public Field Optional() => this with { IsOptional = true };

    public Field Within(Domain domain) => this with { Domain = domain };

    static FieldShape[] ShapesOf(string[] shapes) => shapes.Length == 0 ? [FieldShape.Scalar] : shapes.Select(FieldShape.Parse).ToArray();

    /// <summary>As in a list of fields: <c>x [B,D]</c>, <c>log_prior? [N]</c>, <c>from (eps, x0)</c>.</summary>
    public override string ToString()
    {
        string name = IsOptional ? $"{Name}?" : Name;
        return Kind switch
        {
            FieldKind.Text => $"{name} ({string.Join(", ", Choices)})",
            FieldKind.Flag => $"{name} (true, false)",
            FieldKind.Parameters => $"{name} {{{string.Join(", ", Choices)}}}",
            _ when Shapes is [{ Rank: 0 }] => name,
            _ => $"{name} {string.Join(" or ", Shapes)}",
        };
    }
}
