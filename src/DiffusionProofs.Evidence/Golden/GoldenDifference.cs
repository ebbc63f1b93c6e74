using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionProofs.Evidence;

/// <summary>Compares two texts line by line, the numbers in them within a tolerance.</summary>
public static partial class GoldenDifference
{
    const int MostRows = 12;

    /// <returns>Null where they agree; else a table of entry, verified, received, relative error and ulps.</returns>
    public static string? Table(string verified, string received, Tolerance tolerance)
    {
        Row[] rows = [.. Rows(verified.Split('\n'), received.Split('\n'), tolerance)];
        return rows.Length == 0 ? null : Table(rows);
    }

    static IEnumerable<Row> Rows(string[] verified, string[] received, Tolerance tolerance)
    {
        // Lines that agree at both ends are left out, so that one inserted line is one difference.
        int start = 0, end = 0;
        int shorter = Math.Min(verified.Length, received.Length);
        while (start < shorter && !OfLine(0, verified[start], received[start], tolerance).Any()) start++;
        while (end < shorter - start && !OfLine(0, verified[^(end + 1)], received[^(end + 1)], tolerance).Any()) end++;
        for (int i = start; i < Math.Max(verified.Length, received.Length) - end; i++)
        {
            string? v = i < verified.Length - end ? verified[i] : null, r = i < received.Length - end ? received[i] : null;
            foreach (Row row in OfLine(i + 1, v, r, tolerance)) yield return row;
        }
    }

    static IEnumerable<Row> OfLine(int line, string? verified, string? received, Tolerance tolerance)
    {
        if (verified == received) yield break;
        bool sameText = verified is not null && received is not null && Number().Replace(verified, "#") == Number().Replace(received, "#");
        if (!sameText || tolerance == Tolerance.Exact)
        {
            yield return new($"line {line}", verified ?? "(no line)", received ?? "(no line)", "", "");
            yield break;
        }
        foreach ((Match v, Match r) in Number().Matches(verified!).Zip(Number().Matches(received!)))
        {
            double golden = Parse(v), now = Parse(r);
            if (tolerance.Allows(golden, now)) continue;
            string before = verified![..v.Index].TrimEnd();
            string entry = $"line {line} {before[Math.Max(0, before.Length - 24)..]}".TrimEnd();
            yield return new(entry, v.Value, r.Value, Short(Math.Abs(now - golden) / Math.Abs(golden)), UlpsApart(golden, now));
        }
    }

    static string Table(Row[] rows)
    {
        var text = new StringBuilder();
        Row[] shown = [new("entry", "verified", "received", "relative error", "ulps"), .. rows.Take(MostRows)];
        int[] widths = [.. Enumerable.Range(0, 5).Select(column => shown.Max(r => r.Cells[column].Length))];
        foreach (Row row in shown)
        {
            text.Append("  ").AppendLine(string.Join("  ", row.Cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
        if (rows.Length > MostRows) text.AppendLine(CultureInfo.InvariantCulture, $"  … and {rows.Length - MostRows} more");
        return text.ToString().ReplaceLineEndings("\n");
    }

    static string UlpsApart(double golden, double now) =>
        double.IsFinite(golden) && double.IsFinite(now) ? Short(Math.Abs(now - golden) / On.CpuFloat64.Ulp(golden)) : "";

    static double Parse(Match number) => double.Parse(number.ValueSpan, CultureInfo.InvariantCulture);

    static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    sealed record Row(string Entry, string Verified, string Received, string Relative, string Ulps)
    {
        public string[] Cells => [Entry, Verified, Received, Relative, Ulps];
    }

    // Not within words or dotted ids: E3.2 and 0.1.0 are text.
    [GeneratedRegex(@"(?<![\w.])[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|Infinity)(?![\w.])|(?<![\w.])NaN(?!\w)")]
    private static partial Regex Number();
}
