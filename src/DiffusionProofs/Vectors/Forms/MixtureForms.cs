using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class MixtureWeightsForm : MixtureForm
{
    public override string Name => "gaussian.mixture-weights";
    public override string Units => "probabilities";
    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("weights", "[B,N]")];
    public override TensorFace OnTensors { get; } = OfMixture("weights", (mixture, x, alpha, sigma) => mixture.Weights(x, alpha, sigma));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        outputs.Set("weights", Queries<T>(inputs).Select(q => MixtureFormulas.Weights(q.X, q.Points, q.LogPrior, q.Alpha, q.Sigma, q.Pivot)).ToArray());

    protected override void FromLogWeights(FormInputs inputs, FormOutputs<RoundedReal> outputs, LogWeights logWeights) =>
        outputs.Set("weights", Queries<RoundedReal>(inputs).Select(q => Weights(q, logWeights)).ToArray());
}

sealed class MixtureDenoiserForm : MixtureForm
{
    public override string Name => "gaussian.mixture-denoiser";
    public override string Units => "units of the points";
    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("denoised", "[B,D]")];
    public override TensorFace OnTensors { get; } = OfMixture("denoised", (mixture, x, alpha, sigma) => mixture.Denoiser(x, alpha, sigma));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        outputs.Set("denoised", Queries<T>(inputs).Select(q => MixtureFormulas.Denoiser(q.X, q.Points, q.LogPrior, q.Alpha, q.Sigma, q.Pivot)).ToArray());

    protected override void FromLogWeights(FormInputs inputs, FormOutputs<RoundedReal> outputs, LogWeights logWeights) =>
        outputs.Set("denoised", Queries<RoundedReal>(inputs).Select(q => Denoiser(q, logWeights)).ToArray());
}

sealed class MixtureScoreForm : MixtureForm
{
    public override string Name => "gaussian.mixture-score";
    public override string Units => "nats per unit of x";
    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("score", "[B,D]")];
    public override TensorFace OnTensors { get; } = OfMixture("score", (mixture, x, alpha, sigma) => mixture.Score(x, alpha, sigma));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        outputs.Set("score", Queries<T>(inputs).Select(q => MixtureFormulas.Score(q.X, q.Points, q.LogPrior, q.Alpha, q.Sigma, q.Pivot)).ToArray());

    protected override void FromLogWeights(FormInputs inputs, FormOutputs<RoundedReal> outputs, LogWeights logWeights) =>
        FromDenoiser(inputs, outputs, logWeights, MixtureAlgebra.ScoreFromDenoiser);

    static void FromDenoiser(FormInputs inputs, FormOutputs<RoundedReal> outputs, LogWeights logWeights, Func<RoundedReal[], RoundedReal[], RoundedReal, RoundedReal, RoundedReal[]> score) =>
        outputs.Set("score", Queries<RoundedReal>(inputs)
            .Select(q => score(q.X, Denoiser(q, logWeights), q.Alpha, q.Sigma)).ToArray());

    protected override IReadOnlyList<KnownMistake> OwnMistakes =>
    [
        new("divided by sigma instead of sigma^2", (inputs, outputs) =>
            FromDenoiser(inputs, outputs, MixtureFormulas.LogWeightsByDistance, ScoreMistakes.DividedBySigma)),
        new("alpha is left out of the mean: (D - x)/sigma^2", (inputs, outputs) =>
            FromDenoiser(inputs, outputs, MixtureFormulas.LogWeightsByDistance, ScoreMistakes.WithoutAlpha)),
    ];
}

