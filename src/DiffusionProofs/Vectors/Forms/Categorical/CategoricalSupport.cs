namespace DiffusionProofs.TestVectors;

/// <summary>Where rows of given matrices are not 0: decided on the doubles, since formulas compare no values, and without products that could underflow.</summary>
static class CategoricalSupport
{
    /// <summary>[...][K], the rows along the last axis.</summary>
    public static bool[][] Rows(FormInputs inputs, string name) => [.. inputs.Array(name).Values.Select(value => value > 0).Chunk(inputs.Sizes["K"])];

    /// <summary>Of a product of two matrices, or of a law and a matrix.</summary>
    public static bool[][] Product(bool[][] a, bool[][] b) => [.. a.Select(row => Enumerable.Range(0, b[0].Length).Select(j => row.Zip(b).Any(pair => pair.First && pair.Second[j])).ToArray())];

    public static int[] Of(bool[] row) => [.. Enumerable.Range(0, row.Length).Where(j => row[j])];

    /// <summary>The categories between x_0 and x_t.</summary>
    public static int[] Between(bool[][] step, bool[][] before, int x0, int xt) => [.. Of(before[x0]).Where(j => step[j][xt])];

    /// <summary>Whether eq. 4 has mass on all of these categories.</summary>
    public static bool Covers(bool[] predicted, bool[][] before, IEnumerable<int> between) => between.All(j => predicted.Zip(before).Any(pair => pair.First && pair.Second[j]));
}
