using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>The data set's law on tensors, against numbers that were found another way.</summary>
static class MixtureOnTensors
{
    const string Shapes = "n = 2..5 points with unequal priors, d = 1..3";
    const string Domain = "dyadic points within 3, alpha in (0, 1), sigma in [1/16, 4]";
    const string ScoreBound = "MixtureAccuracy: condition number alpha |x| R/sigma^2 times the terms of its products, in u = 2^-53 or 2^-24";

    /// <summary>Few: a gradient in fifty digits takes milliseconds.</summary>
    const int Cases = 60;

    public static SampledOutcome ScoreAgainstDualNumbers(On on) => Sample.Check(on, PointSets.Of(), (c, _) =>
    {
        MixtureCase at = MixtureCase.Of(c);
        using DataMixture mixture = at.Mixture(on);
        double[] expected = at.GradientOfLogDensity();
        return [Compare.Within("score", expected, mixture.Score(at.Query(on), at.Alpha, at.Sigma), ScoreError(mixture, at, on, expected), on)];
    }, ScoreBound, Shapes, Domain, Cases);

    public static SampledOutcome ScoreAgainstAutograd(On on) => Sample.Check(on, PointSets.Of(), (c, _) =>
        [AutogradScore(MixtureCase.Of(c), on)],
        "twice " + ScoreBound + ": both sides round", Shapes, Domain);

    public static SampledOutcome ScoreOnRealData(On on) => Sample.Rows(on, RealData.Queries(0.0625, 8), (at, _) =>
    {
        using IDisposable enough = BigReal.WithPrecision(30);
        using DataMixture mixture = at.Mixture(on);
        (BigReal[] x, BigReal[][] points, BigReal[] logPrior, BigReal alpha, BigReal sigma) = at.In<BigReal>();
        double[] expected = [.. MixtureFormulas.Score(x, points, logPrior, alpha, sigma, at.Nearest()).Select(v => (double)v)];
        return
        [
            Compare.Within("score", expected, mixture.Score(at.Query(on), at.Alpha, at.Sigma), ScoreError(mixture, at, on, expected), on),
            AutogradScore(at, on),
        ];
    }, ScoreBound + "; against autograd twice that", "n and d those of the data", RealData.Domain);

    public static SampledOutcome WeightsAgainstBayes(On on) => Sample.Check(on, PointSets.Of(), (c, _) =>
    {
        MixtureCase at = MixtureCase.Of(c);
        using DataMixture mixture = at.Mixture(on);
        double[] expected = BayesWeights(at);
        double relative = mixture.Accuracy(at.Query(on), at.Alpha, at.Sigma).WeightRelative;
        return [Compare.Within("weights", expected, mixture.Weights(at.Query(on), at.Alpha, at.Sigma), i => expected[i] * relative + Least(on), on)];
    }, "MixtureAccuracy: relative exp(2 E + (N + 6) u) - 1, E the error of a log-weight; below it the least normal number of the dtype", Shapes, Domain, Cases);

    public static SampledOutcome WeightsOnRealData(On on) => Sample.Rows(on, RealData.Queries(0.5, 8), (at, _) =>
    {
        using IDisposable enough = BigReal.WithPrecision(30);
        using DataMixture mixture = at.Mixture(on);
        double[] expected = BayesWeights(at);
        double relative = mixture.Accuracy(at.Query(on), at.Alpha, at.Sigma).WeightRelative;
        return [Compare.Within("weights", expected, mixture.Weights(at.Query(on), at.Alpha, at.Sigma), i => expected[i] * relative + Least(on), on)];
    }, "MixtureAccuracy, as for generated points", "n and d those of the data", RealData.Domain);

    /// <summary>P(i | x) = pi_i N(x; alpha y_i, sigma^2) / sum_j, the densities themselves in fifty digits.</summary>
    public static double[] BayesWeights(MixtureCase at)
    {
        (BigReal[] x, BigReal[][] points, BigReal[] logPrior, BigReal alpha, BigReal sigma) = at.In<BigReal>();
        BigReal[] joint = [.. points.Select((y, i) => BigReal.Exp(logPrior[i] + GaussianFormulas.KernelLogDensity(x, y, alpha, sigma)))];
        BigReal sum = joint.Sum();
        return [.. joint.Select(p => (double)(p / sum))];
    }

    /// <summary>The bound of a coordinate's error: that of the whole vector in the Euclidean norm.</summary>
    public static double ScoreError(DataMixture mixture, MixtureCase at, On on, double[] score)
    {
        MixtureAccuracy accuracy = mixture.Accuracy(at.Query(on), at.Alpha, at.Sigma);
        return accuracy.ScoreAbsolute + accuracy.ScoreRelative * Math.Sqrt(score.Sum(s => s * s));
    }

    static Comparison AutogradScore(MixtureCase at, On on)
    {
        using DataMixture mixture = at.Mixture(on);
        torch.Tensor x = at.Query(on).requires_grad_();
        mixture.LogDensity(x, at.Alpha, at.Sigma).sum().backward();
        double[] expected = Compare.Values(x.grad!);
        return Compare.Within("score against autograd", expected, mixture.Score(at.Query(on), at.Alpha, at.Sigma),
            2 * ScoreError(mixture, at, on, expected), on);
    }

    static double Least(On on) => on.DType == torch.float32 ? Math.ScaleB(1, -126) : Math.ScaleB(1, -1022);
}
