using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Evidence;

/// <summary>Distinct points x^1..x^n in d dimensions with prior weights that sum to exactly 1, a query point, and a kernel's alpha and sigma.</summary>
public sealed record PointSetCase(IReadOnlyList<Vector> Points, Vector Prior, Vector Query, double Alpha, double Sigma)
{
    public int Count => Points.Count;

    public int Dimension => Query.Length;

    /// <summary>[n, d], row-major.</summary>
    public double[] Flat => [.. Points.SelectMany(p => p.Values)];

    public bool Equals(PointSetCase? other) => other is not null && Points.SequenceEqual(other.Points) && Prior.Equals(other.Prior)
        && Query.Equals(other.Query) && Alpha == other.Alpha && Sigma == other.Sigma;

    public override int GetHashCode() => Points.Aggregate(HashCode.Combine(Prior, Query, Alpha, Sigma), HashCode.Combine);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"points {string.Join(" ", Points)}, prior {Prior}, x {Query}, alpha {Alpha:R}, sigma {Sigma:R}");
}

public static class PointSets
{
    /// <summary>
    /// Priors that are not uniform (from two points on), points that are distinct and not symmetric about 0, alpha other
    /// than 1/2 and 1, sigma other than 1.
    /// </summary>
    public static Arbitrary<PointSetCase> Of(int leastPoints = 2, int mostPoints = 5, int leastDimension = 1, int mostDimension = 3, double bound = 3)
    {
        if (leastPoints < 1) throw new ArgumentOutOfRangeException(nameof(leastPoints), $"leastPoints must be at least 1; it was {leastPoints}.");
        if (leastDimension < 1) throw new ArgumentOutOfRangeException(nameof(leastDimension), $"leastDimension must be at least 1; it was {leastDimension}.");
        Gen<PointSetCase> generator =
            from n in Gen.Choose(leastPoints, mostPoints)
            from d in Gen.Choose(leastDimension, mostDimension)
            from points in Vectors.Of(d, bound).ArrayOf(n).Where(AreInGeneralPosition)
            from prior in Dyadic.Weights(n).Where(IsSkewed)
            from query in Vectors.Of(d, bound)
            from alpha in Scalars.Alpha().Generator
            from sigma in Scalars.Sigma().Generator
            select new PointSetCase(points, new Vector(prior), query, alpha, sigma);
        return Arb.From(generator, c => Shrinks(c, leastPoints));
    }

    static IEnumerable<PointSetCase> Shrinks(PointSetCase c, int leastPoints)
    {
        for (int i = 0; c.Count > leastPoints && i < c.Count; i++)
        {
            Vector[] points = [.. c.Points.Where((_, j) => j != i)];
            double[] prior = [.. c.Prior.Values.Where((_, j) => j != i)];
            // What the dropped point weighed goes to the first one left: the sum stays exactly 1.
            prior[0] += c.Prior[i];
            if (IsSkewed(prior) && AreInGeneralPosition(points)) yield return c with { Points = points, Prior = new Vector(prior) };
        }
        for (int i = 0; i < c.Count; i++)
        {
            foreach (Vector simpler in Vectors.Shrinks(c.Points[i], c.Dimension))
            {
                Vector[] points = [.. c.Points];
                points[i] = simpler;
                if (AreInGeneralPosition(points)) yield return c with { Points = points };
            }
        }
        foreach (Vector query in Vectors.Shrinks(c.Query, c.Dimension)) yield return c with { Query = query };
        foreach (double alpha in Scalars.Alpha().Shrinker(c.Alpha)) yield return c with { Alpha = alpha };
        foreach (double sigma in Scalars.Sigma().Shrinker(c.Sigma)) yield return c with { Sigma = sigma };
    }

    static bool IsSkewed(double[] prior) => prior.Length == 1 || prior.Any(p => p != prior[0]);

    // Points whose mean is 0 hide a forgotten mean; equal points are one.
    static bool AreInGeneralPosition(Vector[] points) =>
        points.Distinct().Count() == points.Length && Enumerable.Range(0, points[0].Length).Any(k => points.Sum(p => p[k]) != 0);
}
