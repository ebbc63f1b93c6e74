using DiffusionProofs.Categorical;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalTruncatedLogisticForm : ClosedForm
{
    public override string Name => "categorical.truncated-logistic";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, appendix A.8";
    public override string Units => "nats";

    public override IReadOnlyList<Field> Inputs { get; } = [Field.Integer("K").Within(Domain.AtLeast(2)), Field.Real("loc", "[B]"), Field.Real("log_scale", "[B]")];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("log_probabilities", "[B,K]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["log_probabilities"] = TruncatedLogisticTensors.LogProbabilities(FormTensors.Of(inputs, "loc", device, type), FormTensors.Of(inputs, "log_scale", device, type), inputs.Sizes["K"]),
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, TruncatedLogistic.LogProbabilities);

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) =>
        Put<RoundedReal>(inputs, outputs, (location, logScale, categories) => Normalised(Logits(location, logScale, categories)));

    public override string ToleranceDerivation => "first-order rounding error of the formula with exponentials of negative numbers alone";

    delegate T[] Law<T>(T location, T logScale, int categories);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Law<T> law) where T : IRealField<T> => outputs.Set("log_probabilities",
        inputs.Vector<T>("loc").Zip(inputs.Vector<T>("log_scale"), (location, logScale) => law(location, logScale, inputs.Sizes["K"])).ToArray());

    /// <summary>As implementations compute it: no exponential of a positive number, which could overflow.</summary>
    static RoundedReal[] Logits(RoundedReal location, RoundedReal logScale, int categories)
    {
        RoundedReal inverse = RoundedReal.Exp(2 - logScale), half = RoundedReal.From(1) / (categories - 1), width = RoundedReal.Log(-RoundedReal.Expm1(-2 * inverse * half));
        RoundedReal LogSigmoid(RoundedReal x) => x.Value > 0 ? -RoundedReal.Log1p(RoundedReal.Exp(-x)) : x - RoundedReal.Log1p(RoundedReal.Exp(x));
        return
        [
            .. Enumerable.Range(0, categories).Select(k =>
            {
                RoundedReal centre = RoundedReal.From(2 * k - (categories - 1)) / (categories - 1) - location;
                return LogSigmoid(inverse * (centre + half)) + LogSigmoid(-inverse * (centre - half)) + width;
            }),
        ];
    }

    /// <summary>Around the largest.</summary>
    static RoundedReal[] Normalised(RoundedReal[] logits)
    {
        RoundedReal largest = logits.MaxBy(logit => logit.Value), sum = largest + RoundedReal.Log(logits.Select(logit => RoundedReal.Exp(logit - largest)).Sum());
        return [.. logits.Select(logit => logit - sum)];
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("location 0: its own mirror image", Case(5, [0], [-0.375])),
        ("mirrored locations", Case(5, [0.625, -0.625], [-0.375, -0.375])),
        ("narrow: both tails are long", Case(8, [0, 0.75], [-2, -2])),
        ("narrower than doubles reach with the sigmoids' difference", Case(4, [0.25], [-5])),
        ("wide: nearly even", Case(4, [0.25], [8])),
        ("two categories", Case(2, [0.375], [0.25])),
        ("a location outside the range", Case(4, [-1.75], [0.25])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int count = random.Integer(2, 4);
        return Case(random.Integer(3, 6), random.Vector(count, -1, 1), random.Vector(count, -2, 3));
    }

    static Dictionary<string, FieldValue> Case(int categories, double[] loc, double[] logScale) => new() { ["K"] = categories, ["loc"] = loc, ["log_scale"] = logScale };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("1e-6 in the logarithm of the difference: one tail is held up", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (location, logScale, categories) =>
            Normalised(CategoricalModelMistakes.FlooredLogits(location, logScale, categories)))),
        new("not renormalised over the categories", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, Logits)),
        new("log_scale itself, without the 2 taken off", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (location, logScale, categories) => Normalised(Logits(location, logScale + 2, categories)))),
        new("bins of half the width", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (location, logScale, categories) =>
            Normalised(CategoricalModelMistakes.LogitsOfHalfBins(location, logScale, categories)))),
    ];
}
