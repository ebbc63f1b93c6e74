using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>One query to a data set, with numbers that float32 holds too: on tensors, and in any number system.</summary>
sealed class MixtureCase(double[][] points, double[]? prior, double[] x, double alpha, double sigma, string name = "")
{
    // Rounded to float32 so that both dtypes, and the reference, start from the same numbers.
    readonly double[] logPrior = RoundedLogarithms(prior ?? [.. points.Select(_ => 1.0)]);

    public static MixtureCase Of(PointSetCase c) =>
        new([.. c.Points.Select(p => p.Values)], c.Prior.Values, c.Query.Values, c.Alpha, c.Sigma, $"{c}");

    public double[][] Points => points;
    public double[] X => x;

    /// <summary>The prior that the rounded logarithms stand for, [N]; it sums to 1 up to rounding.</summary>
    public double[] Prior { get; } = Normalised(prior ?? [.. points.Select(_ => 1.0)]);

    public double Alpha => alpha;
    public double Sigma => sigma;

    public override string ToString() => name.Length > 0
        ? name
        : FormattableString.Invariant($"x = [{string.Join(", ", x)}], alpha {alpha}, sigma {sigma}");

    public DataMixture Mixture(On on) => new(PointsOn(on), on.Tensor(logPrior, logPrior.Length));

    public torch.Tensor PointsOn(On on) => on.Tensor([.. points.SelectMany(p => p)], points.Length, points[0].Length);

    /// <summary>[1, D].</summary>
    public torch.Tensor Query(On on) => on.Tensor(x, 1, x.Length);

    /// <summary>The case in another number system.</summary>
    public (T[] X, T[][] Points, T[] LogPrior, T Alpha, T Sigma) In<T>() where T : IRealField<T> =>
        (Lift<T>(x), [.. points.Select(Lift<T>)], Lift<T>(logPrior), T.FromDouble(alpha), T.FromDouble(sigma));

    /// <summary>log p as a function of x, everything else constant: what an independent differentiation starts from.</summary>
    public RealDual<T> LogDensity<T>(IReadOnlyList<RealDual<T>> at) where T : IRealField<T>
    {
        (_, RealDual<T>[][] y, RealDual<T>[] p, RealDual<T> a, RealDual<T> s) = In<RealDual<T>>();
        return MixtureFormulas.LogDensity([.. at], y, p, a, s);
    }

    /// <summary>grad log p by dual numbers in fifty digits, rounded once.</summary>
    public double[] GradientOfLogDensity() => [.. Derivative.Gradient(LogDensity<BigReal>, Lift<BigReal>(x)).Select(v => (double)v)];

    /// <summary>The index of the point nearest to x: where nearly all the weight is when sigma is small.</summary>
    public int Nearest() => Enumerable.Range(0, points.Length)
        .MinBy(i => points[i].Zip(x, (y, v) => (v - alpha * y) * (v - alpha * y)).Sum());

    /// <summary>|x - alpha y| for the farthest point: a bound of the distance to the heaviest.</summary>
    public double FarthestDistance() => points.Max(p => Math.Sqrt(p.Zip(x, (y, v) => (v - alpha * y) * (v - alpha * y)).Sum()));

    static double[] RoundedLogarithms(double[] prior) => [.. prior.Select(p => (double)(float)Math.Log(p))];

    static double[] Normalised(double[] prior)
    {
        double[] mass = [.. RoundedLogarithms(prior).Select(Math.Exp)];
        return [.. mass.Select(m => m / mass.Sum())];
    }

    static T[] Lift<T>(double[] values) where T : IRealField<T> => [.. values.Select(T.FromDouble)];
}

/// <summary>The digits, and the user's own points where a file of them is given.</summary>
static class RealData
{
    public const string Domain = "the digits (1797 points of 64 dimensions), and the user's points where given (their first 2000, rounded to float32), at several sigma";

    /// <summary>The reference takes each point in tens of digits, so that more would take minutes.</summary>
    const int MostPoints = 2000;

    static readonly Lazy<(string Name, double[][] Points)[]> sets = new(() =>
        Environment.GetEnvironmentVariable(Settings.PointsName) is { Length: > 0 } path
            ? [("digits", Digits.Load().Points), ("user", Rounded([.. PointsFile.Read(path).Take(MostPoints)]))]
            : [("digits", Digits.Load().Points)]);

    /// <summary>Points with a query near one of them at each noise level, in units of the data's own spread: the digits' unit is 1.</summary>
    public static IEnumerable<MixtureCase> Queries(params double[] sigmas)
    {
        foreach ((string name, double[][] points) in sets.Value)
            foreach (double sigma in sigmas.Select(s => s * Unit(points)))
            {
                Random random = Seeds.Random($"queries to {name} at sigma {sigma}");
                foreach (double alpha in new[] { 1, 0.625 })
                {
                    int row = random.Next(points.Length);
                    // Dyadic, so that float32 holds x exactly.
                    double[] x = [.. points[row].Select(y => (double)(float)(alpha * y + sigma * Normal(random)))];
                    yield return new MixtureCase(points, null, x, alpha, sigma,
                        FormattableString.Invariant($"{name}, row {row} noised, alpha {alpha}, sigma {sigma}"));
                }
            }
    }

    /// <summary>The root mean square distance from the mean.</summary>
    public static double Spread(double[][] points)
    {
        // From the first point, so that equal points have a spread of exactly 0.
        double[][] shifted = [.. points.Select(p => p.Zip(points[0], (y, first) => y - first).ToArray())];
        double[] mean = [.. Enumerable.Range(0, points[0].Length).Select(k => shifted.Average(p => p[k]))];
        return Math.Sqrt(shifted.Average(p => p.Zip(mean, (y, m) => (y - m) * (y - m)).Sum()));
    }

    /// <summary>The power of two below a 32nd of the spread; 1 where all points are the same.</summary>
    static double Unit(double[][] points) => Spread(points) is > 0 and var spread ? Math.ScaleB(1, Math.ILogB(spread) - 5) : 1;

    static double[][] Rounded(double[][] points) => [.. points.Select(p => p.Select(y => (double)(float)y).ToArray())];

    static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