sealed class MixtureJacobianForm : MixtureForm
{
    public override string Name => "gaussian.mixture-jacobian";
    public override string Source => "derivative of the score in Karras et al., EDM, arXiv:2206.00364, appendix B.3";
    public override string Units => "nats per squared unit of x";
    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("jacobian", "[B,D,D]")];
    public override TensorFace OnTensors { get; } = OfMixture("jacobian", (mixture, x, alpha, sigma) => mixture.ScoreJacobian(x, alpha, sigma));
    protected override bool TakesManyDimensions => false;

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        outputs.Set("jacobian", Queries<T>(inputs).Select(q => MixtureFormulas.ScoreJacobian(q.X, q.Points, q.LogPrior, q.Alpha, q.Sigma, q.Pivot)).ToArray());

    protected override void FromLogWeights(FormInputs inputs, FormOutputs<RoundedReal> outputs, LogWeights logWeights) =>
        outputs.Set("jacobian", Queries<RoundedReal>(inputs).Select(q => MixtureAlgebra.ScoreJacobian(Weights(q, logWeights), q.Points, q.Alpha, q.Sigma)).ToArray());

    protected override IReadOnlyList<KnownMistake> OwnMistakes =>
    [
        new("the denoiser's Jacobian, alpha Cov/sigma^2, in the place of the score's", (inputs, outputs) =>
            outputs.Set("jacobian", Queries<RoundedReal>(inputs)
                .Select(q => MixtureAlgebra.DenoiserJacobian(Weights(q, MixtureFormulas.LogWeightsByDistance), q.Points, q.Alpha, q.Sigma)).ToArray())),
    ];
}

sealed class MixtureLogDensityForm : MixtureForm
{
    public override string Name => "gaussian.mixture-log-density";
    public override string Units => "nats";
    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("log_density", "[B]")];
    public override TensorFace OnTensors { get; } = OfMixture("log_density", (mixture, x, alpha, sigma) => mixture.LogDensity(x, alpha, sigma));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("log_density", LogDensities<T>(inputs));

    static T[] LogDensities<T>(FormInputs inputs) where T : IRealField<T> =>
        Queries<T>(inputs).Select(q => MixtureFormulas.LogDensity(q.X, q.Points, q.LogPrior, q.Alpha, q.Sigma, q.Pivot)).ToArray();

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) => FromLogWeights(inputs, outputs,
        (x, points, prior, alpha, sigma) =>
            [.. MixtureFormulas.LogWeightsAffine(x, points, prior, alpha, sigma).Select(l => l - LinearAlgebra.SquaredNorm(x) / (2 * sigma.Squared()))]);

    /// <summary>The right log-density, with the log-sum-exp of the given log-weights in the place of the right ones'.</summary>
    protected override void FromLogWeights(FormInputs inputs, FormOutputs<RoundedReal> outputs, LogWeights logWeights) =>
        outputs.Set("log_density", Queries<RoundedReal>(inputs).Select(q =>
        {
            RoundedReal[] logs = logWeights(q.X, q.Points, q.LogPrior, q.Alpha, q.Sigma);
            int largest = Enumerable.Range(0, logs.Length).MaxBy(i => logs[i].Value);
            return MixtureFormulas.LogSumExp(logs, largest) + Constant(q);
        }).ToArray());

    /// <summary>What the log-density has besides the log-sum-exp of its log-weights: its value where all of these are 0.</summary>
    static RoundedReal Constant(Query<RoundedReal> q) =>
        GaussianFormulas.KernelLogDensity(q.X, q.X, RoundedReal.From(1), q.Sigma) - MixtureFormulas.LogSumExp(q.LogPrior, q.Pivot);

    protected override IReadOnlyList<KnownMistake> OwnMistakes =>
    [
        new("the constant D/2 log(2 pi) is missing", (inputs, outputs) => outputs.Set("log_density",
            LogDensities<RoundedReal>(inputs).Select(right => right + inputs.Sizes["D"] * RoundedReal.Log(2 * RoundedReal.Pi) / 2).ToArray())),
        new("the constant log N is missing: a sum over the points instead of their mean", (inputs, outputs) => outputs.Set("log_density",
            LogDensities<RoundedReal>(inputs).Select(right => right + RoundedReal.Log(RoundedReal.From(inputs.Sizes["N"]))).ToArray())),
    ];
}
