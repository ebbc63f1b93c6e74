namespace DiffusionProofs.TestVectors;

/// <summary>Random and chosen inputs of the forms over ratios, exact in float32.</summary>
static class RatioCases
{
    /// <summary>1e-7 as float32 has it: below half a unit in the last place of 1 there.</summary>
    public const double HardlyAny = 1e-7f;

    /// <summary>Uniform or absorbing noise.</summary>
    public static Dictionary<string, FieldValue> Noise(CaseRandom random)
    {
        int v = random.Integer(3, 6);
        return random.Integer(0, 1) == 0 ? Uniform(v) : Absorbing(v, random.Integer(0, v - 1));
    }

    public static Dictionary<string, FieldValue> Uniform(int v) => new() { ["kernel"] = "uniform", ["V"] = v };

    public static Dictionary<string, FieldValue> Absorbing(int v, int mask) => new() { ["kernel"] = "absorbing", ["V"] = v, ["mask"] = mask };

    public static Dictionary<string, FieldValue> With(this Dictionary<string, FieldValue> inputs, params (string Name, FieldValue Value)[] more)
    {
        foreach (var (name, value) in more) inputs[name] = value;
        return inputs;
    }

    public static int Categories(IReadOnlyDictionary<string, FieldValue> noise) => (int)((NumberArray)noise["V"]).Values[0];

    public static int? Mask(IReadOnlyDictionary<string, FieldValue> noise) => noise.TryGetValue("mask", out FieldValue? mask) ? (int)((NumberArray)mask).Values[0] : null;

    /// <summary>Tokens, none the mask.</summary>
    public static double[] Tokens(CaseRandom random, int count, IReadOnlyDictionary<string, FieldValue> noise) => Mask(noise) is { } mask
        ? MaskedCases.Tokens(random, count, Categories(noise), mask)
        : CategoricalCases.Ids(random, count, Categories(noise));

    /// <summary>Rates in multiples of 1/16 without symmetry, rows that sum to exactly 0.</summary>
    public static double[][] Rates(CaseRandom random, int v) => [.. Enumerable.Range(0, v).Select(x =>
    {
        double[] row = [.. Enumerable.Range(0, v).Select(y => x == y ? 0 : random.Integer(1, 40) / 16.0)];
        row[x] = -row.Sum();
        return row;
    })];

    public static double[][] Weights(CaseRandom random, int v) => [.. Enumerable.Range(0, v).Select(_ => Enumerable.Range(0, v).Select(_ => random.Scale(0.0625, 2)).ToArray())];

    public static double[][] Scores(CaseRandom random, int v) => [.. Enumerable.Range(0, v).Select(_ => Enumerable.Range(0, v).Select(_ => random.Scale(0.125, 8)).ToArray())];

    /// <summary>No symmetry; from the last category nothing comes back.</summary>
    public static double[][] ThreeRates { get; } = [[-1.5, 1.25, 0.25], [0.125, -0.625, 0.5], [0, 0, 0]];

    public static double[][] ThreeWeights { get; } = [[0, 1.25, 0.25], [0.125, 0, 0.5], [3, 0.75, 0]];

    public static double[][] ThreeScores { get; } = [[1, 0.375, 2.5], [1.75, 1, 0.625], [0.3125, 4.5, 1]];
}
