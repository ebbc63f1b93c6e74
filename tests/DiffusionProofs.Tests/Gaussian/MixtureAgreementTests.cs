using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>The batches against the definitions in sixty digits, within the derived bounds, down to noise where the weights are all or nothing.</summary>
public class MixtureAgreementTests
{
    public static TheoryData<ScalarType, double, double> Cases()
    {
        var data = new TheoryData<ScalarType, double, double>();
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (double alpha in new[] { 1, 0.6, 0 })
                foreach (double sigma in new[] { 30, 3, 0.7, 0.05, 0.002 })
                    data.Add(type, alpha, sigma);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Weights_agree_with_the_definition(ScalarType type, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(type, alpha, sigma);
        BigReal[][] exact = at.Exact((x, y, prior, a, s) => MixtureFormulas.Weights(x, y, prior, a, s, 0));
        double[][] computed = MixtureCase.Rows(at.Mixture.Weights(at.Queries, alpha, sigma));
        // Below the least normal number of the dtype, an absolute error of that size.
        double tiny = type == ScalarType.Float32 ? 1.2e-38 : 2.3e-308;
        for (int q = 0; q < exact.Length; q++)
            for (int i = 0; i < exact[q].Length; i++)
                Assert.InRange(Math.Abs((double)(exact[q][i] - BigReal.FromDouble(computed[q][i]))), 0, tiny + at.Accuracy.WeightRelative * (double)exact[q][i]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Denoisers_agree_with_the_definition(ScalarType type, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(type, alpha, sigma);
        BigReal[][] exact = at.Exact((x, y, prior, a, s) => MixtureFormulas.Denoiser(x, y, prior, a, s));
        double[][] computed = MixtureCase.Rows(at.Mixture.Denoiser(at.Queries, alpha, sigma));
        for (int q = 0; q < exact.Length; q++)
            Assert.InRange(Distance(exact[q], computed[q]), 0, at.Accuracy.Denoiser);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Scores_agree_with_the_definition(ScalarType type, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(type, alpha, sigma);
        BigReal[][] exact = at.Exact((x, y, prior, a, s) => MixtureFormulas.Score(x, y, prior, a, s));
        double[][] computed = MixtureCase.Rows(at.Mixture.Score(at.Queries, alpha, sigma));
        for (int q = 0; q < exact.Length; q++)
        {
            double norm = Distance(exact[q], new double[exact[q].Length]);
            Assert.InRange(Distance(exact[q], computed[q]), 0, at.Accuracy.ScoreAbsolute + at.Accuracy.ScoreRelative * norm);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Log_densities_agree_with_the_definition(ScalarType type, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(type, alpha, sigma);
        BigReal[][] exact = at.Exact((x, y, prior, a, s) => [MixtureFormulas.LogDensity(x, y, prior, a, s)]);
        double[] computed = MixtureCase.Flat(at.Mixture.LogDensity(at.Queries, alpha, sigma));
        Tensor weights = at.Mixture.Weights(at.Queries, alpha, sigma);
        Tensor nearest = at.Points.index_select(0, weights.argmax(1)).Times(alpha);
        double distance = (at.Queries - nearest).norm(1).max().to(ScalarType.Float64).item<double>();
        for (int q = 0; q < exact.Length; q++)
            Assert.InRange(Math.Abs((double)(exact[q][0] - BigReal.FromDouble(computed[q]))), 0, at.Accuracy.LogDensity(distance * (1 + 1e-6)));
    }

    [Theory, InlineData(ScalarType.Float32, 5), InlineData(ScalarType.Float32, 0.05), InlineData(ScalarType.Float64, 5)]
    public void Jacobians_agree_with_the_definition(ScalarType type, double sigma)
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(type, 0.8, sigma);
        BigReal[][] exact = at.Exact((x, y, prior, a, s) => [.. MixtureFormulas.ScoreJacobian(x, y, prior, a, s).SelectMany(row => row)]);
        double[][] computed = MixtureCase.Rows(at.Mixture.ScoreJacobian(at.Queries, 0.8, sigma));
        // The covariance of weights off by factors within exp(+-2E) moves by at most that share of (2r)^2.
        double spread = 0.8 * 2 * at.Mixture.Radius / (sigma * sigma);
        double bound = (at.Accuracy.WeightRelative + 64 * type.Roundoff()) * spread * spread + 2 * type.Roundoff() / (sigma * sigma);
        for (int q = 0; q < exact.Length; q++)
            Assert.InRange(Distance(exact[q], computed[q]), 0, bound);
    }

    [Theory, InlineData(1.5), InlineData(12)]
    public void Autograd_of_the_log_density_is_the_score_and_of_the_score_the_Jacobian(double sigma)
    {
        using var scope = NewDisposeScope();
        using var at = new MixtureCase(ScalarType.Float64, 0.8, sigma);
        Tensor x = at.Queries.clone().requires_grad_();
        Tensor gradient = autograd.grad([at.Mixture.LogDensity(x, 0.8, sigma).sum()], [x])[0];
        Tensor score = at.Mixture.Score(x, 0.8, sigma);
        Assert.True(gradient.allclose(score, rtol: 1e-9, atol: 1e-9));
        Tensor jacobian = at.Mixture.ScoreJacobian(at.Queries, 0.8, sigma);
        for (int k = 0; k < at.Mixture.Dimensions; k++)
        {
            Tensor row = autograd.grad([score.select(1, k).sum()], [x], retain_graph: true)[0];
            Assert.True(row.allclose(jacobian.select(1, k), rtol: 1e-9, atol: 1e-9));
        }
    }

    [Fact]
    public void Blocks_of_points_join_to_the_same_result()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        long n = DataMixture.PointsAtOnce + 700;
        Tensor points = randn([n, 3], ScalarType.Float64, generator: generator);
        Tensor x = randn([DataMixture.QueriesAtOnce + 5, 3], ScalarType.Float64, generator: generator);
        using var mixture = new DataMixture(points);
        // One block: the weights' own.
        Tensor weights = mixture.Weights(x, 0.9, 0.4);
        Assert.True(mixture.Denoiser(x, 0.9, 0.4).allclose(weights.mm(points), rtol: 1e-11, atol: 1e-12));
        Tensor distances = (x.unsqueeze(1) - points.Times(0.9)).Squared().sum(2).DividedBy(2 * 0.4 * 0.4);
        Tensor logDensity = (-distances).Minus(Math.Log(n)).logsumexp(1).Minus(1.5 * Math.Log(2 * Math.PI * 0.4 * 0.4));
        Assert.True(mixture.LogDensity(x, 0.9, 0.4).allclose(logDensity, rtol: 1e-11, atol: 1e-11));
    }

    static double Distance(BigReal[] exact, double[] computed) =>
        Math.Sqrt(exact.Zip(computed, (e, c) => Math.Pow((double)(e - BigReal.FromDouble(c)), 2)).Sum());
}

static class Roundoffs
{
    public static double Roundoff(this ScalarType type) => DiffusionProofs.Runtime.Dtypes.UnitRoundoff(type);
}
