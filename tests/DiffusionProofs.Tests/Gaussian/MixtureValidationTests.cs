using DiffusionProofs.Gaussian;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>Bad input is refused by its name, with what it must be and what it was.</summary>
public class MixtureValidationTests
{
    [Fact]
    public void Points_must_be_a_finite_matrix()
    {
        Refused("points", "[N, D]", "[3]", () => new DataMixture(zeros(3)));
        Refused("points", "[N, D]", "[0, 2]", () => new DataMixture(zeros(0, 2)));
        Refused("points", "float32 or float64", "Int64", () => new DataMixture(zeros(3, 2, ScalarType.Int64)));
        Refused("points", "finite", "NaN", () => new DataMixture(full(3, 2, double.NaN)));
    }

    [Fact]
    public void The_prior_must_fit_the_points()
    {
        Refused("logPrior", "[3]", "[2]", () => new DataMixture(zeros(3, 2), zeros(2)));
        Refused("logPrior", "Float32", "Float64", () => new DataMixture(zeros(3, 2), zeros(3, ScalarType.Float64)));
        Refused("logPrior", "finite", "infinity", () => new DataMixture(zeros(3, 2), zeros(3).log()));
    }

    [Fact]
    public void Queries_must_fit_the_points()
    {
        using var mixture = new DataMixture(zeros(3, 2));
        Refused("x", "[rows, 2]", "[4, 3]", () => mixture.Score(zeros(4, 3), 1, 1));
        Refused("x", "[rows, 2]", "[2]", () => mixture.LogDensity(zeros(2), 1, 1));
        Refused("x", "Float32", "Float64", () => mixture.Weights(zeros(4, 2, ScalarType.Float64), 1, 1));
        Refused("x", "at least one row", "[0, 2]", () => mixture.Accuracy(zeros(0, 2), 1, 1));
        Refused("x", "at least one row", "[0, 2]", () => mixture.RunsInDouble(zeros(0, 2), 1, 1));
        Refused("x", "finite", "NaN", () => mixture.Denoiser(full(4, 2, double.PositiveInfinity), 1, 1));
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(1e-170)]
    public void Sigma_must_be_above_0(double sigma)
    {
        using var mixture = new DataMixture(zeros(3, 2));
        Refused("sigma", "must", Text(sigma), () => mixture.Score(zeros(4, 2), 1, sigma));
        Refused("sigma", "must", Text(sigma), () => mixture.LipschitzBounds(1, sigma));
    }

    [Theory, InlineData(-0.1), InlineData(double.NaN)]
    public void Alpha_must_not_be_below_0(double alpha)
    {
        using var mixture = new DataMixture(zeros(3, 2));
        Refused("alpha", "at least 0", Text(alpha), () => mixture.ScoreJacobian(zeros(4, 2), alpha, 1));
    }

    [Fact]
    public void Log_weights_must_fit_float64()
    {
        using var mixture = new DataMixture(tensor(new double[,] { { 1e8 }, { -1e8 } }));
        Refused("sigma", "below 1e300", "1E-150", () => mixture.Score(ones(1, 1, ScalarType.Float64), 1, 1e-150));
    }

    [Fact]
    public void Kernels_and_scores_refuse_what_does_not_fit()
    {
        Refused("x0", "[2, 3]", "[2, 2]", () => GaussianKernel.LogDensity(zeros(2, 3), zeros(2, 2), 1, 1));
        Refused("sigma", "above 0", "0", () => GaussianKernel.Score(zeros(2, 3), zeros(2, 3), 1, 0));
        Refused("mean", "[D]", "[1, 3]", () => GaussianScore.Isotropic(zeros(2, 3), zeros(1, 3), 1));
        Refused("variance", "above 0", "-2", () => GaussianScore.Isotropic(zeros(2, 3), zeros(3), -2));
        Refused("variances", "above 0", "0", () => GaussianScore.Diagonal(zeros(2, 3), zeros(3), tensor(new float[] { 1, 0, 2 })));
        Refused("covariance", "symmetric", "off by up to 2", () => GaussianScore.Full(zeros(2, 2), zeros(2), tensor(new float[,] { { 1, 2 }, { 0, 1 } })));
        Refused("covariance", "positive definite", "order 2", () => GaussianScore.Full(zeros(2, 2), zeros(2), tensor(new float[,] { { 1, 2 }, { 2, 1 } })));
    }

    [Fact]
    public void Conversions_refuse_what_cannot_be_had()
    {
        Refused("alpha", "not be 0", "Eps", () => Conversions.From(PredictionKind.Eps, zeros(2, 3), zeros(2, 3), 0, 1));
        Refused("sigma", "above 0", "the least was 0", () => Conversions.From(PredictionKind.X0, zeros(2, 3), zeros(2, 3), 1, 0));
        Refused("value", "[2, 3]", "[3, 2]", () => Conversions.From(PredictionKind.V, zeros(2, 3), zeros(3, 2), 1, 1));
        Refused("alpha", "[2]", "[3]", () => Conversions.From(PredictionKind.V, zeros(2, 3), zeros(2, 3), ones(3), ones(2)));
    }

    [Fact]
    public void Schedules_refuse_parameters_outside_their_domain()
    {
        Refused("n", "at least 2", "1", () => new EdmSchedule().StepsTensor(1));
        Refused("beta_min", "at least 0", "-1", () => new VariancePreserving(-1, 20));
        Refused("sigma_max", "above 5", "2", () => new VarianceExploding(5, 2));
        Refused("shift", "above 0", "0", () => new RectifiedFlow(0));
        Refused("clip", "(0, 1]", "1.5", () => BetaTable.Cosine(10, clip: 1.5));
        Refused("T", "at least 1", "0", () => BetaTable.Linear(0));
        Refused("beta", "(0, 1]", "2", () => new BetaTable(tensor(new[] { 0.5, 2 })));
        Refused("visited", "below 5", "7", () => BetaTable.Linear(5).BetasAtStride(1, 7));
        Refused("visited", "rise", "1", () => BetaTable.Linear(5).BetasAtStride(2, 1));
        Refused("t", "[0, 1]", "1.5", () => new RectifiedFlow().Alpha(tensor(new[] { 0.5, 1.5 })));
        Refused("name", "one of vp", "'vq'", () => GaussianSchedules.Create("vq"));
        Refused("parameters", "beta_min, beta_max", "'beta'", () => GaussianSchedules.Create("vp", new Dictionary<string, double> { ["beta"] = 1 }));
    }

    static string Text(double x) => FormattableString.Invariant($"{x}");

    static void Refused(string name, string must, string was, Action action)
    {
        using var scope = NewDisposeScope();
        ArgumentException refusal = Assert.ThrowsAny<ArgumentException>(action);
        Assert.Equal(name, refusal.ParamName);
        Assert.Contains(name, refusal.Message);
        Assert.Contains(must, refusal.Message);
        Assert.Contains(was, refusal.Message);
    }
}
