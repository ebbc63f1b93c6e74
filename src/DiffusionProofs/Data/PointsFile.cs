using System.Globalization;

namespace DiffusionProofs.Data;

/// <summary>A user's own points: a CSV file, plain or gzip, one point a line, every column a coordinate.</summary>
/// <remarks>
/// Fields are separated by commas, the decimal sign is a point whatever the machine's culture. Lines that begin with # are
/// comments. The first other line is a header, and skipped, if none of its fields is a number.
/// </remarks>
public static class PointsFile
{
    /// <returns>[N][D] finite numbers, N >= 1, D >= 1.</returns>
    /// <exception cref="DataFileException">
    /// A missing or empty file, a ragged row, a field that is not a number or not finite; file, line and column are named.
    /// </exception>
    public static double[][] Read(string path)
    {
        var lines = TextLines.Read(path).Where(line => !line.Text.StartsWith('#')).ToList();
        if (lines.Count > 0 && IsHeader(lines[0].Text)) lines.RemoveAt(0);
        if (lines.Count == 0) throw new DataFileException(path, null, "holds no points, only comments or a header");

        int dimensions = lines[0].Text.Split(',').Length;
        return lines.Select(line => Point(path, line.Number, line.Text, dimensions, lines[0].Number)).ToArray();
    }

    static bool IsHeader(string line) => !string.IsNullOrWhiteSpace(line) && line.Split(',').All(field => !IsNumber(field, out _));

    static double[] Point(string path, int number, string line, int dimensions, int firstNumber)
    {
        if (string.IsNullOrWhiteSpace(line)) throw new DataFileException(path, number, "blank line between points");
        string[] fields = line.Split(',');
        if (fields.Length != dimensions)
            throw new DataFileException(path, number, $"{fields.Length} fields, but line {firstNumber} has {dimensions}");
        var point = new double[dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            if (!IsNumber(fields[i], out point[i]))
                throw new DataFileException(path, number, $"field {i + 1} is not a number: '{fields[i]}' (fields are separated by commas, the decimal sign is a point)");
            if (!double.IsFinite(point[i]))
                throw new DataFileException(path, number, $"field {i + 1} must be finite, but was '{fields[i].Trim()}'");
        }
        return point;
    }

    static bool IsNumber(string field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
