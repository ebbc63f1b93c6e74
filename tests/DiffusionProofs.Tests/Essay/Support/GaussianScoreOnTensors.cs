using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>x, a mean, and a covariance F F^T of known condition.</summary>
sealed record GaussianCase(Vector X, Vector Mean, Vector Factor)
{
    public int Dimension => X.Length;

    /// <summary>F: lower triangular, the entries of <see cref="Factor"/> below the diagonal, 3 on it, so that quotients round.</summary>
    public double[][] Covariance()
    {
        int d = Dimension;
        var f = new double[d][];
        for (int i = 0, next = 0; i < d; i++)
        {
            f[i] = new double[d];
            for (int j = 0; j < i; j++) f[i][j] = Factor[next++];
            f[i][i] = 3;
        }
        // Dyadic with few digits: these sums are exact, in float32 too.
        return [.. f.Select(a => f.Select(b => a.Zip(b, (p, q) => p * q).Sum()).ToArray())];
    }

    public static Arbitrary<GaussianCase> Any { get; } = Arb.From(
        from d in Gen.Choose(1, 4)
        from x in VectorOf(d)
        from mean in VectorOf(d)
        from factor in VectorOf(d * (d - 1) / 2)
        select new GaussianCase(x, mean, factor));

    static Gen<Vector> VectorOf(int length) => Gen.Choose(-24, 24).Select(n => n / 8.0).ArrayOf(length).Select(v => new Vector(v));
}

/// <summary>The tensor scores of one Gaussian against exact fractions.</summary>
static class GaussianScoreOnTensors
{
    public static SampledOutcome Generated(On on) => Sample.Check(on, GaussianCase.Any, Compared,
        "full: D (3 D + 1) cond(Sigma) u |score|, for a Cholesky factor and two triangular solves (Higham, theorem 10.4); "
        + "diagonal and isotropic: 1 ulp, a difference of exact numbers and one division",
        "d = 1..4", "dyadic x and mean within 3, covariances F F^T with F lower triangular with 3 on the diagonal");

    static IEnumerable<Comparison> Compared(GaussianCase c, On on)
    {
        int d = c.Dimension;
        double[][] covariance = c.Covariance();
        torch.Tensor x = on.Tensor(c.X.Values, 1, d), mean = on.Tensor(c.Mean.Values, d);
        torch.Tensor sigma = on.Tensor([.. covariance.SelectMany(row => row)], d, d);

        double[] full = Doubles(GaussianFormulas.Score(Exactly(c.X.Values), Exactly(c.Mean.Values), [.. covariance.Select(Exactly)]));
        double norm = Math.Sqrt(full.Sum(v => v * v)), u = on.DType == torch.float32 ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        yield return Compare.Within("full score", full, GaussianScore.Full(x, mean, sigma),
            d * (3 * d + 1) * Condition(covariance) * u * norm, on);

        double[] variances = [.. covariance.Select((row, i) => row[i])];
        yield return Compare.Ulps("diagonal score",
            Doubles(GaussianFormulas.Score(Exactly(c.X.Values), Exactly(c.Mean.Values), Exactly(variances))),
            GaussianScore.Diagonal(x, mean, on.Tensor(variances, d)), 1, on);
        yield return Compare.Ulps("isotropic score",
            Doubles(GaussianFormulas.Score(Exactly(c.X.Values), Exactly(c.Mean.Values), new Rational(9, 4))),
            GaussianScore.Isotropic(x, mean, 2.25), 1, on);
    }

    /// <summary>s((1 - l) x + l y) = (1 - l) s(x) + l s(y), with l = 1/4: every product by l is exact.</summary>
    public static SampledOutcome Affine(On on) => Sample.Check(on, GaussianCase.Any, (c, _) =>
        {
            int d = c.Dimension;
            torch.Tensor x = on.Tensor(c.X.Values, 1, d), y = on.Tensor([.. c.X.Values.Select((v, i) => 2 - v - i / 8.0)], 1, d);
            torch.Tensor mean = on.Tensor(c.Mean.Values, d);
            torch.Tensor S(torch.Tensor at) => GaussianScore.Isotropic(at, mean, 2.25);
            double[] expected = Compare.Values(S(x).Times(0.75).Plus(S(y).Times(0.25)));
            double[] sizes = [.. Compare.Values(S(x).abs().Plus(S(y).abs()))];
            return [Compare.Ulps("score between", expected, S(x.Times(0.75).Plus(y.Times(0.25))), 4, on, sizes)];
        },
        "4 ulps of |s(x)| + |s(y)|: three quotients and a sum, half an ulp each, on either side", "d = 1..4", "dyadic x, y and mean");

    /// <summary>The Gaussian of each data point at several noise levels.</summary>
    public static SampledOutcome OnRealData(On on) => Sample.Rows(on, RealData.Queries(0.5, 3), (c, _) =>
        {
            int d = c.X.Length;
            double[] point = c.Points[c.Nearest()], mean = [.. point.Select(y => c.Alpha * y)];
            double variance = c.Sigma * c.Sigma;
            double[] expected = Doubles(GaussianFormulas.KernelScore(
                Exactly(c.X), Exactly(point), Rational.FromDouble(c.Alpha), Rational.FromDouble(c.Sigma)));
            double[] sizes = [.. c.X.Zip(mean, (v, m) => (Math.Abs(v) + Math.Abs(m)) / variance)];
            return [Compare.Ulps("score", expected, GaussianScore.Isotropic(c.Query(on), on.Tensor(mean, d), variance), 2, on, sizes)];
        },
        "2 ulps of (|x| + |mean|)/sigma^2: the mean rounded to the dtype, a difference and a quotient, half an ulp each", "d that of the data", RealData.Domain);

    static Rational[] Exactly(double[] values) => [.. values.Select(Rational.FromDouble)];

    static double[] Doubles(Rational[] values) => [.. values.Select(v => v.ToDouble())];

    /// <summary>An upper bound of the condition number in the Euclidean norm: the Frobenius norms of the matrix and its inverse.</summary>
    static double Condition(double[][] matrix)
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor a = torch.tensor(matrix.SelectMany(r => r).ToArray(), [matrix.Length, matrix.Length]);
        return (a.norm() * a.inverse().norm()).item<double>();
    }
}
