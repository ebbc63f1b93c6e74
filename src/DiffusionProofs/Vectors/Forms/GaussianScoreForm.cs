using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class GaussianScoreForm : ClosedForm
{
    public override string Name => "gaussian.score";
    public override string Source => "Song et al., arXiv:2011.13456, section 2.1 (score), of a Gaussian";
    public override string Units => "nats per unit of x";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("x", "[B,D]"),
        Field.Real("mean", "[D]"),
        Field.Real("covariance", "", "[D]", "[D,D]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("score", "[B,D]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        torch.Tensor x = FormTensors.Of(inputs, "x", device, type), mean = FormTensors.Of(inputs, "mean", device, type);
        return new Dictionary<string, torch.Tensor>
        {
            ["score"] = inputs.Rank("covariance") switch
            {
                0 => GaussianScore.Isotropic(x, mean, inputs.Number("covariance")),
                1 => GaussianScore.Diagonal(x, mean, FormTensors.Of(inputs, "covariance", device, type)),
                _ => GaussianScore.Full(x, mean, FormTensors.Of(inputs, "covariance", device, type)),
            },
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("score", Each<T>(inputs, (x, mean) => inputs.Rank("covariance") switch
    {
        0 => GaussianFormulas.Score(x, mean, inputs.Scalar<T>("covariance")),
        1 => GaussianFormulas.Score(x, mean, inputs.Vector<T>("covariance")),
        _ => GaussianFormulas.Score(x, mean, inputs.Matrix<T>("covariance")),
    }));

    static T[][] Each<T>(FormInputs inputs, Func<T[], T[], T[]> score) where T : IRealField<T> =>
        [.. inputs.Matrix<T>("x").Select(x => score(x, inputs.Vector<T>("mean")))];

    public override void Require(FormInputs inputs)
    {
        NumberArray covariance = inputs.Array("covariance");
        if (covariance.Shape.Count < 2)
        {
            int bad = covariance.Values.ToList().FindIndex(variance => !(variance > 0));
            if (bad >= 0) throw new FieldException($"inputs.covariance{covariance.Place(bad)}", $"a variance must be above 0, but was {JsonNumber.Text(covariance.Values[bad])}");
            return;
        }
        int n = covariance.Shape[0];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
                if (covariance.Values[i * n + j] != covariance.Values[j * n + i]) throw new FieldException($"inputs.covariance[{i}][{j}]", $"must be symmetric, but [{j}][{i}] is another number");
        if (!IsPositiveDefinite(inputs.Matrix<BigReal>("covariance"))) throw new FieldException("inputs.covariance", "must be positive definite, but was not");
    }

    /// <summary>Whether every leading minor is positive.</summary>
    static bool IsPositiveDefinite(BigReal[][] matrix) =>
        Enumerable.Range(1, matrix.Length).All(k => LeadingMinor(matrix, k) is { } minor && minor.IsCertainlyPositive);

    static BigReal? LeadingMinor(BigReal[][] matrix, int k)
    {
        try
        {
            return LinearAlgebra.Determinant<BigReal>([.. matrix.Take(k).Select(row => row[..k])]);
        }
        catch (DivideByZeroException)
        {
            // A smaller leading minor is 0.
            return null;
        }
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("one variance", Case([[0.75, -1.5], [2.25, 0.125]], [0.25, -0.5], 0.375)),
        ("variances", Case([[0.75, -1.5, 3]], [0.25, -0.5, 1], new[] { 0.375, 2.5, 0.03125 })),
        ("full covariance", Case([[0.75, -1.5, 3], [-1, 0.5, 0.25]], [0.25, -0.5, 1],
            new double[][] { [2, -0.75, 0.5], [-0.75, 1.5, 0.25], [0.5, 0.25, 0.875] })),
        ("nearly singular covariance", Case([[0.75, -1.5]], [0.25, -0.5], new double[][] { [1, 0.9990234375], [0.9990234375, 1] })),
        ("at the mean", Case([[0.25, -0.5]], [0.25, -0.5], 0.375)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int dimensions = random.Integer(2, 4);
        // A factor of few bits, so that the covariance F F^T + diagonal is exact in float32.
        double[][] factor = [.. Enumerable.Range(0, dimensions).Select(_ => Enumerable.Range(0, dimensions).Select(_ => random.Integer(-7, 7) / 8.0).ToArray())];
        double[][] covariance = [.. factor.Select((row, i) => factor.Select((other, j) => row.Zip(other, (p, q) => p * q).Sum() + (i == j ? 0.25 : 0)).ToArray())];
        return Case(random.Matrix(random.Integer(2, 3), dimensions, -3, 3), random.Vector(dimensions, -2, 2), covariance);
    }

    static Dictionary<string, FieldValue> Case(double[][] x, double[] mean, FieldValue covariance) =>
        new() { ["x"] = x, ["mean"] = mean, ["covariance"] = covariance };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the covariance is used as the precision: multiplied instead of divided", (inputs, outputs) => outputs.Set("score", Each<RoundedReal>(inputs, (x, mean) =>
            inputs.Rank("covariance") == 2
                ? ScoreMistakes.CovarianceAsPrecision(x, mean, inputs.Matrix<RoundedReal>("covariance"))
                : ScoreMistakes.CovarianceAsPrecision(x, mean, Variances(inputs))))),
        new("divided by the standard deviation instead of the variance", (inputs, outputs) => outputs.Set("score", Each<RoundedReal>(inputs, (x, mean) =>
            inputs.Rank("covariance") == 2
                ? throw new ArgumentException("a full covariance has no one standard deviation")
                : GaussianFormulas.Score(x, mean, [.. Variances(inputs).Select(RoundedReal.Sqrt)])))),
        new("the correlations are lost: only the covariance's diagonal is used", (inputs, outputs) => outputs.Set("score", Each<RoundedReal>(inputs, (x, mean) =>
            inputs.Rank("covariance") == 2
                ? ScoreMistakes.DiagonalOnly(x, mean, inputs.Matrix<RoundedReal>("covariance"))
                : GaussianFormulas.Score(x, mean, Variances(inputs))))),
    ];

    static RoundedReal[] Variances(FormInputs inputs) => inputs.Rank("covariance") == 1
        ? inputs.Vector<RoundedReal>("covariance")
        : [.. Enumerable.Repeat(inputs.Scalar<RoundedReal>("covariance"), inputs.Sizes["D"])];
}
