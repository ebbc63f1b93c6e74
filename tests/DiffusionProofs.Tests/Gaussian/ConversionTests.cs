using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static DiffusionProofs.Gaussian.ConversionFormulas;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

public class ConversionTests
{
    // alpha^2 + sigma^2 is not 1 here.
    static readonly Rational alpha = new(3, 4), sigma = new(5, 7), x0 = new(-2, 3), eps = new(11, 5);
    static readonly Rational x = alpha * x0 + sigma * eps;

    [Fact]
    public void Each_form_gives_all_four()
    {
        Prediction<Rational> all = new(eps, x0, alpha * eps - sigma * x0, -eps / sigma);
        Assert.Equal(all, FromEps(x, all.Eps, alpha, sigma));
        Assert.Equal(all, FromX0(x, all.X0, alpha, sigma));
        Assert.Equal(all, FromV(x, all.V, alpha, sigma));
        Assert.Equal(all, FromScore(x, all.Score, alpha, sigma));
    }

    [Fact]
    public void Velocity_gives_data_and_noise_for_any_path()
    {
        Rational dAlpha = new(-1, 3), dSigma = new(8, 9), u = Velocity(eps, x0, dAlpha, dSigma);
        Assert.Equal(x0, X0FromVelocity(x, u, alpha, sigma, dAlpha, dSigma));
        Assert.Equal(eps, EpsFromVelocity(x, u, alpha, sigma, dAlpha, dSigma));
    }

    [Fact]
    public void Full_covariance_is_inverted_by_elimination()
    {
        Rational[][] covariance = [[new(4), new(1), new(1, 2)], [new(1), new(3), new(-1)], [new(1, 2), new(-1), new(2)]];
        Rational[] at = [new(1), new(-2), new(3, 4)], mean = [new(1, 3), new(0), new(-1)];
        Rational[] score = GaussianFormulas.Score(at, mean, covariance);
        Assert.Equal(LinearAlgebra.Subtract(mean, at), LinearAlgebra.Multiply(covariance, score));
        Assert.Equal(new Rational(65, 4), LinearAlgebra.Determinant(covariance));
        using var scope = NewDisposeScope();
        Tensor Of(IEnumerable<Rational> row) => tensor(row.Select(r => r.ToDouble()).ToArray());
        Tensor computed = GaussianScore.Full(Of(at).unsqueeze(0), Of(mean), stack(covariance.Select(Of)));
        Assert.True(computed.allclose(Of(score).unsqueeze(0), rtol: 1e-13));
    }

    [Theory, InlineData(PredictionKind.Eps), InlineData(PredictionKind.X0), InlineData(PredictionKind.V), InlineData(PredictionKind.Score)]
    public void Tensors_convert_with_a_scale_for_each_row(PredictionKind kind)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        Tensor data = randn([3, 2, 5], ScalarType.Float64, generator: generator), noise = randn([3, 2, 5], ScalarType.Float64, generator: generator);
        Tensor a = tensor(new[] { 0.9, 0.5, 0.2 }), s = tensor(new[] { 0.3, 0.8, 1.4 }), aRow = a.view(3, 1, 1), sRow = s.view(3, 1, 1);
        Tensor noisy = (aRow * data).Plus(sRow * noise);
        Tensor given = kind switch
        {
            PredictionKind.Eps => noise,
            PredictionKind.X0 => data,
            PredictionKind.V => aRow * noise - sRow * data,
            _ => -noise / sRow,
        };
        Prediction<Tensor> all = Conversions.From(kind, noisy, given, a, s);
        Assert.True(all.Eps.allclose(noise, rtol: 1e-12, atol: 1e-13));
        Assert.True(all.X0.allclose(data, rtol: 1e-12, atol: 1e-13));
        Assert.True(all.V.allclose(aRow * noise - sRow * data, rtol: 1e-12, atol: 1e-13));
        Assert.True(all.Score.allclose(-noise / sRow, rtol: 1e-12, atol: 1e-13));
    }

    [Fact]
    public void A_softmax_without_its_maximum_is_NaN_where_the_right_one_is_not()
    {
        using var scope = NewDisposeScope();
        Tensor points = tensor(new float[,] { { 0, 0 }, { 3, 4 } }), at = tensor(new float[,] { { 1, 1 } }), prior = zeros(2);
        using var mixture = new DataMixture(points);
        Assert.True(TensorMistakes.WeightsWithoutMaximum(at, points, prior, 1, 0.05).isnan().all().item<bool>());
        Assert.True(mixture.Weights(at, 1, 0.05).allclose(tensor(new float[,] { { 1, 0 } })));
    }
}
