using DiffusionProofs.Categorical;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalPriorKlForm : ClosedForm
{
    public override string Name => "categorical.prior-kl";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eq. 1, first term";
    public override string Units => "nats";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        CategoricalFields.Probabilities("cumulative", "[K,K]"),
        CategoricalFields.Probabilities("prior", "[K]"),
        Field.Integer("x0", "[B]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("kl", "[B]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using DenseTensors cumulative = CategoricalSteps.Of(inputs, "cumulative", device, type);
        return new Dictionary<string, torch.Tensor>
        {
            ["kl"] = NelboTensors.PriorKl(cumulative, FormTensors.Of(inputs, "prior", device, type), FormTensors.Ids(inputs, "x0", device)),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, inputs.Matrix<T>("cumulative"), NelboFormulas.PriorKl);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, T[][] cumulative, Func<T[], T[], IEnumerable<int>, T> divergence) where T : IRealField<T>
    {
        bool[][] rows = CategoricalSupport.Rows(inputs, "cumulative");
        bool[] mass = CategoricalSupport.Rows(inputs, "prior")[0];
        outputs.Set("kl", inputs.Indices("x0").Select(x0 => CategoricalSupport.Of(rows[x0]) is var support && support.All(j => mass[j])
            ? divergence(cumulative[x0], inputs.Vector<T>("prior"), support)
            : OrInfinite<T>.Positive).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        CategoricalFields.RequireRows(inputs, "cumulative", "prior");
        CategoricalFields.RequireIds(inputs, "x0");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("neither symmetric nor even", Case(CategoricalCases.Three, [0.5, 0.3125, 0.1875], 0, 1, 2)),
        ("absorbing noise, all masked: 0", Case(CategoricalCases.Absorbing(3, 0), [0, 0, 1], 0, 1, 2)),
        ("absorbing noise, a token may be left: infinite", Case(CategoricalCases.Absorbing(3, 0.0009765625), [0, 0, 1], 0, 2)),
        ("all forgotten, an even prior: 0", Case([[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]], [0.25, 0.25, 0.25, 0.25], 3)),
        ("nothing forgotten: -log of the prior", Case(CategoricalCases.Identity(3), [0.5, 0.3125, 0.1875], 0, 1, 2)),
        ("no mass where none is needed", Case([[0.5, 0.5, 0], [0.25, 0.75, 0], [0.125, 0.125, 0.75]], [0.625, 0.375, 0], 0, 1, 2)),
        ("two categories", Case([[0.625, 0.375], [0.25, 0.75]], [0.4375, 0.5625], 0, 1)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(3, 6);
        return Case(CategoricalCases.Step(random, categories), CategoricalCases.Law(random, categories), CategoricalCases.Ids(random, random.Integer(2, 4), categories));
    }

    static Dictionary<string, FieldValue> Case(double[][] cumulative, double[] prior, params double[] x0) => new() { ["cumulative"] = cumulative, ["prior"] = prior, ["x0"] = x0 };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the divergence of the prior from q(x_T | x_0), its arguments exchanged", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, inputs.Matrix<RoundedReal>("cumulative"), (q, p, support) => CategoricalFormulas.KullbackLeibler(p, q, support))),
        new("1e-6 inside the logarithms: finite where it is infinite", (inputs, outputs) => outputs.Set("kl", inputs.Indices("x0").Select(x0 =>
            CategoricalModelMistakes.FlooredDivergence(inputs.Matrix<RoundedReal>("cumulative")[x0], inputs.Vector<RoundedReal>("prior"))).ToArray())),
        new("the entropy of q(x_T | x_0) is left out: -log of the prior", (inputs, outputs) =>
            Put<RoundedReal>(inputs, outputs, inputs.Matrix<RoundedReal>("cumulative"), (q, p, support) => -support.Select(j => q[j] * RoundedReal.Log(p[j])).Sum())),
    ];
}
