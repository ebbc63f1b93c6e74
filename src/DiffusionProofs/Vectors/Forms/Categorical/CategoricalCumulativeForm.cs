using DiffusionProofs.Categorical;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalCumulativeForm : ClosedForm
{
    public override string Name => "categorical.cumulative";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eq. 2";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } = [CategoricalFields.Probabilities("matrices", "[T,K,K]")];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("cumulative", "[T,K,K]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        DenseTensors[] steps = CategoricalSteps.All(inputs, "matrices", device, type);
        ITransitionTensors[] products = CategoricalSteps.Products(steps);
        torch.Tensor cumulative = torch.stack(products.Select(CategoricalSteps.Matrix));
        CategoricalSteps.Dispose([.. steps, .. products]);
        return new Dictionary<string, torch.Tensor> { ["cumulative"] = cumulative };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, CategoricalFormulas.Cumulative<T>);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T[][][], int, T[][][]> products) where T : IRealField<T> =>
        outputs.Set("cumulative", products(inputs.Cube<T>("matrices"), inputs.Sizes["K"])[1..]);

    public override void Require(FormInputs inputs) => CategoricalFields.RequireRows(inputs, "matrices");

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("one step", Case(CategoricalCases.Three)),
        ("two steps that do not commute", Case(CategoricalCases.Three, CategoricalCases.AnotherThree)),
        ("a step of no noise", Case(CategoricalCases.Three, CategoricalCases.Identity(3), CategoricalCases.AnotherThree)),
        ("absorbing noise that masks all in the end", Case(CategoricalCases.Absorbing(3, 0.75), CategoricalCases.Absorbing(3, 0.375), CategoricalCases.Absorbing(3, 0))),
        ("two categories", Case([[0.625, 0.375], [0.25, 0.75]], [[0.875, 0.125], [0.4375, 0.5625]])),
        ("one category", Case([[1]], [[1]])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(3, 5);
        return Case([.. Enumerable.Range(0, random.Integer(2, 4)).Select(_ => CategoricalCases.Step(random, categories))]);
    }

    static Dictionary<string, FieldValue> Case(params double[][][] matrices) => new() { ["matrices"] = matrices };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the product in the reverse order, Q_t ... Q_1: column-stochastic", (inputs, outputs) => Put(inputs, outputs, CategoricalKernelMistakes.ReversedProduct<RoundedReal>)),
        new("one step late: the first is the identity", (inputs, outputs) => outputs.Set("cumulative", CategoricalFormulas.Cumulative(inputs.Cube<RoundedReal>("matrices"), inputs.Sizes["K"])[..^1])),
        new("not multiplied: each step by itself", (inputs, outputs) => outputs.Set("cumulative", inputs.Cube<RoundedReal>("matrices"))),
    ];
}
