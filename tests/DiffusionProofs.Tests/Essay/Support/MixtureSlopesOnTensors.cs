using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Slopes, symmetries and limits of the data set's law on tensors.</summary>
static class MixtureSlopesOnTensors
{
    const string Shapes = "n = 2..5 points with unequal priors";
    const string Domain = "dyadic points within 3, alpha in (0, 1), sigma in [1/16, 4]";

    public static SampledOutcome WeightGradients(On on) => Sample.Check(on, PointSets.Of(), (c, _) =>
        {
            MixtureCase at = MixtureCase.Of(c);
            using DataMixture mixture = at.Mixture(on);
            (BigReal[] x, BigReal[][] points, BigReal[] logPrior, BigReal alpha, BigReal sigma) = at.In<BigReal>();
            double[][] expected = [.. MixtureFormulas.WeightGradients(x, points, logPrior, alpha, sigma, at.Nearest())
                .Select(g => g.Select(v => (double)v).ToArray())];
            // An array: the mixture is gone when this returns.
            return Enumerable.Range(0, c.Count).Select(i => Compare.Within($"gradient of weight {i}", expected[i],
                GradientOfWeight(mixture, at, on, i), WeightGradientError(mixture, at, on), on)).ToArray();
        },
        GradientErrorText, Shapes + ", d = 1..3", Domain, cases: 60);

    public static SampledOutcome GradientBoundOnRealData(On on) => Sample.Rows(on, RealData.Queries(0.5, 3, 8), (at, _) =>
        {
            using DataMixture mixture = at.Mixture(on);
            int i = at.Nearest();
            double weight = mixture.Weights(at.Query(on), at.Alpha, at.Sigma)[0, i].to(torch.float64).item<double>();
            double norm = GradientOfWeight(mixture, at, on, i).to(torch.float64).norm().item<double>();
            double error = WeightGradientError(mixture, at, on), unit = at.Alpha * mixture.Diameter / (at.Sigma * at.Sigma);
            return
            [
                Compare.AtMost("|grad w| of the nearest point", unit * weight * (1 - weight), norm, error),
                Compare.AtMost("|grad w| of the nearest point, by the largest bound", unit / 4, norm, error),
            ];
        },
        "the bound, with a slack of " + GradientErrorText, "n and d those of the data", RealData.Domain);

    public static SampledOutcome JacobianAgainstHessian(On on) => Sample.Check(on, PointSets.Of(mostPoints: 4, mostDimension: 2), (c, _) =>
        {
            MixtureCase at = MixtureCase.Of(c);
            using DataMixture mixture = at.Mixture(on);
            BigReal[] x = [.. at.X.Select(BigReal.FromDouble)];
            double[] hessian = [.. Derivative.Hessian(at.LogDensity<RealDual<BigReal>>, x).Cast<BigReal>().Select(v => (double)v)];
            return [Compare.Within("Jacobian", hessian, mixture.ScoreJacobian(at.Query(on), at.Alpha, at.Sigma), JacobianError(mixture, at, on), on)];
        },
        JacobianErrorText, Shapes + ", d = 1..2", Domain, cases: 40);

    public static SampledOutcome EigenvaluesOnRealData(On on) => Sample.Rows(on, RealData.Queries(0.5, 3, 8), (at, _) =>
        {
            using DataMixture mixture = at.Mixture(on);
            double[] eigenvalues = Compare.Values(torch.linalg.eigvalsh(mixture.ScoreJacobian(at.Query(on), at.Alpha, at.Sigma)[0].to(torch.float64)));
            (double lower, double upper) = mixture.LipschitzBounds(at.Alpha, at.Sigma);
            // A symmetric perturbation moves an eigenvalue by at most its norm, which is at most D times its largest entry.
            double slack = at.X.Length * JacobianError(mixture, at, on);
            return [Compare.AtLeast("least eigenvalue", lower, eigenvalues.Min(), slack), Compare.AtMost("largest eigenvalue", upper, eigenvalues.Max(), slack)];
        },
        "the interval, with a slack of d times " + JacobianErrorText, "n and d those of the data", RealData.Domain);

    public static SampledOutcome Symmetries(On on) => Sample.Check(on, PointSets.Of(), (c, _) => Moved(MixtureCase.Of(c), c.Prior.Values, 0.5, on),
        "the sum of both sides' own MixtureAccuracy", Shapes + ", d = 1..3", Domain);

    public static SampledOutcome SymmetriesOnRealData(On on) => Sample.Rows(on, RealData.Queries(0.5, 8), (at, _) => Moved(at, null, 0, on),
        "the sum of both sides' own MixtureAccuracy", "n and d those of the data", RealData.Domain);

