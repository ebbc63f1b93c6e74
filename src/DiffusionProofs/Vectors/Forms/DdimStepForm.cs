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

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, DdimFormulas.DirectionSquared(
        inputs.Scalar<T>("alpha_bar_s"), inputs.Scalar<T>("alpha_bar_t"), inputs.Scalar<T>("eta")));

    /// <summary>By 1 - abar_s - sigma^2 as the paper has it, which cancels; where that is 0, by the form that does not.</summary>
    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs)
    {
        if (inputs.Number("eta") == 1 && inputs.Number("alpha_bar_t") == 0) Evaluate(inputs, outputs);
        else Put(inputs, outputs, 1 - inputs.Scalar<RoundedReal>("alpha_bar_s") - Variance<RoundedReal>(inputs));
    }

    public override string ToleranceDerivation => "first-order rounding error of the paper's formula, which cancels in 1 - abar_s - sigma^2";

    static T Variance<T>(FormInputs inputs) where T : IRealField<T> => DdimFormulas.Variance(
        inputs.Scalar<T>("alpha_bar_s"), inputs.Scalar<T>("alpha_bar_t"), inputs.Scalar<T>("eta"));

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, T directionSquared) where T : IRealField<T> =>
        Put(inputs, outputs, Variance<T>(inputs), (x0, eps, alphaS) => DdimFormulas.Combined(x0, eps, alphaS, T.Sqrt(directionSquared)));

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, T variance, Func<T, T, T, T> combined) where T : IRealField<T>
    {
        T alphaBarT = inputs.Scalar<T>("alpha_bar_t"), alphaS = T.Sqrt(inputs.Scalar<T>("alpha_bar_s"));
        outputs.Set("mean", [.. inputs.Matrix<T>("xt").Zip(inputs.Matrix<T>("x0_hat"), (xt, x0) => xt.Zip(x0, (p, q) =>
            combined(q, ConversionFormulas.EpsFromX0(p, q, T.Sqrt(alphaBarT), T.Sqrt(1 - alphaBarT)), alphaS)).ToArray())]);
        outputs.Set("variance", variance);
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
        new("sigma = eta sqrt(1 - abar_t), and what is negative before eps taken for 0", (inputs, outputs) =>
        {
            RoundedReal variance = DdimMistakes.VarianceOfTheMarginal(inputs.Scalar<RoundedReal>("alpha_bar_t"), inputs.Scalar<RoundedReal>("eta"));
            RoundedReal left = 1 - inputs.Scalar<RoundedReal>("alpha_bar_s") - variance;
            RoundedReal direction = left.Value > 0 ? RoundedReal.Sqrt(left) : default;
            Put(inputs, outputs, variance, (x0, eps, alphaS) => DdimFormulas.Combined(x0, eps, alphaS, direction));
        }),
        Direction("eta for eta^2 before eps", DdimMistakes.DirectionSquaredWithEtaUnsquared),
        Direction("sigma for sqrt(1 - abar_s - sigma^2) before eps", DdimMistakes.VarianceAsDirection),
        new("the root left out of the coefficient of eps", (inputs, outputs) =>
        {
            RoundedReal direction = RoundedReal.Sqrt(DdimFormulas.DirectionSquared(
                inputs.Scalar<RoundedReal>("alpha_bar_s"), inputs.Scalar<RoundedReal>("alpha_bar_t"), inputs.Scalar<RoundedReal>("eta")));
            Put(inputs, outputs, Variance<RoundedReal>(inputs), (x0, eps, alphaS) => DdimMistakes.WithoutRoot(x0, eps, alphaS, direction));
        }),
        new("the standard deviation in the variance's place", (inputs, outputs) =>
        {
            RoundedReal direction = RoundedReal.Sqrt(DdimFormulas.DirectionSquared(
                inputs.Scalar<RoundedReal>("alpha_bar_s"), inputs.Scalar<RoundedReal>("alpha_bar_t"), inputs.Scalar<RoundedReal>("eta")));
            Put(inputs, outputs, RoundedReal.Sqrt(Variance<RoundedReal>(inputs)), (x0, eps, alphaS) => DdimFormulas.Combined(x0, eps, alphaS, direction));
        }),
    ];

    static KnownMistake Direction(string name, Func<RoundedReal, RoundedReal, RoundedReal, RoundedReal> squared) => new(name, (inputs, outputs) =>
        Put(inputs, outputs, squared(
            inputs.Scalar<RoundedReal>("alpha_bar_s"), inputs.Scalar<RoundedReal>("alpha_bar_t"), inputs.Scalar<RoundedReal>("eta"))));
}
