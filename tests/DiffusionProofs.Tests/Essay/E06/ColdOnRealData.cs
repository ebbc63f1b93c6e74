using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Points of real data blurred or faded, and restored on tensors: with x_0 itself, and with the mean of the data.</summary>
static class ColdOnRealData
{
    const int Batch = 8, Steps = 4;

    /// <summary>A degradation as the library's matrices have it, and by its own definition.</summary>
    sealed record Row(string Name, MixtureCase At, Func<int, int, double[][]> Matrix, Func<Rational[], int, Rational[]> Degrade)
    {
        public override string ToString() => $"{At}, {Name}";
    }

    public static SampledOutcome Restored(On on) => Sample.Rows(on, Rows(), Compared,
        "T (D + 4) ulps of max |x_0| + max |R|: in each step D products and two differences, the matrices' rows of magnitude at most 1",
        "n and d those of the data, T = 4", RealData.Domain + ", the first 8 points, blurred along the coordinates or faded");

    static IEnumerable<Row> Rows() => RealData.Queries(1).SelectMany(at => new[]
    {
        new Row("blurred", at, (s, d) => Power(BlurMatrix(d), s), (x, s) => Enumerable.Range(0, s).Aggregate(x, (y, _) => Blurred(y))),
        new Row("faded", at, (s, d) => Diagonal(d, 1 - s / (2.0 * Steps)), (x, s) => LinearAlgebra.Scale(1 - new Rational(s, 2 * Steps), x)),
    });

    static IEnumerable<Comparison> Compared(Row row, On on)
    {
        double[][] points = [.. row.At.Points.Take(Batch)];
        int d = points[0].Length;
        double[] mean = on.Round([.. Enumerable.Range(0, d).Select(k => row.At.Points.Average(p => p[k]))]);
        torch.Tensor[] matrices = [.. Enumerable.Range(0, Steps + 1).Select(s => on.Tensor([.. row.Matrix(s, d).SelectMany(r => r)], d, d))];
        double size = points.Max(p => p.Max(Math.Abs)) + mean.Max(Math.Abs), allowed = Steps * (d + 4) * on.Ulp(size);
        torch.Tensor x0 = on.Tensor([.. points.SelectMany(p => p)], points.Length, d);
        torch.Tensor means = on.Tensor([.. points.SelectMany(_ => mean)], points.Length, d);
        Rational[] exactMean = Exactly(mean);
        Rational[][] degraded = [.. points.Select(p => row.Degrade(Exactly(p), Steps))];
        torch.Tensor last = on.Tensor([.. degraded.SelectMany(Doubles)], points.Length, d);

        torch.Tensor Run(torch.Tensor restored, bool naive)
        {
            torch.Tensor x = last;
            for (int s = Steps; s >= 1; s--)
                x = naive ? ColdStep.Naive(restored, matrices[s - 1]) : ColdStep.Improved(x, restored, matrices[s], matrices[s - 1]);
            return x;
        }

        double[] data = [.. points.SelectMany(p => p)];
        yield return Compare.Within("improved, perfect restoration", data, Run(x0, naive: false), allowed, on);
        yield return Compare.Within("naive, perfect restoration", data, Run(x0, naive: true), allowed, on);
        yield return Compare.Within("naive, restored to the mean", [.. points.SelectMany(_ => mean)], Run(means, naive: true), allowed, on);
        // With the same R in every step the increments add up: x_0 = x_T - B_T R + R.
        Rational[] left = LinearAlgebra.Subtract(exactMean, row.Degrade(exactMean, Steps));
        yield return Compare.Within("improved, restored to the mean", [.. degraded.SelectMany(x => Doubles(LinearAlgebra.Add(x, left)))],
            Run(means, naive: false), allowed, on);
    }

    /// <summary>A quarter of each neighbour; the ends take themselves for the neighbour that is missing.</summary>
    static Rational[] Blurred(Rational[] x) =>
        [.. x.Select((v, i) => (x[Math.Max(0, i - 1)] + 2 * v + x[Math.Min(x.Length - 1, i + 1)]) / 4)];

    static double[][] BlurMatrix(int d) => [.. Enumerable.Range(0, d).Select(i =>
    {
        var row = new double[d];
        row[i] += 0.5;
        row[Math.Max(0, i - 1)] += 0.25;
        row[Math.Min(d - 1, i + 1)] += 0.25;
        return row;
    })];

    static double[][] Diagonal(int d, double value) =>
        [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, d).Select(j => i == j ? value : 0).ToArray())];

    /// <summary>Quarters to a small power are exact in doubles, and in float32.</summary>
    static double[][] Power(double[][] matrix, int power)
    {
        double[][] product = Diagonal(matrix.Length, 1);
        for (int n = 0; n < power; n++)
            product = [.. product.Select(row => Enumerable.Range(0, row.Length).Select(j => row.Select((v, k) => v * matrix[k][j]).Sum()).ToArray())];
        return product;
    }

    static Rational[] Exactly(double[] values) => Array.ConvertAll(values, Rational.FromDouble);

    static double[] Doubles(Rational[] values) => Array.ConvertAll(values, v => v.ToDouble());
}
