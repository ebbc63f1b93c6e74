using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class DdimStepForm : ClosedForm
{
    public override string Name => "gaussian.ddim-step";
    public override string Source => "Song, Meng and Ermon, DDIM, arXiv:2010.02502, eqs. 12 and 16";
    public override string Units => "mean that of x, variance its square";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Real("xt", "[B,D]"),
        Field.Real("x0_hat", "[B,D]"),
        Field.Real("alpha_bar_s").Within(Domain.PositiveUnit),
        Field.Real("alpha_bar_t").Within(Domain.UnitInterval),
        Field.Real("eta").Within(Domain.UnitInterval),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("mean", "[B,D]"), Field.Real("variance")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        (double s, double t, double eta) = (inputs.Number("alpha_bar_s"), inputs.Number("alpha_bar_t"), inputs.Number("eta"));
        return new Dictionary<string, torch.Tensor>
        {
            ["mean"] = DdimStep.Mean(FormTensors.Of(inputs, "xt", device, type), FormTensors.Of(inputs, "x0_hat", device, type), s, t, eta),
            ["variance"] = torch.tensor(DdimStep.Variance(s, t, eta), dtype: type, device: device),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        (T s, T t, T eta) = Scalars<T>(inputs);
        Put(inputs, outputs, DdimFormulas.Variance(s, t, eta), (xt, x0) => DdimFormulas.Mean(xt, x0, s, t, eta));
    }

    /// <summary>By 1 - abar_s - sigma^2 as the paper has it, which cancels; where that is 0, by the form that does not.</summary>
    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs)
    {
        (RoundedReal s, RoundedReal t, RoundedReal eta) = Scalars<RoundedReal>(inputs);
        if (eta.Value == 1 && t.Value == 0) Evaluate(inputs, outputs);
        else PutWith(inputs, outputs, DdimFormulas.Variance(s, t, eta), 1 - s - DdimFormulas.Variance(s, t, eta), DdimFormulas.Combined);
    }

    public override string ToleranceDerivation => "first-order rounding error of the paper's formula, which cancels in 1 - abar_s - sigma^2";

    static (T S, T T, T Eta) Scalars<T>(FormInputs inputs) where T : IRealField<T> =>
        (inputs.Scalar<T>("alpha_bar_s"), inputs.Scalar<T>("alpha_bar_t"), inputs.Scalar<T>("eta"));

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, T variance, Func<T, T, T> mean) where T : IRealField<T>
    {
        outputs.Set("mean", [.. inputs.Matrix<T>("xt").Zip(inputs.Matrix<T>("x0_hat"), (xt, x0) => xt.Zip(x0, mean).ToArray())]);
        outputs.Set("variance", variance);
    }

    static void PutWith(FormInputs inputs, FormOutputs<RoundedReal> outputs, RoundedReal variance, RoundedReal directionSquared,
        Func<RoundedReal, RoundedReal, RoundedReal, RoundedReal, RoundedReal> combined)
    {
        (RoundedReal s, RoundedReal t, _) = Scalars<RoundedReal>(inputs);
        RoundedReal alphaT = RoundedReal.Sqrt(t), sigmaT = RoundedReal.Sqrt(1 - t), direction = RoundedReal.Sqrt(directionSquared);
        Put(inputs, outputs, variance, (xt, x0) => combined(x0, ConversionFormulas.EpsFromX0(xt, x0, alphaT, sigmaT), RoundedReal.Sqrt(s), direction));
    }

    public override void Require(FormInputs inputs)
    {
        (double s, double t) = (inputs.Number("alpha_bar_s"), inputs.Number("alpha_bar_t"));
        if (t > s) throw new FieldException("inputs.alpha_bar_t", $"must be at most alpha_bar_s, {JsonNumber.Text(s)}, but was {JsonNumber.Text(t)}");
        if (t == 1) throw new FieldException("inputs.alpha_bar_t", "must be below 1, but was 1");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("eta = 0: nothing is drawn", Case([[0.75, -1.5], [2.25, 0.125]], [[0.5, -0.25], [1.75, -1]], 0.875, 0.375, 0)),
        ("eta = 1: DDPM's posterior", Case([[0.75, -1.5], [2.25, 0.125]], [[0.5, -0.25], [1.75, -1]], 0.875, 0.375, 1)),
        ("last step, abar_s = 1: the prediction itself", Case([[0.75, -1.5]], [[0.625, -1.25]], 1, 0.9375, 0.75)),
        ("first step, abar_t = 0: x_t is noise alone", Case([[0.75, -1.5]], [[0.625, -1.25]], 0.25, 0, 0.75)),
        ("abar_t = 0 and eta = 1: x_t plays no part", Case([[0.75, -1.5]], [[0.625, -1.25]], 0.25, 0, 1)),
        ("abar near 1", Case([[0.75, -1.5]], [[0.6875, -1.4375]], 0.9999990463256836, 0.999998152256012, 0.625)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int batch = random.Integer(2, 3), dimensions = random.Integer(2, 4);
        double alphaBarT = random.Scale(0.0625, 0.625);
        return Case(random.Matrix(batch, dimensions, -3, 3), random.Matrix(batch, dimensions, -2, 2),
            random.Scale(alphaBarT + 0.125, 0.96875), alphaBarT, random.Scale(0.125, 0.875));
    }

    static Dictionary<string, FieldValue> Case(double[][] xt, double[][] x0, double alphaBarS, double alphaBarT, double eta) =>
        new() { ["xt"] = xt, ["x0_hat"] = x0, ["alpha_bar_s"] = alphaBarS, ["alpha_bar_t"] = alphaBarT, ["eta"] = eta };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Wrong("sigma = eta sqrt(1 - abar_t), and what is negative before eps taken for 0", (s, t, eta) =>
        {
            RoundedReal variance = DdimMistakes.VarianceOfTheMarginal(t, eta), left = 1 - s - variance;
            return (variance, left.Value > 0 ? left : default);
        }),
        Wrong("eta for eta^2 before eps", (s, t, eta) => (DdimFormulas.Variance(s, t, eta), DdimMistakes.DirectionSquaredWithEtaUnsquared(s, t, eta))),
        Wrong("sigma for sqrt(1 - abar_s - sigma^2) before eps", (s, t, eta) => (DdimFormulas.Variance(s, t, eta), DdimMistakes.VarianceAsDirection(s, t, eta))),
        Wrong("the standard deviation in the variance's place", (s, t, eta) =>
            (RoundedReal.Sqrt(DdimFormulas.Variance(s, t, eta)), DdimFormulas.DirectionSquared(s, t, eta))),
        Wrong("the root left out of the coefficient of eps", (s, t, eta) =>
            (DdimFormulas.Variance(s, t, eta), DdimFormulas.DirectionSquared(s, t, eta)), DdimMistakes.WithoutRoot),
    ];

    static KnownMistake Wrong(string name, Func<RoundedReal, RoundedReal, RoundedReal, (RoundedReal Variance, RoundedReal DirectionSquared)> change,
        Func<RoundedReal, RoundedReal, RoundedReal, RoundedReal, RoundedReal>? combined = null) => new(name, (inputs, outputs) =>
    {
        (RoundedReal s, RoundedReal t, RoundedReal eta) = Scalars<RoundedReal>(inputs);
        (RoundedReal variance, RoundedReal directionSquared) = change(s, t, eta);
        PutWith(inputs, outputs, variance, directionSquared, combined ?? DdimFormulas.Combined);
    });
}
