using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalReverseForm : ClosedForm
{
    public override string Name => "categorical.reverse";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eq. 4, normalised";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        CategoricalFields.Probabilities("transition", "[K,K]"),
        CategoricalFields.Probabilities("cumulative_previous", "[K,K]"),
        Field.Integer("xt", "[B]"),
        CategoricalFields.Probabilities("p_x0", "[B,K]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("probabilities", "[B,K]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using DenseTensors step = CategoricalSteps.Of(inputs, "transition", device, type), before = CategoricalSteps.Of(inputs, "cumulative_previous", device, type);
        return new Dictionary<string, torch.Tensor>
        {
            ["probabilities"] = ChainTensors.Reverse(step, before, FormTensors.Ids(inputs, "xt", device), FormTensors.Of(inputs, "p_x0", device, type)),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, (step, before, p, xt, _) => CategoricalFormulas.Reverse(step, before, p, xt));

    delegate T[] Law<T>(T[][] step, T[][] before, T[] predicted, int xt, int[] support);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Law<T> law) where T : IRealField<T>
    {
        T[][] step = inputs.Matrix<T>("transition"), before = inputs.Matrix<T>("cumulative_previous"), predicted = inputs.Matrix<T>("p_x0");
        bool[][] support = CategoricalSupport.Rows(inputs, "p_x0");
        outputs.Set("probabilities", inputs.Indices("xt").Select((xt, b) => law(step, before, predicted[b], xt, CategoricalSupport.Of(support[b]))).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        CategoricalFields.RequireRows(inputs, "transition", "cumulative_previous", "p_x0");
        CategoricalFields.RequireIds(inputs, "xt");
        bool[][] step = CategoricalSupport.Rows(inputs, "transition"), before = CategoricalSupport.Rows(inputs, "cumulative_previous");
        bool[][] reached = CategoricalSupport.Product(CategoricalSupport.Product(CategoricalSupport.Rows(inputs, "p_x0"), before), step);
        int[] xt = inputs.Indices("xt");
        for (int b = 0; b < xt.Length; b++)
            if (!reached[b][xt[b]]) throw new FieldException($"inputs.xt[{b}]", $"must be a category that some x0 of p_x0[{b}] can become, but was {xt[b]}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[][] p = [[0.5, 0.3125, 0.1875], [0.0625, 0.25, 0.6875], [0.75, 0.125, 0.125]];
        yield return ("neither symmetric nor commuting", Case(CategoricalCases.Three, CategoricalCases.AnotherThree, [0, 1, 2], p));
        yield return ("t = 1: the decoder of eq. 4", Case(CategoricalCases.Three, CategoricalCases.Identity(3), [0, 1, 2], p));
        yield return ("no noise in the step: x_t", Case(CategoricalCases.Identity(3), CategoricalCases.Three, [0, 1, 2], p));
        yield return ("absorbing noise, masked and visible, mass on the mask", Case(CategoricalCases.Absorbing(3, 0.625), CategoricalCases.Absorbing(3, 0.4375), [2, 1, 2], p));
        yield return ("one-hot predictions", Case(CategoricalCases.Three, CategoricalCases.AnotherThree, [0, 1, 2], [[0, 1, 0], [1, 0, 0], [0, 0, 1]]));
        yield return ("two categories", Case([[0.625, 0.375], [0.25, 0.75]], [[0.875, 0.125], [0.4375, 0.5625]], [0, 1], [[0.75, 0.25], [0.0625, 0.9375]]));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(3, 5), count = random.Integer(2, 4);
        return Case(CategoricalCases.Step(random, categories), CategoricalCases.Step(random, categories),
            CategoricalCases.Ids(random, count, categories), CategoricalCases.Laws(random, count, categories));
    }

    static Dictionary<string, FieldValue> Case(double[][] step, double[][] before, double[] xt, double[][] predicted) =>
        new() { ["transition"] = step, ["cumulative_previous"] = before, ["xt"] = xt, ["p_x0"] = predicted };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the mixture of the posteriors under p_x0 instead of eq. 4", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, CategoricalFormulas.MixtureOfPosteriors)),
        new("the row x_t of the transition instead of its column", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (step, before, p, xt, _) =>
            CategoricalFormulas.Reverse(LinearAlgebra.Transpose(step), before, p, xt))),
        new("the product of t steps where t - 1 belong", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (step, before, p, xt, _) =>
            CategoricalFormulas.Reverse(step, LinearAlgebra.Multiply(before, step), p, xt))),
        new("not normalised: the joint probability of x_{t-1} and x_t", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (step, before, p, xt, _) =>
            [.. LinearAlgebra.Combine(p, before).Select((mass, j) => step[j][xt] * mass)])),
    ];
}
