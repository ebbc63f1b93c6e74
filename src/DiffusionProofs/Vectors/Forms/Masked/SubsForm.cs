using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class SubsForm : ClosedForm
{
    public override string Name => "masked.subs";
    public override string Source => "Sahoo et al., MDLM, arXiv:2406.07524, section 3.2.3 and eq. 7";
    public override string Units => "nats";
    public override string ToleranceDerivation => SubsTolerance.Derivation;

    public override IReadOnlyList<Field> Inputs { get; } = [Field.Real("logits", "[L,V]"), Field.Integer("xt", "[L]"), MaskedFields.Mask];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("log_probabilities", "[L,V]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["log_probabilities"] = SubsTensors.LogProbabilities(
            FormTensors.Of(inputs, "logits", device, type), FormTensors.Ids(inputs, "xt", device), inputs.Integer("mask")),
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, SubsFormulas.LogProbability, OrInfinite<T>.Negative);

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) =>
        Put(inputs, outputs, SubsTolerance.LogProbability, OrInfinite<RoundedReal>.Negative);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T[], int, int, T> logP, OrInfinite<T> logOfZero, bool carriesOver = true) where T : IRealField<T>
    {
        int mask = inputs.Integer("mask");
        outputs.Set("log_probabilities", inputs.Matrix<T>("logits").Zip(inputs.Indices("xt"), (logits, xt) =>
            logits.Select((_, j) =>
                xt != mask && carriesOver ? j == xt ? T.Zero : logOfZero
                : j == mask ? logOfZero : logP(logits, j, mask)).ToArray()).ToArray());
    }

    public override void Require(FormInputs inputs) => MaskedFields.RequireIds(inputs, "xt");

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("the mask last", Case([[0.25, -1.5, 0.75], [2, 0.5, -1]], [2, 1], 2)),
        ("the mask in the middle", Case([[0.25, -1.5, 0.75, -0.5], [2, 0.5, -1, 1.25]], [1, 3], 1)),
        ("the mask first", Case([[0.25, -1.5, 0.75]], [0], 0)),
        ("all visible", Case([[0.25, -1.5, 0.75], [2, 0.5, -1]], [0, 1], 2)),
        ("extreme logits", Case([[1000, -1000, 3000], [-750, 750.5, 750]], [2, 2], 2)),
        ("the mask's logit far above the others", Case([[0.25, -1.5, 96]], [2], 2)),
        ("one token: certain", Case([[-3.5, 2]], [1], 1)),
        ("nearly certain", Case([[30, -12, 0.5]], [2], 2)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int length = random.Integer(2, 4), vocabulary = random.Integer(3, 6), mask = random.Integer(0, vocabulary - 1);
        return Case(random.Matrix(length, vocabulary, -4, 4), MaskedCases.Noised(random, MaskedCases.Tokens(random, length, vocabulary, mask), mask), mask);
    }

    static Dictionary<string, FieldValue> Case(double[][] logits, double[] xt, int mask) => new() { ["logits"] = logits, ["xt"] = xt, ["mask"] = mask };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the mask takes part in the softmax: the tokens do not sum to 1", (inputs, outputs) =>
            Put(inputs, outputs, SubsTolerance.WhereTheMaskTakesPart, OrInfinite<RoundedReal>.Negative)),
        new("the logits are not normalised", (inputs, outputs) => Put(inputs, outputs, SubsMistakes.NotNormalised, OrInfinite<RoundedReal>.Negative)),
        new("a visible token is predicted instead of carried over", (inputs, outputs) =>
            Put(inputs, outputs, SubsTolerance.LogProbability, OrInfinite<RoundedReal>.Negative, carriesOver: false)),
        new("log 0 is -10^6, a finite number", (inputs, outputs) =>
            Put(inputs, outputs, SubsTolerance.LogProbability, SubsMistakes.FiniteLogOfZero<RoundedReal>())),
    ];
}
