using System.Globalization;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Evidence;

/// <summary>Numbers on the managed side, so that a failing case prints and shrinks.</summary>
public sealed record Vector(params double[] Values)
{
    public int Length => Values.Length;

    public double this[int i] => Values[i];

    /// <summary>The same entries in any number system, exactly.</summary>
    public T[] In<T>() where T : IField<T> => Array.ConvertAll(Values, Dyadic.In<T>);

    public bool Equals(Vector? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Aggregate(Values.Length, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
}

public static class Vectors
{
    /// <summary>Vectors without a zero or a one, not all entries equal where there is more than one.</summary>
    public static Arbitrary<Vector> OfLength(int least, int most, double bound) => Arb.From(
        Gen.Choose(least, most).SelectMany(length => Of(length, bound)),
        v => Shrinks(v, least));

    public static Arbitrary<Vector> OfLength(int length, double bound) => OfLength(length, length, bound);

    internal static Gen<Vector> Of(int length, double bound) =>
        Scalars.Real(bound).Generator.ArrayOf(length).Where(IsPlain).Select(values => new Vector(values));

    internal static IEnumerable<Vector> Shrinks(Vector v, int least)
    {
        if (v.Length > least)
        {
            for (int i = 0; i < v.Length; i++)
            {
                double[] shorter = [.. v.Values.Where((_, j) => j != i)];
                if (IsPlain(shorter)) yield return new Vector(shorter);
            }
        }
        for (int i = 0; i < v.Length; i++)
        {
            foreach (double entry in Dyadic.Shrinks(v[i], 0).Where(Scalars.IsPlain))
            {
                double[] simpler = [.. v.Values];
                simpler[i] = entry;
                if (IsPlain(simpler)) yield return new Vector(simpler);
            }
        }
    }

    static bool IsPlain(double[] values) => values.Length == 1 || values.Any(v => v != values[0]);
}
