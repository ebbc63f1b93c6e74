using DiffusionProofs.Categorical;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalNelboForm : ClosedForm
{
    public override string Name => "categorical.nelbo";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eq. 1";
    public override string Units => "nats";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        CategoricalFields.Probabilities("matrices", "[T,K,K]"),
        CategoricalFields.Probabilities("prior", "[K]"),
        CategoricalFields.Probabilities("p_x0", "[T,K,K]"),
        Field.Integer("x0", "[B]"),
        Field.Text("decoder", "predicted", "posterior"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("nelbo", "[B]"), Field.Real("prior_kl", "[B]"), Field.Real("steps", "[B,T]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        DenseTensors[] steps = CategoricalSteps.All(inputs, "matrices", device, type);
        ITransitionTensors[] products = CategoricalSteps.Products(steps);
        torch.Tensor logits = FormTensors.Of(inputs, "p_x0", device, type).log(), x0 = FormTensors.Ids(inputs, "x0", device);
        torch.Tensor prior = NelboTensors.PriorKl(products[^1], FormTensors.Of(inputs, "prior", device, type), x0);
        torch.Tensor[] terms = [.. steps.Select((step, t) => t == 0
            ? NelboTensors.Decoding(step, logits[0], x0, inputs.Text("decoder") == "predicted")
            : NelboTensors.Step(step, products[t - 1], logits[t], x0))];
        CategoricalSteps.Dispose([.. steps, .. products]);
        return new Dictionary<string, torch.Tensor> { ["prior_kl"] = prior, ["steps"] = torch.stack(terms, 1), ["nelbo"] = torch.stack([prior, .. terms]).sum([0L]) };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        Put<T>(inputs, outputs, inputs.Text("decoder"), CategoricalFormulas.Cumulative, (prior, steps) => prior + steps.Sum());

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, string decoder, Func<T[][][], int, T[][][]> products, Func<T, T[], T> total) where T : IRealField<T>
    {
        int categories = inputs.Sizes["K"];
        T[][][] steps = inputs.Cube<T>("matrices"), predicted = inputs.Cube<T>("p_x0"), cumulative = products(steps, categories);
        bool[][][] ways = [.. CategoricalSupport.Rows(inputs, "matrices").Chunk(categories)], seen = [.. CategoricalSupport.Rows(inputs, "p_x0").Chunk(categories)];
        bool[][] still = [.. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Select(j => i == j).ToArray())];
        List<bool[][]> reached = [still];
        foreach (bool[][] way in ways) reached.Add(CategoricalSupport.Product(reached[^1], way));
        bool[] mass = CategoricalSupport.Rows(inputs, "prior")[0];

        OrInfinite<T> Prior(int x0) => CategoricalSupport.Of(reached[^1][x0]) is var support && support.All(j => mass[j])
            ? NelboFormulas.PriorKl(cumulative[^1][x0], inputs.Vector<T>("prior"), support)
            : OrInfinite<T>.Positive;

        OrInfinite<T> Step(int t, int x0)
        {
            int[] noisy = CategoricalSupport.Of(reached[t][x0]);
            IEnumerable<int> Between(int xt) => CategoricalSupport.Between(ways[t - 1], reached[t - 1], x0, xt);
            if (!noisy.All(xt => CategoricalSupport.Covers(seen[t - 1][xt], reached[t - 1], Between(xt)))) return OrInfinite<T>.Positive;
            return t > 1
                ? NelboFormulas.Step(steps[t - 1], cumulative[t - 1], predicted[t - 1], x0, noisy, Between)
                : NelboFormulas.Decoding(steps[0][x0], noisy, x1 => decoder == "predicted"
                    ? NelboFormulas.PredictedDecoder(predicted[0][x1], x0)
                    : NelboFormulas.PosteriorDecoder(steps[0], predicted[0][x1], x0, x1));
        }

        int[] data = inputs.Indices("x0");
        OrInfinite<T>[] prior = [.. data.Select(Prior)];
        OrInfinite<T>[][] terms = [.. data.Select(x0 => Enumerable.Range(1, steps.Length).Select(t => Step(t, x0)).ToArray())];
        outputs.Set("prior_kl", prior);
        outputs.Set("steps", terms);
        outputs.Set("nelbo", prior.Zip(terms, (first, rest) => rest.Append(first).Any(term => term.Infinity != 0)
            ? OrInfinite<T>.Positive
            : total(first.Value, [.. rest.Select(term => term.Value)])).ToArray());
    }

    static void PutRounded(FormInputs inputs, FormOutputs<RoundedReal> outputs, string? decoder = null,
        Func<RoundedReal[][][], int, RoundedReal[][][]>? products = null, Func<RoundedReal, RoundedReal[], RoundedReal>? total = null) =>
        Put(inputs, outputs, decoder ?? inputs.Text("decoder"), products ?? CategoricalFormulas.Cumulative, total ?? ((prior, steps) => prior + steps.Sum()));

    public override void Require(FormInputs inputs)
    {
        CategoricalFields.RequireRows(inputs, "matrices", "prior", "p_x0");
        CategoricalFields.RequireIds(inputs, "x0");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[][] p = [[0.5, 0.3125, 0.1875], [0.0625, 0.25, 0.6875], [0.75, 0.125, 0.125]], tokens = [[1, 0, 0], [0, 1, 0], [0.375, 0.625, 0]];
        double[] prior = [0.3125, 0.4375, 0.25], masks = [0, 0, 1];
        double[][][] absorbing = [CategoricalCases.Absorbing(3, 0.75), CategoricalCases.Absorbing(3, 0.375), CategoricalCases.Absorbing(3, 0)];
        foreach (string decoder in new[] { "predicted", "posterior" })
        {
            yield return ($"{decoder}: T = 1, the prior and the decoder", Case([CategoricalCases.Three], prior, [p], [0, 1, 2], decoder));
            yield return ($"{decoder}: steps that do not commute", Case([CategoricalCases.Three, CategoricalCases.AnotherThree], prior, [p, p], [0, 1, 2], decoder));
            yield return ($"{decoder}: masked noise, visible tokens carried over", Case(absorbing, masks, [tokens, tokens, tokens], [0, 1], decoder));
            yield return ($"{decoder}: a token may be left at T: infinite", Case(absorbing[..2], masks, [tokens, tokens], [0, 1], decoder));
            yield return ($"{decoder}: x_0 is not predicted: infinite", Case(absorbing, masks, [tokens, tokens, [[1, 0, 0], [0, 1, 0], [1, 0, 0]]], [0, 1], decoder));
        }
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(2, 4), steps = random.Integer(2, 4);
        double[][][] Each(Func<double[][]> matrix) => [.. Enumerable.Range(0, steps).Select(_ => matrix())];
        return Case(Each(() => CategoricalCases.Step(random, categories)), CategoricalCases.Law(random, categories), Each(() => CategoricalCases.Laws(random, categories, categories)),
            CategoricalCases.Ids(random, random.Integer(1, 3), categories), random.Choice<string>(["predicted", "posterior"]));
    }

    static Dictionary<string, FieldValue> Case(double[][][] matrices, double[] prior, double[][][] predicted, double[] x0, string decoder) =>
        new() { ["matrices"] = matrices, ["prior"] = prior, ["p_x0"] = predicted, ["x0"] = x0, ["decoder"] = decoder };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("decoder is ignored: always the prediction itself", (inputs, outputs) => PutRounded(inputs, outputs, decoder: "predicted")),
        new("decoder is ignored: always eq. 4", (inputs, outputs) => PutRounded(inputs, outputs, decoder: "posterior")),
        new("the prior's term is left out of the sum", (inputs, outputs) => PutRounded(inputs, outputs, total: (_, steps) => steps.Sum())),
        new("the mean over the steps instead of their sum", (inputs, outputs) => PutRounded(inputs, outputs, total: (prior, steps) => prior + steps.Sum() / steps.Length)),
        new("the product in the reverse order, Q_t ... Q_1: column-stochastic", (inputs, outputs) =>
            PutRounded(inputs, outputs, products: CategoricalKernelMistakes.ReversedProduct)),
    ];
}
