using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class RatioRateForm : ClosedForm
{
    public override string Name => "ratio.rate";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, appendix C.1 and code (uniform: off the diagonal 1/V), eq. 16 transposed (absorbing)";
    public override string Units => "per unit of sigma; rows: from";

    public override IReadOnlyList<Field> Inputs => RatioFields.Noise;

    public override IReadOnlyList<Field> Outputs { get; } = [RatioFields.Pairs("matrix")];

    public override TensorFace OnTensors => (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["matrix"] = RateTensors.Rows(RatioFields.Rate(inputs), RatioFields.Each(RatioFields.Rate(inputs), device), type).squeeze(0),
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("matrix", RatioFields.Rate(inputs).Rate<T>());

    public override void Require(FormInputs inputs) => RatioFields.RequireNoise(inputs);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("uniform", RatioCases.Uniform(4)),
        ("uniform, two categories", RatioCases.Uniform(2)),
        ("absorbing, the mask last", RatioCases.Absorbing(4, 3)),
        ("absorbing, the mask first", RatioCases.Absorbing(3, 0)),
        ("absorbing, one token", RatioCases.Absorbing(2, 1)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) => RatioCases.Noise(random);

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("columns: from, as SEDD prints its matrices", (inputs, outputs) => outputs.Set("matrix", RateMistakes.ColumnsForRows(RatioFields.Rate(inputs).Rate<RoundedReal>()))),
        new("uniform: 1 off the diagonal, as SEDD's eq. 15 prints it, V times as fast", (inputs, outputs) => outputs.Set("matrix",
            (RatioFields.Rate(inputs) is UniformRate rate ? new UnscaledUniformRate(rate.Categories) : RatioFields.Rate(inputs)).Rate<RoundedReal>())),
        new("the identity is not subtracted: rows sum to 1", (inputs, outputs) => outputs.Set("matrix",
            LinearAlgebra.Add(RatioFields.Rate(inputs).Rate<RoundedReal>(), LinearAlgebra.Identity<RoundedReal>(inputs.Sizes["V"])))),
    ];
}

/// <summary>exp(sigma Q) and exp(-sigma Q).</summary>
abstract class RatioExponentialForm : ClosedForm
{
    public override IReadOnlyList<Field> Inputs { get; } = [.. RatioFields.Noise, Field.Real("sigma_bar").Within(Domain.NotNegative)];

    public override IReadOnlyList<Field> Outputs { get; } = [RatioFields.Pairs("matrix")];

    protected abstract T[][] Matrix<T>(ClosedRate rate, T sigma) where T : IRealField<T>;

    public override TensorFace OnTensors => (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["matrix"] = Rows(RatioFields.Rate(inputs), RatioFields.Single(inputs.Number("sigma_bar"), device, type)).squeeze(0),
    };

    /// <summary>All rows, [1,V,V].</summary>
    protected abstract torch.Tensor Rows(ClosedRate rate, torch.Tensor sigma);

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("matrix", Matrix(RatioFields.Rate(inputs), inputs.Scalar<T>("sigma_bar")));

    public override void Require(FormInputs inputs) => RatioFields.RequireNoise(inputs);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("uniform", RatioCases.Uniform(4).With(("sigma_bar", 0.75))),
        ("uniform, no noise", RatioCases.Uniform(3).With(("sigma_bar", 0))),
        ("uniform, hardly any noise", RatioCases.Uniform(3).With(("sigma_bar", RatioCases.HardlyAny))),
        ("absorbing, hardly any noise", RatioCases.Absorbing(3, 1).With(("sigma_bar", RatioCases.HardlyAny))),
        ("uniform, much noise", RatioCases.Uniform(3).With(("sigma_bar", 16))),
        ("uniform, two categories", RatioCases.Uniform(2).With(("sigma_bar", 0.3125))),
        ("absorbing, the mask last", RatioCases.Absorbing(4, 3).With(("sigma_bar", 0.75))),
        ("absorbing, the mask first", RatioCases.Absorbing(3, 0).With(("sigma_bar", 2.5))),
        ("absorbing, no noise", RatioCases.Absorbing(3, 1).With(("sigma_bar", 0))),
        ("absorbing, much noise", RatioCases.Absorbing(3, 1).With(("sigma_bar", 16))),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) => RatioCases.Noise(random).With(("sigma_bar", random.Scale(0.03125, 6)));

    protected static KnownMistake Of(string name, Func<ClosedRate, RoundedReal, RoundedReal[][]> matrix) =>
        new(name, (inputs, outputs) => outputs.Set("matrix", matrix(RatioFields.Rate(inputs), inputs.Scalar<RoundedReal>("sigma_bar"))));

    protected static ClosedRate Unscaled(ClosedRate rate) => rate is UniformRate ? new UnscaledUniformRate(rate.Categories) : rate;
}

sealed class RatioTransitionForm : RatioExponentialForm
{
    public override string Name => "ratio.transition";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, section 4 and code; Zheng et al., arXiv:2409.02908, eq. 51: exp(sigma Q)";
    public override string Units => "probabilities; rows: from";

    protected override T[][] Matrix<T>(ClosedRate rate, T sigma) => rate.Transition(sigma);

    protected override torch.Tensor Rows(ClosedRate rate, torch.Tensor sigma) =>
        TransitionTensors.Rows(rate, RatioFields.Each(rate, sigma.device), sigma);

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Of("columns: from, as SEDD prints its matrices", (rate, sigma) => RateMistakes.ColumnsForRows(rate.Transition(sigma))),
        Of("uniform: exp(-V sigma) for exp(-sigma), as for rates of 1 off the diagonal", (rate, sigma) => Unscaled(rate).Transition(sigma)),
        Of("I + sigma Q, the exponential's first terms alone", (rate, sigma) =>
            LinearAlgebra.Add(LinearAlgebra.Identity<RoundedReal>(rate.Categories), LinearAlgebra.Scale(sigma, rate.Rate<RoundedReal>()))),
        Of("exp(-sigma Q), the inverse: exp(sigma) for exp(-sigma)", (rate, sigma) => rate.Inverse(sigma)),
    ];
}

sealed class RatioInverseTransitionForm : RatioExponentialForm
{
    public override string Name => "ratio.inverse-transition";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, theorem 4.1; Zheng et al., arXiv:2409.02908, eqs. 65-68: exp(-sigma Q)";
    public override string Units => "none; rows: from";

    protected override T[][] Matrix<T>(ClosedRate rate, T sigma) => rate.Inverse(sigma);

    protected override torch.Tensor Rows(ClosedRate rate, torch.Tensor sigma) =>
        TransitionTensors.Undo(rate, torch.eye(rate.Categories, dtype: sigma.dtype, device: sigma.device).unsqueeze(0), sigma);

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Of("columns: from, as SEDD prints its matrices", (rate, sigma) => RateMistakes.ColumnsForRows(rate.Inverse(sigma))),
        Of("uniform: exp(V sigma) for exp(sigma), as for rates of 1 off the diagonal", (rate, sigma) => Unscaled(rate).Inverse(sigma)),
        Of("exp(sigma Q), not inverted", (rate, sigma) => rate.Transition(sigma)),
        Of("exp(sigma) on the diagonal for exp(-sigma), the rest as in exp(sigma Q)", (rate, sigma) => RateMistakes.HalfInverse(rate, RoundedReal.Exp(-sigma))),
    ];
}
