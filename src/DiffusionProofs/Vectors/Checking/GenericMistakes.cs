using System.Globalization;

namespace DiffusionProofs.TestVectors;

/// <summary>Mistakes that any form's implementation can make; they change the right outputs.</summary>
static class GenericMistakes
{
    /// <summary>Each with the outputs that it gives for a case, in order.</summary>
    public static IEnumerable<(string Name, Func<CheckedCase, IReadOnlyList<double>> Change)> Of(ClosedForm form)
    {
        if (form.Units.Contains("nats", StringComparison.Ordinal))
        {
            yield return ("bits for nats: divided by log 2", each => Map(each, right => right / Math.Log(2)));
            yield return ("nats taken for bits: multiplied by log 2", each => Map(each, right => right * Math.Log(2)));
        }
        yield return ("the sign is reversed", each => Map(each, right => -right));
        if (form.Outputs.Any(field => field.Shapes[0].Rank >= 2)) yield return ("a matrix is transposed", Transposed);
    }

    /// <summary>The factor, other than 1, between all given numbers and the right ones; null where there is none.</summary>
    public static double? Factor(IReadOnlyList<CheckedCase> cases, Func<CheckedCase, double[]> allowed)
    {
        var entries = cases.SelectMany(each => each.Entries.Zip(allowed(each), (entry, most) => (entry.Given, entry.Right, Most: most))).ToArray();
        var (given, right, _) = entries.MaxBy(entry => double.IsFinite(entry.Right) ? Math.Abs(entry.Right) : 0);
        double factor = given / right;
        bool explains = entries.Length > 1 && double.IsFinite(factor) && factor is not (0 or 1)
            && entries.All(entry => entry.Given.Equals(factor * entry.Right)
                || Math.Abs(entry.Given - factor * entry.Right) <= 2 * Math.Max(1, Math.Abs(factor)) * entry.Most);
        return explains ? factor : null;
    }

    /// <summary>A constant of its own in each case between all given numbers and the right ones; null where there is none.</summary>
    public static string? Offset(IReadOnlyList<CheckedCase> cases, Func<CheckedCase, double[]> allowed)
    {
        var constants = new List<string>();
        foreach (CheckedCase each in cases)
        {
            double[] most = allowed(each);
            double[] differences = each.Entries.Select(entry => entry.Given - entry.Right).ToArray();
            if (differences.Length < 2 || !differences.All(double.IsFinite)) return null;
            if (differences.Where((difference, i) => Math.Abs(difference - differences[0]) > 2 * (most[i] + most[0])).Any()) return null;
            if (Math.Abs(differences[0]) > most[0]) constants.Add(string.Create(CultureInfo.InvariantCulture, $"{differences[0]:G6} in case '{each.Given.Name}'"));
        }
        return constants.Count == 0 ? null : $"a constant is missing or too many: every output is off by {string.Join(", by ", constants.Take(3))}";
    }

    static double[] Map(CheckedCase each, Func<double, double> change) => each.Entries.Select(entry => change(entry.Right)).ToArray();

    static double[] Transposed(CheckedCase each)
    {
        var result = new List<double>();
        foreach (var output in each.Entries.GroupBy(entry => entry.Output))
        {
            double[] right = output.Select(entry => entry.Right).ToArray();
            IReadOnlyList<int> shape = each.Given.Outputs![output.Key].Shape;
            if (shape.Count < 2 || shape[^1] != shape[^2])
            {
                result.AddRange(right);
                continue;
            }
            int n = shape[^1];
            for (int i = 0; i < right.Length; i++)
            {
                int row = i / n % n, column = i % n;
                result.Add(right[i - row * n - column + column * n + row]);
            }
        }
        return result.ToArray();
    }
}
