using DiffusionProofs.Categorical;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalKlStepForm : ClosedForm
{
    public override string Name => "categorical.kl-step";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eqs. 1, 3 and 4";
    public override string Units => "nats";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        CategoricalFields.Probabilities("transition", "[K,K]"),
        CategoricalFields.Probabilities("cumulative_previous", "[K,K]"),
        Field.Integer("xt", "[B]"),
        CategoricalFields.Probabilities("p_x0", "[B,K]"),
        Field.Integer("x0", "[B]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("kl", "[B]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using DenseTensors step = CategoricalSteps.Of(inputs, "transition", device, type), before = CategoricalSteps.Of(inputs, "cumulative_previous", device, type);
        return new Dictionary<string, torch.Tensor>
        {
            ["kl"] = NelboTensors.StepKl(step, before, FormTensors.Of(inputs, "p_x0", device, type).log(), FormTensors.Ids(inputs, "xt", device), FormTensors.Ids(inputs, "x0", device)),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        Put<T>(inputs, outputs, CategoricalFormulas.Posterior, (step, before, p, xt, _) => CategoricalFormulas.Reverse(step, before, p, xt), CategoricalFormulas.KullbackLeibler);

    delegate T[] Law<T>(T[][] step, T[][] before, int x0, int xt);

    delegate T[] Model<T>(T[][] step, T[][] before, T[] predicted, int xt, int[] support);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Law<T> posterior, Model<T> model, Func<T[], T[], IEnumerable<int>, T> divergence) where T : IRealField<T>
    {
        T[][] step = inputs.Matrix<T>("transition"), before = inputs.Matrix<T>("cumulative_previous"), predicted = inputs.Matrix<T>("p_x0");
        bool[][] steps = CategoricalSupport.Rows(inputs, "transition"), befores = CategoricalSupport.Rows(inputs, "cumulative_previous"), support = CategoricalSupport.Rows(inputs, "p_x0");
        int[] x0 = inputs.Indices("x0");
        outputs.Set("kl", inputs.Indices("xt").Select((xt, b) =>
        {
            int[] between = CategoricalSupport.Between(steps, befores, x0[b], xt);
            return CategoricalSupport.Covers(support[b], befores, between)
                ? divergence(posterior(step, before, x0[b], xt), model(step, before, predicted[b], xt, CategoricalSupport.Of(support[b])), between)
                : OrInfinite<T>.Positive;
        }).ToArray());
    }

    static void PutRounded(FormInputs inputs, FormOutputs<RoundedReal> outputs, Law<RoundedReal>? posterior = null, Model<RoundedReal>? model = null,
        Func<RoundedReal[], RoundedReal[], IEnumerable<int>, RoundedReal>? divergence = null) =>
        Put(inputs, outputs, posterior ?? CategoricalFormulas.Posterior, model ?? ((step, before, p, xt, _) => CategoricalFormulas.Reverse(step, before, p, xt)),
            divergence ?? CategoricalFormulas.KullbackLeibler);

    public override void Require(FormInputs inputs)
    {
        CategoricalFields.RequireRows(inputs, "transition", "cumulative_previous", "p_x0");
        CategoricalFields.RequireIds(inputs, "xt", "x0");
        CategoricalPosteriorForm.RequirePossible(inputs);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[][] p = [[0.5, 0.3125, 0.1875], [0.0625, 0.25, 0.6875], [0.75, 0.125, 0.125]];
        yield return ("neither symmetric nor commuting", Case(CategoricalCases.Three, CategoricalCases.AnotherThree, [0, 1, 2], p, [1, 1, 0]));
        yield return ("t = 1: the decoder of eq. 4", Case(CategoricalCases.Three, CategoricalCases.Identity(3), [0, 1, 2], p, [1, 1, 0]));
        yield return ("one-hot predictions: 0", Case(CategoricalCases.Three, CategoricalCases.AnotherThree, [0, 1, 2], [[0, 1, 0], [1, 0, 0], [0, 0, 1]], [1, 0, 2]));
        yield return ("all forgotten in the step: the model's law of x_{t-1} is that of all data", Case(CategoricalCases.Absorbing(3, 0), CategoricalCases.Absorbing(3, 0.4375), [2, 2, 2], p, [0, 1, 0]));
        yield return ("absorbing noise, masked and visible, mass on the mask", Case(CategoricalCases.Absorbing(3, 0.625), CategoricalCases.Absorbing(3, 0.4375), [2, 1, 2], p, [0, 1, 1]));
        yield return ("absorbing noise, x_0 not predicted: infinite", Case(CategoricalCases.Absorbing(3, 0.625), CategoricalCases.Absorbing(3, 0.4375), [2, 2], [[0, 1, 0], [0.25, 0.75, 0]], [0, 0]));
        yield return ("two categories", Case([[0.625, 0.375], [0.25, 0.75]], [[0.875, 0.125], [0.4375, 0.5625]], [0, 1], [[0.75, 0.25], [0.0625, 0.9375]], [1, 1]));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(3, 5), count = random.Integer(2, 4);
        return Case(CategoricalCases.Step(random, categories), CategoricalCases.Step(random, categories), CategoricalCases.Ids(random, count, categories),
            CategoricalCases.Laws(random, count, categories), CategoricalCases.Ids(random, count, categories));
    }

    static Dictionary<string, FieldValue> Case(double[][] step, double[][] before, double[] xt, double[][] predicted, double[] x0) =>
        new() { ["transition"] = step, ["cumulative_previous"] = before, ["xt"] = xt, ["p_x0"] = predicted, ["x0"] = x0 };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the divergence of the model from the posterior, its arguments exchanged", (inputs, outputs) =>
            PutRounded(inputs, outputs, divergence: (q, p, between) => CategoricalFormulas.KullbackLeibler(p, q, between))),
        new("the mixture of the posteriors under p_x0 instead of eq. 4", (inputs, outputs) => PutRounded(inputs, outputs, model: CategoricalFormulas.MixtureOfPosteriors)),
        new("the row x_t of the transition instead of its column", (inputs, outputs) => PutRounded(inputs, outputs, CategoricalPosteriorMistakes.RowOfTheStep,
            (step, before, p, xt, _) => CategoricalFormulas.Reverse(LinearAlgebra.Transpose(step), before, p, xt))),
        new("-log p_x0[x_0], the auxiliary cross-entropy alone", (inputs, outputs) => outputs.Set("kl", inputs.Matrix<RoundedReal>("p_x0").Zip(inputs.Indices("x0"),
            (p, x0) => p[x0].Value > 0 ? NelboFormulas.PredictedDecoder(p, x0) : OrInfinite<RoundedReal>.Positive).ToArray())),
    ];
}
