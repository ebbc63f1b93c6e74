using System.Globalization;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Evidence;

/// <summary>A row-stochastic matrix, Q[i, j] = q(next = j | now = i), its rows summing to exactly 1 in multiples of 1/64.</summary>
public sealed record StochasticMatrix(string Kind, IReadOnlyList<Vector> Rows)
{
    public int Size => Rows.Count;

    public double this[int i, int j] => Rows[i][j];

    /// <summary>[K, K], row-major.</summary>
    public double[] Flat => [.. Rows.SelectMany(r => r.Values)];

    /// <summary>The same rows in any number system, exactly.</summary>
    public T[][] In<T>() where T : IField<T> => [.. Rows.Select(r => r.In<T>())];

    public bool Equals(StochasticMatrix? other) => other is not null && Rows.SequenceEqual(other.Rows);

    public override int GetHashCode() => Rows.Aggregate(Size, HashCode.Combine);

    public override string ToString() => $"{Kind} {{ {string.Join("; ", Rows.Select(r => string.Join(" ", r.Values.Select(InSixtyFourths))))} }}/{Dyadic.Denominator}";

    static string InSixtyFourths(double value) => (value * Dyadic.Denominator).ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Matrices Q_1..Q_T of one size, as different from each other as they come: reversed products must show.</summary>
public sealed record StochasticChain(IReadOnlyList<StochasticMatrix> Steps)
{
    public int Size => Steps[0].Size;

    public bool Equals(StochasticChain? other) => other is not null && Steps.SequenceEqual(other.Steps);

    public override int GetHashCode() => Steps.Aggregate(Steps.Count, HashCode.Combine);

    public override string ToString() => string.Join(", then ", Steps);
}

/// <summary>
/// Kernels that cannot hide a transposed index or a reversed product: none is symmetric. Uniform noise, symmetric and
/// commuting, is left to edge rows of its own.
/// </summary>
public static class StochasticMatrices
{
    /// <summary>Any of the kinds below, K from 3 to 5.</summary>
    public static Arbitrary<StochasticMatrix> Any() => Arb.From(Gen.Choose(3, 5).SelectMany(OfSize), Shrinks);

    /// <summary>Positive entries without structure.</summary>
    public static Arbitrary<StochasticMatrix> Random(int size) => Arb.From(RandomOf(size), Shrinks);

    /// <summary>Each token stays or moves to the last one, the mask, which stays; stay and move are not both 1/2.</summary>
    public static Arbitrary<StochasticMatrix> Absorbing(int size) => Arb.From(AbsorbingOf(size));

    /// <summary>Each token stays, moves to any other at one rate, or to the last one, the mask, at another.</summary>
    public static Arbitrary<StochasticMatrix> AbsorbingUniform(int size) => Arb.From(AbsorbingUniformOf(size));

    /// <summary>T = 3 or 4 matrices of one size from 3 to 5, two of which at least do not commute.</summary>
    public static Arbitrary<StochasticChain> Chain() => Arb.From(
        (from size in Gen.Choose(3, 5)
         from length in Gen.Choose(3, 4)
         from steps in OfSize(size).ArrayOf(length)
         select new StochasticChain(steps)).Where(DoesNotCommute),
        c => Enumerable.Range(0, c.Steps.Count).SelectMany(t => Shrinks(c.Steps[t]).Select(q => new StochasticChain([.. c.Steps.Select((s, i) => i == t ? q : s)])))
            .Where(DoesNotCommute));

    /// <summary>Equal to its transpose.</summary>
    public static bool IsSymmetric(StochasticMatrix q) =>
        Enumerable.Range(0, q.Size).All(i => Enumerable.Range(0, i).All(j => q[i, j] == q[j, i]));

    /// <summary>Some pair of neighbours has products that depend on their order; sums of multiples of 2^-12 are exact here.</summary>
    public static bool DoesNotCommute(StochasticChain chain) => chain.Steps.Zip(chain.Steps.Skip(1)).Any(pair =>
        !Product(pair.First, pair.Second).SequenceEqual(Product(pair.Second, pair.First)));

    static Gen<StochasticMatrix> OfSize(int size) => Gen.OneOf(RandomOf(size), AbsorbingOf(size), AbsorbingUniformOf(size));

    static Gen<StochasticMatrix> RandomOf(int size) => Dyadic.Weights(size).ArrayOf(size)
        .Select(rows => new StochasticMatrix("random", [.. rows.Select(r => new Vector(r))])).Where(q => !IsSymmetric(q));

    static Gen<StochasticMatrix> AbsorbingOf(int size) => Scalars.Alpha().Generator.Select(stay => Towards("absorbing", size,
        i => i == size - 1 ? 1 : stay, (i, j) => j == size - 1 ? 1 - stay : 0));

    static Gen<StochasticMatrix> AbsorbingUniformOf(int size) =>
        from uniform in Gen.Choose(1, 6)
        from mask in Gen.Choose(1, 24).Where(m => m != uniform)
        let toToken = uniform / (double)Dyadic.Denominator
        let toMask = mask / (double)Dyadic.Denominator
        select Towards("absorbing+uniform", size,
            i => 1 - (i == size - 1 ? 0 : toMask) - (size - (i == size - 1 ? 1 : 2)) * toToken,
            (i, j) => j == size - 1 ? toMask : toToken);

    static StochasticMatrix Towards(string kind, int size, Func<int, double> stay, Func<int, int, double> move) => new(kind,
        [.. Enumerable.Range(0, size).Select(i => new Vector([.. Enumerable.Range(0, size).Select(j => i == j ? stay(i) : move(i, j))]))]);

    static IEnumerable<StochasticMatrix> Shrinks(StochasticMatrix q)
    {
        // A random matrix grows plainer row by row, towards (62, 1, 1)/64; the structured ones are plain already.
        for (int i = 0; q.Kind == "random" && i < q.Size; i++)
        {
            int most = Array.IndexOf(q.Rows[i].Values, q.Rows[i].Values.Max());
            double[] plain = [.. Enumerable.Range(0, q.Size).Select(j => (j == most ? Dyadic.Denominator - q.Size + 1 : 1) / (double)Dyadic.Denominator)];
            StochasticMatrix simpler = q with { Rows = [.. q.Rows.Select((row, k) => k == i ? new Vector(plain) : row)] };
            if (!simpler.Equals(q) && !IsSymmetric(simpler)) yield return simpler;
        }
    }

    static double[] Product(StochasticMatrix a, StochasticMatrix b) =>
        [.. from i in Enumerable.Range(0, a.Size) from j in Enumerable.Range(0, a.Size) select Enumerable.Range(0, a.Size).Sum(k => a[i, k] * b[k, j])];
}
