using System.Globalization;

namespace DiffusionProofs.TestVectors;

/// <summary>What stands in a field of a file of test vectors.</summary>
public abstract class FieldValue
{
    private protected FieldValue() { }

    public static implicit operator FieldValue(double value) => new NumberArray([], [value]);
    public static implicit operator FieldValue(double[] values) => new NumberArray([values.Length], values);
    public static implicit operator FieldValue(double[][] rows) => NumberArray.OfRows(rows);
    public static implicit operator FieldValue(double[][][] blocks) => NumberArray.OfBlocks(blocks);
    public static implicit operator FieldValue(string text) => new TextValue(text);
    public static implicit operator FieldValue(bool flag) => new FlagValue(flag);
}

/// <summary>A number (no dimensions) or a row-major array of numbers; whole numbers stand for indices.</summary>
public sealed class NumberArray : FieldValue
{
    /// <param name="shape">Each at least 1; none for a single number.</param>
    /// <param name="values">As many as the product of <paramref name="shape"/>.</param>
    public NumberArray(IReadOnlyList<int> shape, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        if (shape.Any(size => size < 1)) throw new ArgumentException($"must have sizes of at least 1, but was {Text(shape)}", nameof(shape));
        long count = shape.Aggregate(1L, (product, size) => product * size);
        if (count != values.Count) throw new ArgumentException($"must be {count} for the shape {Text(shape)}, but were {values.Count}", nameof(values));
        Shape = shape;
        Values = values;
    }

    public IReadOnlyList<int> Shape { get; }
    public IReadOnlyList<double> Values { get; }

    public static NumberArray OfRows(double[][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Length == 0 || rows.Any(row => row.Length != rows[0].Length))
            throw new ArgumentException("must be rows of one length, at least one", nameof(rows));
        return new NumberArray([rows.Length, rows[0].Length], rows.SelectMany(row => row).ToArray());
    }

    public static NumberArray OfBlocks(double[][][] blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        NumberArray[] each = [.. blocks.Select(OfRows)];
        if (each.Length == 0 || each.Any(block => !block.Shape.SequenceEqual(each[0].Shape)))
            throw new ArgumentException("must be blocks of one shape, at least one", nameof(blocks));
        return new NumberArray([each.Length, .. each[0].Shape], each.SelectMany(block => block.Values).ToArray());
    }

    /// <summary>The place of an entry as it would be indexed: <c>[1][0]</c>; empty for a single number.</summary>
    public string Place(int entry)
    {
        string place = "";
        for (int axis = Shape.Count - 1; axis >= 0; axis--)
        {
            place = $"[{entry % Shape[axis]}]{place}";
            entry /= Shape[axis];
        }
        return place;
    }

    public string ShapeText => Text(Shape);

    static string Text(IReadOnlyList<int> shape) =>
        shape.Count == 0 ? "a single number" : $"[{string.Join(",", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";
}

public sealed class TextValue(string text) : FieldValue
{
    public string Text => text;
}

public sealed class FlagValue(bool flag) : FieldValue
{
    public bool Flag => flag;
}

/// <summary>Named numbers, such as a schedule's parameters; one that is left out takes its published value.</summary>
public sealed class ParametersValue(IReadOnlyDictionary<string, double> values) : FieldValue
{
    public IReadOnlyDictionary<string, double> Values => values;
}
