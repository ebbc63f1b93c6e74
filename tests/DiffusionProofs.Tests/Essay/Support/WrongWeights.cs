using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Mistakes in the weights that need a root or a float to be made.</summary>
static class WrongWeights
{
    public static RefutationOutcome FromTheDistanceItself() => Refute.Mistake(PointSets.Of(),
        c => Weights(c, MixtureFormulas.LogWeightsByDistance<Float64>),
        c => Weights(c, WeightMistakes.UnsquaredDistance<Float64>),
        "n = 2..5 points with unequal priors, d = 1..3", cases: 60);

    public static RefutationOutcome WithoutTheMaximum() => Refute.AtWitness(
        "points 0 and 1 with priors 3/4 and 1/4, x = 8, alpha 0.75, sigma 0.25, in float32: squared distances over 2 sigma^2 are 512 and 420.5",
        () => [Tensors((data, at, on) => data.Weights(at.Query(on), at.Alpha, at.Sigma))],
        () => [Tensors((data, at, on) => TensorMistakes.WeightsWithoutMaximum(at.Query(on), data.Points, data.LogPrior.to(on.DType), at.Alpha, at.Sigma))]);

    public static RefutationOutcome ByTheExpandedSquare()
    {
        // As far from both digits, with an offset where they agree, so that the products round.
        double[][] points = [.. RealData.Queries(0.5).First().Points.Take(2)];
        double[] x = [.. points[0].Zip(points[1], (a, b) => a == b ? (double)(float)(a + 0.3) : (a + b) / 2)];
        var at = new MixtureCase(points, null, x, 1, 0.001953125);
        double[] expected = MixtureOnTensors.BayesWeights(at);
        On on = On.CpuFloat32;
        using DataMixture data = at.Mixture(on);
        double allowed = data.Accuracy(at.Query(on), at.Alpha, at.Sigma).WeightRelative;
        return Refute.AtWitness("the first two digits, x their mean plus 0.3 where they agree, in float32, alpha 1, sigma 1/512: both weights are 1/2",
            () => [Compare.Within("weights", expected, data.Weights(at.Query(on), at.Alpha, at.Sigma), allowed, on)],
            () => [Compare.Within("weights", expected, TensorMistakes.WeightsByExpandedSquare(
                at.Query(on), data.Points, data.LogPrior.to(on.DType), at.Alpha, at.Sigma), allowed, on)]);
    }

    static IEnumerable<Finding> Weights(PointSetCase c, Func<Float64[], Float64[][], Float64[], Float64, Float64, Float64[]> logWeights)
    {
        MixtureCase at = MixtureCase.Of(c);
        (Float64[] x, Float64[][] points, Float64[] logPrior, Float64 alpha, Float64 sigma) = at.In<Float64>();
        double[] expected = MixtureOnTensors.BayesWeights(at);
        double[] received = [.. MixtureFormulas.Softmax(logWeights(x, points, logPrior, alpha, sigma)).Select(w => w.Value)];
        // The exponents are at most (|x| + |y|)^2 d/(2 sigma^2), each from fewer than 32 roundings.
        double exponent = at.FarthestDistance() * at.FarthestDistance() / (2 * at.Sigma * at.Sigma) + 8;
        for (int i = 0; i < expected.Length; i++)
            yield return Compare.Within($"weight {i}", expected[i], received[i], 64 * exponent * Math.ScaleB(1, -53));
    }

    static Comparison Tensors(Func<DataMixture, MixtureCase, On, torch.Tensor> weights)
    {
        On on = On.CpuFloat32;
        var at = new MixtureCase([[0], [1]], [0.75, 0.25], [8], 0.75, 0.25);
        using DataMixture data = at.Mixture(on);
        return Compare.Within("weights", MixtureOnTensors.BayesWeights(at), weights(data, at, on), data.Accuracy(at.Query(on), at.Alpha, at.Sigma).WeightRelative, on);
    }
}
