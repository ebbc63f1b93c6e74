using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>Rates that are all free off the diagonal: not symmetric, with no structure but rows that sum to 0.</summary>
static class FormalRates
{
    public static VariableNames Names(int categories) => new VariableNames().Matrix("q", categories, categories - 1);

    public static T[][] Rates<T>(VariableReader<T> values, int categories) where T : IField<T> => Square(values.Matrix(categories, categories - 1), free => -free.Sum());

    /// <summary>Free off the diagonal, 1 on it, which must count for nothing.</summary>
    public static T[][] Pairs<T>(VariableReader<T> values, int categories) where T : IField<T> => Square(values.Matrix(categories, categories - 1), _ => T.One);

    static T[][] Square<T>(T[][] free, Func<T[], T> diagonal) => [.. free.Select((row, x) => (T[])[.. row[..x], diagonal(row), .. row[x..]])];

    /// <summary>Every closed rate up to these sizes; absorbing ones with the mask first, last and between.</summary>
    public static IEnumerable<ClosedRate> Closed(int largest) =>
        Enumerable.Range(2, largest - 1).SelectMany(v => (ClosedRate[])[new UniformRate(v), new UnscaledUniformRate(v), .. Masks(v).Select(m => new AbsorbingRate(v, m))]);

    public static IEnumerable<int> Masks(int categories) => new[] { 0, categories / 2, categories - 1 }.Distinct();

    /// <summary>The pairs of entries of two matrices.</summary>
    public static IEnumerable<(T Left, T Right)> Entries<T>(T[][] left, T[][] right) => left.Zip(right, (a, b) => a.Zip(b)).SelectMany(row => row);
}
