using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>The digits as a data set, with the two of them that are closest. Tensors belong to the caller's dispose scope.</summary>
sealed class DigitsMixture
{
    static readonly Lazy<(double[][] Points, int I, int J, double Squared)> closest = new(() =>
    {
        double[][] points = Digits.Load().Points;
        (int I, int J, double Squared) best = (0, 0, double.PositiveInfinity);
        for (int i = 0; i < points.Length; i++)
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int k = 0; k < points[i].Length && sum < best.Squared; k++) sum += (points[i][k] - points[j][k]) * (points[i][k] - points[j][k]);
                if (sum > 0 && sum < best.Squared) best = (i, j, sum);
            }
        return (points, best.I, best.J, best.Squared);
    });

    DigitsMixture(On on) => (this.on, Mixture) = (on, new DataMixture(on.Tensor([.. Points.SelectMany(p => p)], Points.Length, Points[0].Length)));

    readonly On on;

    public static DigitsMixture Of(On on) => new(on);

    public static double[][] Points => closest.Value.Points;

    /// <summary>The caller disposes it.</summary>
    public DataMixture Mixture { get; }

    public double LeastDistance => Math.Sqrt(closest.Value.Squared);

    double[] First => Points[closest.Value.I];

    double[] Second => Points[closest.Value.J];

    /// <summary>[1, D].</summary>
    public torch.Tensor Midpoint => on.Tensor([.. First.Zip(Second, (a, b) => (a + b) / 2)], 1, First.Length);

    /// <summary>[D], of length 1.</summary>
    public torch.Tensor Direction => on.Tensor([.. First.Zip(Second, (a, b) => (a - b) / LeastDistance)]);

    /// <summary>What the points other than the closest two weigh halfway between these, by distances in whole numbers.</summary>
    public double WeightBesideThePair(double sigma)
    {
        double a = closest.Value.Squared / 4;
        double rest = Points.Where((_, i) => i != closest.Value.I && i != closest.Value.J).Sum(p =>
            Math.Exp((a - p.Zip(First.Zip(Second, (x, y) => (x + y) / 2), (v, m) => (v - m) * (v - m)).Sum()) / (2 * sigma * sigma)));
        return rest / (2 + rest);
    }
}
