using DiffusionProofs.Categorical;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalPosteriorForm : ClosedForm
{
    public override string Name => "categorical.posterior";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eq. 3";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        CategoricalFields.Probabilities("transition", "[K,K]"),
        CategoricalFields.Probabilities("cumulative_previous", "[K,K]"),
        Field.Integer("xt", "[B]"),
        Field.Integer("x0", "[B]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("probabilities", "[B,K]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using DenseTensors step = CategoricalSteps.Of(inputs, "transition", device, type), before = CategoricalSteps.Of(inputs, "cumulative_previous", device, type);
        return new Dictionary<string, torch.Tensor>
        {
            ["probabilities"] = ChainTensors.Posterior(step, before, FormTensors.Ids(inputs, "xt", device), FormTensors.Ids(inputs, "x0", device)),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, CategoricalFormulas.Posterior);

    delegate T[] Law<T>(T[][] step, T[][] before, int x0, int xt);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Law<T> law) where T : IRealField<T>
    {
        T[][] step = inputs.Matrix<T>("transition"), before = inputs.Matrix<T>("cumulative_previous");
        outputs.Set("probabilities", inputs.Indices("xt").Zip(inputs.Indices("x0"), (xt, x0) => law(step, before, x0, xt)).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        CategoricalFields.RequireRows(inputs, "transition", "cumulative_previous");
        CategoricalFields.RequireIds(inputs, "xt", "x0");
        RequirePossible(inputs);
    }

    /// <summary>Each x_t can come from its x_0.</summary>
    internal static void RequirePossible(FormInputs inputs)
    {
        bool[][] step = CategoricalSupport.Rows(inputs, "transition"), before = CategoricalSupport.Rows(inputs, "cumulative_previous");
        (int[] xt, int[] x0) = (inputs.Indices("xt"), inputs.Indices("x0"));
        for (int b = 0; b < xt.Length; b++)
            if (CategoricalSupport.Between(step, before, x0[b], xt[b]).Length == 0)
                throw new FieldException($"inputs.xt[{b}]", $"must be a category that x0 = {x0[b]} can become, but was {xt[b]}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("neither symmetric nor commuting", Case(CategoricalCases.Three, CategoricalCases.AnotherThree, [0, 1, 2, 2], [0, 2, 1, 0])),
        ("t = 1: x_0 is known", Case(CategoricalCases.Three, CategoricalCases.Identity(3), [0, 1, 2], [1, 1, 0])),
        ("no noise in the step: x_t", Case(CategoricalCases.Identity(3), CategoricalCases.Three, [0, 1, 2], [1, 1, 0])),
        ("absorbing noise, masked and visible", Case(CategoricalCases.Absorbing(3, 0.625), CategoricalCases.Absorbing(3, 0.4375), [2, 1, 2], [0, 1, 2])),
        ("absorbing noise, all masked by the step", Case(CategoricalCases.Absorbing(3, 0), CategoricalCases.Absorbing(3, 0.4375), [2, 2], [0, 1])),
        ("two categories", Case([[0.625, 0.375], [0.25, 0.75]], [[0.875, 0.125], [0.4375, 0.5625]], [0, 1], [1, 1])),
        ("one category", Case([[1]], [[1]], [0], [0])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(3, 5), count = random.Integer(2, 4);
        return Case(CategoricalCases.Step(random, categories), CategoricalCases.Step(random, categories),
            CategoricalCases.Ids(random, count, categories), CategoricalCases.Ids(random, count, categories));
    }

    static Dictionary<string, FieldValue> Case(double[][] step, double[][] before, double[] xt, double[] x0) =>
        new() { ["transition"] = step, ["cumulative_previous"] = before, ["xt"] = xt, ["x0"] = x0 };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the row x_t of the transition instead of its column", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, CategoricalPosteriorMistakes.RowOfTheStep)),
        new("divided by x_t noised another t steps instead of q(x_t | x_0)", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, CategoricalPosteriorMistakes.EvidenceFromTheNoisyToken)),
        new("the product of t steps where t - 1 belong", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, CategoricalPosteriorMistakes.ProductWithTheStep)),
        new("both matrices taken for column-stochastic", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (step, before, x0, xt) =>
            CategoricalFormulas.Posterior(LinearAlgebra.Transpose(step), LinearAlgebra.Transpose(before), x0, xt))),
    ];
}
