using System.Globalization;

namespace DiffusionProofs.TestVectors;

/// <summary>A declared shape such as <c>[B,D]</c>, <c>[n+1]</c> or <c>[]</c> (a single number); equal letters are equal sizes.</summary>
public sealed class FieldShape
{
    readonly (string Letter, int Offset)[] sizes;

    FieldShape((string, int)[] sizes) => this.sizes = sizes;

    public static FieldShape Scalar { get; } = new([]);

    public int Rank => sizes.Length;

    internal IEnumerable<string> Letters => sizes.Select(size => size.Letter);

    /// <param name="text">Letters, each perhaps with <c>+1</c>, between brackets; empty for a single number.</param>
    public static FieldShape Parse(string text)
    {
        if (text.Length == 0 || text == "[]") return Scalar;
        if (text is not ['[', .., ']']) throw new ArgumentException($"must stand in brackets, but was '{text}'", nameof(text));
        return new FieldShape(text[1..^1].Split(',').Select(size =>
        {
            string[] parts = size.Split('+');
            return (parts[0], parts.Length == 1 ? 0 : int.Parse(parts[1], CultureInfo.InvariantCulture));
        }).ToArray());
    }

    /// <summary>Null where the sizes agree with those known by now, to which new letters are added; else what disagrees.</summary>
    internal string? Match(NumberArray array, string field, Dictionary<string, (int Size, string Field)> known)
    {
        if (array.Shape.Count != Rank) return $"must have the shape {this}, but was {array.ShapeText}";
        for (int axis = 0; axis < Rank; axis++)
        {
            (string letter, int offset) = sizes[axis];
            int size = array.Shape[axis] - offset;
            if (known.TryGetValue(letter, out var earlier) && earlier.Size != size)
                return $"must have the shape {this} with {letter} = {earlier.Size} as in '{earlier.Field}', but was {array.ShapeText}";
            known.TryAdd(letter, (size, field));
        }
        return null;
    }

    internal int[] Sizes(IReadOnlyDictionary<string, int> known) =>
        sizes.Select(size => known.TryGetValue(size.Letter, out int value)
            ? value + size.Offset
            : throw new InvalidOperationException($"no input says how large '{size.Letter}' of the shape {this} is")).ToArray();

    public override string ToString() =>
        Rank == 0 ? "number" : $"[{string.Join(",", sizes.Select(size => size.Offset == 0 ? size.Letter : $"{size.Letter}+{size.Offset}"))}]";
}
