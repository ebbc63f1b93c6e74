using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>
/// A polynomial of degree at most d_i in x_i that is zero on a product of sets of more than d_i nodes each is zero
/// (induction over the variables). The polynomial is the numerator of the cross-multiplied difference.
/// </summary>
sealed class GridProof
{
    const long MostPoints = 20_000;
    const long MostOperations = 400_000;

    readonly Statement claim;
    readonly DegreeBounds bounds;
    readonly PointCheck check;
    readonly SeededRandom random;
    readonly long[][] nodes;
    readonly long[] replacements;
    long fresh = 2;

    GridProof(Statement claim, DegreeBounds bounds, IReadOnlyList<long> degrees, PointCheck check, SeededRandom random)
    {
        (this.claim, this.bounds, this.check, this.random) = (claim, bounds, check, random);
        replacements = new long[degrees.Count];

        // One counter deals out all nodes, so that no two variables share one: 1/(x - y) has no pole on the grid.
        nodes = [.. degrees.Select(degree => Enumerable.Range(0, (int)degree + 1).Select(_ => fresh++).ToArray())];
    }

    public static bool IsSmall(IReadOnlyList<long> degrees, long operations)
    {
        double points = degrees.Aggregate(1.0, (product, degree) => product * (degree + 1.0));
        return points <= MostPoints && points * operations <= MostOperations;
    }

    /// <summary>The number of points at which the sides agree, or null where the poles could not be avoided.</summary>
    public static long? Points(Statement claim, DegreeBounds bounds, IReadOnlyList<long> degrees, PointCheck check, SeededRandom random)
    {
        GridProof proof = new(claim, bounds, degrees, check, random);
        long expected = degrees.Aggregate(1L, (product, degree) => product * (degree + 1));
        while (true)
        {
            if (proof.FirstPole(out long visited) is not { } pole)
            {
                if (visited != expected || !proof.NodesAreDisjoint())
                    throw new InvalidOperationException($"The grid of {claim.Name} has {visited} points where {expected} were needed.");
                return visited;
            }

            if (!proof.TryReplace(pole)) return null;
        }
    }

    int[]? FirstPole(out long visited)
    {
        visited = 0;
        int[] index = new int[nodes.Length];
        Rational[] point = [.. nodes.Select(set => (Rational)set[0])];
        while (true)
        {
            if (!check.IsDefinedAt<Rational>(point)) return index;
            visited++;
            int i = 0;
            while (i < index.Length && ++index[i] == nodes[i].Length) index[i++] = 0;
            if (i == index.Length) return null;
            for (int j = 0; j <= i; j++) point[j] = nodes[j][index[j]];
        }
    }

    /// <summary>
    /// Replaces a node value, with it its whole hyperplane, and says whether the limit allowed it. With the other sets fixed,
    /// at most (degree of the divisors in x_i) x (number of combinations of the other nodes) values of x_i meet a pole, unless
    /// another variable's value is one for all x_i. More replacements than that mean that the poles cannot be avoided this way.
    /// </summary>
    bool TryReplace(int[] pole)
    {
        int i = Culprit(pole);
        double limit = Math.Max(1.0, bounds.Divisors[i]);
        for (int j = 0; j < nodes.Length; j++)
            if (j != i) limit *= nodes[j].Length;
        if (++replacements[i] > Math.Min(limit, MostPoints)) return false;
        nodes[i][pole[i]] = fresh++;
        return true;
    }

    /// <summary>
    /// The last variable of a minimal set of coordinates that keep the pole whatever the others are: replacing any of that set
    /// removes it, and replacing another variable's value would not.
    /// </summary>
    int Culprit(int[] pole)
    {
        Rational[] point = [.. pole.Select((index, i) => (Rational)nodes[i][index])];
        int culprit = 0;
        for (int i = 0; i < point.Length; i++)
        {
            Rational kept = point[i];
            point[i] = new Rational(random.Between(-1_000_000_000, 1_000_000_000), 1_000_003);
            if (!HasPole(point)) (point[i], culprit) = (kept, i);
        }

        return culprit;
    }

    bool HasPole(Rational[] point)
    {
        try
        {
            claim.At(point);
            return false;
        }
        catch (DivideByZeroException)
        {
            return true;
        }
    }

    bool NodesAreDisjoint()
    {
        long[] all = [.. nodes.SelectMany(set => set)];
        return all.Distinct().Count() == all.Length;
    }
}
