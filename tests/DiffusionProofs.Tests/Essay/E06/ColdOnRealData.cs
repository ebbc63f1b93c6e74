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

    /// <summary>
    /// D(x, s) = x + a_s as a matrix, on points with a 1 put after them, and restorations that have nothing to do with the points.
    /// </summary>
    public static SampledOutcome Added(On on, bool naive) => Sample.Rows(on, RealData.Queries(1), (at, _) =>
    {
        double[][] points = [.. at.Points.Take(Batch)];
        int d = points[0].Length;
        double[] Offset(int s) => on.Round([.. Enumerable.Range(0, d).Select(k => s * Math.Sin(k + s))]);
        torch.Tensor WithOne(Func<double[], IEnumerable<double>> of) => on.Tensor([.. points.SelectMany(p => of(p).Append(1))], points.Length, d + 1);
        torch.Tensor[] matrices = [.. Enumerable.Range(0, Steps + 1).Select(s => on.Tensor(
            [.. Offset(s).SelectMany((a, i) => Diagonal(d, 1)[i].Append(a)), .. new double[d], 1], d + 1, d + 1))];
        torch.Tensor x = WithOne(p => p.Zip(Offset(Steps), (y, a) => y + a));
        for (int s = Steps; s >= 1; s--)
        {
            torch.Tensor restored = WithOne(p => p.Reverse().Select(y => s - 3 * y));
            x = naive ? ColdStep.Naive(restored, matrices[s - 1]) : ColdStep.Improved(x, restored, matrices[s], matrices[s - 1]);
        }
        double size = points.Max(p => p.Max(Math.Abs)) + Offset(Steps).Max(Math.Abs);
        return naive
            ? [Compare.Within("the last restoration", [.. points.SelectMany(p => on.Round([.. p.Reverse().Select(y => 1 - 3 * y)]).Append(1))], x, 0, on)]
            : [Compare.Within("x_0", [.. points.SelectMany(p => p.Append(1))], x, (2 * Steps + 2) * on.Ulp(size), on)];
    },
        naive ? "none: a product with the identity does not round"
            : "2 T + 2 ulps of max |x_0| + max |a_T|: the first sum, and in each step two differences, since all other products are with 0",
        "n and d those of the data, T = 4", RealData.Domain + ", the first 8 points; R = s - 3 x_0 in reversed order");

    static IEnumerable<Row> Rows() => RealData.Queries(1).SelectMany(at => new[]
    {
        new Row("blurred", at, (s, d) => Enumerable.Range(0, s).Aggregate(Diagonal(d, 1), (b, _) => RowsBlurred(b)), (x, s) => Enumerable.Range(0, s).Aggregate(x, (y, _) => Blurred(y))),
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

    /// <summary>K B, for the blur's matrix K; quarters to a small power are exact in doubles, and in float32.</summary>
    static double[][] RowsBlurred(double[][] b) => [.. b.Select((row, i) =>
        row.Select((v, j) => (b[Math.Max(0, i - 1)][j] + 2 * v + b[Math.Min(b.Length - 1, i + 1)][j]) / 4).ToArray())];

    static double[][] Diagonal(int d, double value) =>
        [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, d).Select(j => i == j ? value : 0).ToArray())];

    static Rational[] Exactly(double[] values) => Array.ConvertAll(values, Rational.FromDouble);

    static double[] Doubles(Rational[] values) => Array.ConvertAll(values, v => v.ToDouble());
}
