namespace DiffusionProofs.TestVectors;

/// <summary>Random laws of positive probabilities in multiples of 1/256, which sum to exactly 1.</summary>
static class CategoricalCases
{
    public static double[] Law(CaseRandom random, int categories)
    {
        double[] counts = [.. Enumerable.Range(1, categories - 1).Select(_ => (double)random.Integer(5, 240 / categories))];
        return [.. counts.Select(count => count / 256), (256 - counts.Sum()) / 256];
    }

    /// <summary>Every row's largest entry is its diagonal one, as in a step.</summary>
    public static double[][] Step(CaseRandom random, int categories) => [.. Enumerable.Range(0, categories).Select(i =>
    {
        double[] law = Law(random, categories);
        (law[i], law[^1]) = (law[^1], law[i]);
        return law;
    })];

    public static double[][] Laws(CaseRandom random, int rows, int categories) => [.. Enumerable.Range(0, rows).Select(_ => Law(random, categories))];

    public static double[] Ids(CaseRandom random, int count, int categories) => [.. Enumerable.Range(0, count).Select(_ => (double)random.Integer(0, categories - 1))];

    public static double[][] Identity(int categories) => [.. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Select(j => i == j ? 1.0 : 0).ToArray())];

    /// <summary>Absorbing noise that keeps a token with this probability; the mask is last.</summary>
    public static double[][] Absorbing(int categories, double keep) =>
        [.. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Select(j => (i == j, j == categories - 1) switch
        {
            (true, true) => 1,
            (true, false) => keep,
            (false, true) => 1 - keep,
            _ => 0.0,
        }).ToArray())];

    /// <summary>No symmetry, no zero.</summary>
    public static double[][] Three { get; } = [[0.625, 0.25, 0.125], [0.0625, 0.75, 0.1875], [0.3125, 0.375, 0.3125]];

    public static double[][] AnotherThree { get; } = [[0.5, 0.375, 0.125], [0.25, 0.5625, 0.1875], [0.03125, 0.21875, 0.75]];
}