    /// <summary>
    /// A reversal of the coordinates with a change of all signs is orthogonal, and exact in floats; a shift is exact for dyadic
    /// numbers only, so real data are not shifted.
    /// </summary>
    static IEnumerable<Comparison> Moved(MixtureCase at, double[]? prior, double step, On on)
    {
        double[] shift = [.. Enumerable.Range(0, at.X.Length).Select(k => (k % 3 + 1) * step)];
        double[] Move(double[] v, double scale) => [.. v.Reverse().Zip(shift, (a, b) => -a + scale * b)];
        var moved = new MixtureCase([.. at.Points.Select(p => Move(p, 1))], prior, Move(at.X, at.Alpha), at.Alpha, at.Sigma);
        using DataMixture here = at.Mixture(on), there = moved.Mixture(on);
        double weight = here.Accuracy(at.Query(on), at.Alpha, at.Sigma).WeightRelative
            + there.Accuracy(moved.Query(on), at.Alpha, at.Sigma).WeightRelative;
        double[] weights = Compare.Values(here.Weights(at.Query(on), at.Alpha, at.Sigma));
        double[] score = Compare.Values(here.Score(at.Query(on), at.Alpha, at.Sigma));
        double[] turned = [.. score.Reverse().Select(s => -s)];
        return
        [
            Compare.Within("weights after the move", weights, there.Weights(moved.Query(on), at.Alpha, at.Sigma), weight, on),
            Compare.Within("score after the move", turned, there.Score(moved.Query(on), at.Alpha, at.Sigma),
                MixtureOnTensors.ScoreError(here, at, on, score) + MixtureOnTensors.ScoreError(there, moved, on, score), on),
        ];
    }

    /// <summary>Tiny sigma, and sigma far beyond the data; every point is there twice, so that ties are met.</summary>
    public static SampledOutcome LimitsOnRealData(On on) => Sample.Rows(on, RealData.Queries(0.001953125, 1048576), (at, _) =>
        {
            double[][] points = Apart(at.Points.Take(300).Prepend(at.Points[at.Nearest()]), RealData.Spread(at.Points) / 64);
            double[] prior = [.. points.Select((_, i) => i % 2 == 0 ? 1.0 : 3.0)];
            var doubled = new MixtureCase([.. points, .. points], [.. prior, .. prior.Select(p => 2 * p)], at.X, at.Alpha, at.Sigma);
            using DataMixture mixture = doubled.Mixture(on);
            torch.Tensor weights = mixture.Weights(doubled.Query(on), at.Alpha, at.Sigma);
            double relative = mixture.Accuracy(doubled.Query(on), at.Alpha, at.Sigma).WeightRelative;
            double[] w = Compare.Values(weights);
            int nearest = doubled.Nearest() % points.Length;
            double ratio = doubled.Prior[nearest + points.Length] / doubled.Prior[nearest];
            bool isSmall = at.Sigma < RealData.Spread(at.Points);
            double[] expected = isSmall
                ? Shares(doubled.Prior, i => points[i % points.Length].SequenceEqual(points[nearest]))
                : doubled.Prior;
            // What is left of the limit at this sigma: the next point's share, or the drift of the log-ratio from the prior's.
            double distance = isSmall ? 0 : Math.Exp(at.Alpha * mixture.Diameter * (2 * doubled.FarthestDistance()) / (at.Sigma * at.Sigma)) - 1;
            return
            [
                Compare.Within("weights in the limit", expected, weights, relative + distance, on),
                Compare.Within("the tie's share", ratio * w[nearest], w[nearest + points.Length], ratio * w[nearest] * 2 * relative),
            ];
        },
        "MixtureAccuracy; at large sigma exp(alpha R 2 max|x - alpha y|/sigma^2) - 1 beside it, at small sigma nothing: the next point is at exp(-1000)",
        "n = 602 points of the digits, each there twice; of points closer together than 1/64 of the spread one is kept", RealData.Domain);

    /// <summary>The points that are at least so far from all taken before them: the next one has no share left at the small sigma.</summary>
    static double[][] Apart(IEnumerable<double[]> points, double least)
    {
        List<double[]> taken = [];
        foreach (double[] p in points)
        {
            if (taken.All(q => p.Zip(q, (a, b) => (a - b) * (a - b)).Sum() is > 0 and var squared && squared >= least * least)) taken.Add(p);
        }
        return [.. taken];
    }

    /// <summary>The prior among the members alone.</summary>
    static double[] Shares(double[] prior, Func<int, bool> member)
    {
        double[] mass = [.. prior.Select((p, i) => member(i) ? p : 0)];
        return [.. mass.Select(m => m / mass.Sum())];
    }

    static torch.Tensor GradientOfWeight(DataMixture mixture, MixtureCase at, On on, int i)
    {
        torch.Tensor x = at.Query(on).requires_grad_();
        mixture.Weights(x, at.Alpha, at.Sigma)[0, i].backward();
        return x.grad!;
    }

    /// <summary>R; of equal points the rounding that is left of y - c, which is not 0 although R is.</summary>
    static double Width(DataMixture mixture) => Math.Max(mixture.Diameter, mixture.Radius);

    const string GradientErrorText = "alpha R/sigma^2 (2 e + (N + 8) u), e MixtureAccuracy's relative error of a weight: the weight's own and the mean's";

    static double WeightGradientError(DataMixture mixture, MixtureCase at, On on)
    {
        double e = mixture.Accuracy(at.Query(on), at.Alpha, at.Sigma).WeightRelative;
        return at.Alpha * Width(mixture) / (at.Sigma * at.Sigma) * (2 * e + (at.Points.Length + 8) * on.Ulp(1) / 2);
    }

    const string JacobianErrorText = "alpha^2 R^2/sigma^4 (2 e + (N + 8) u) + 4 u/sigma^2, e MixtureAccuracy's relative error of a weight";

    public static double JacobianError(DataMixture mixture, MixtureCase at, On on)
    {
        double e = mixture.Accuracy(at.Query(on), at.Alpha, at.Sigma).WeightRelative, u = on.Ulp(1) / 2;
        double spread = at.Alpha * Width(mixture) / (at.Sigma * at.Sigma);
        return spread * spread * (2 * e + (at.Points.Length + 8) * u) + 4 * u / (at.Sigma * at.Sigma);
    }
}
