using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalInformationScheduleForm : ClosedForm
{
    public override string Name => "categorical.mutual-information-schedule";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eq. 17 and appendix A.7";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Text("kernel", "uniform", "absorbing"),
        Field.Integer("K").Within(Domain.AtLeast(2)),
        Field.Integer("T").Within(Domain.AtLeast(1)),
        CategoricalFields.Probabilities("p_x0", "[K]"),
        Field.Integer("mask").Optional(),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("alpha_bar", "[T]")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, t => new Rational(t, inputs.Sizes["T"]), inputs.Text("kernel") == "uniform");

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<int, Rational> share, bool isUniform) where T : IRealField<T>
    {
        double[] doubles = [.. inputs.Array("p_x0").Values];
        int[] support = CategoricalSupport.Of([.. doubles.Select(value => value > 0)]);
        Rational[] law = [.. doubles.Select(Rational.FromDouble)];
        T[] p = inputs.Vector<T>("p_x0");
        outputs.Set("alpha_bar", Enumerable.Range(1, inputs.Sizes["T"]).Select(share).Select(gone =>
        {
            T exact = gone.In<T>();
            return isUniform && gone != 1 ? InformationSchedule.Alpha(exact, p, support, InformationSchedule.Near(gone, law, support)) : 1 - exact;
        }).ToArray());
    }

    public override string ToleranceDerivation => "first-order rounding error of a step of Newton: the share's over its slope";

    public override void Require(FormInputs inputs)
    {
        CategoricalFields.RequireRows(inputs, "p_x0");
        IReadOnlyList<double> p = inputs.Array("p_x0").Values;
        if (p.Count(value => value > 0) < 2) throw new FieldException("inputs.p_x0", "must have mass on two categories at least, since else there is no information to lose");
        bool isAbsorbing = inputs.Text("kernel") == "absorbing";
        if (isAbsorbing != inputs.Has("mask")) throw new FieldException("inputs.mask", isAbsorbing ? "missing: absorbing has a mask" : "unknown: uniform has no mask");
        if (!isAbsorbing) return;
        CategoricalFields.RequireIds(inputs, "mask");
        if (p[inputs.Integer("mask")] != 0) throw new FieldException($"inputs.p_x0[{inputs.Integer("mask")}]", $"must be 0 at the mask, but was {JsonNumber.Text(p[inputs.Integer("mask")])}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("absorbing: t/T whatever the law", Case("absorbing", 5, [0.25, 0, 0.75], 1)),
        ("absorbing: one step", Case("absorbing", 1, [0.25, 0.75, 0], 2)),
        ("uniform: two even categories", Case("uniform", 2, [0.5, 0.5])),
        ("uniform: one step", Case("uniform", 1, [0.25, 0.75])),
        ("uniform: a category that the data lack", Case("uniform", 3, [0.25, 0, 0.75])),
        ("uniform: a rare category", Case("uniform", 3, [0.99609375, 0.00390625])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int categories = random.Integer(2, 4);
        if (random.Integer(0, 2) != 0) return Case("uniform", random.Integer(2, 4), CategoricalCases.Law(random, categories));
        int mask = random.Integer(0, categories);
        List<double> p = [.. CategoricalCases.Law(random, categories)];
        p.Insert(mask, 0);
        return Case("absorbing", random.Integer(2, 5), [.. p], mask);
    }

    static Dictionary<string, FieldValue> Case(string kernel, int steps, double[] p, int? mask = null)
    {
        Dictionary<string, FieldValue> inputs = new() { ["kernel"] = kernel, ["K"] = p.Length, ["T"] = steps, ["p_x0"] = p };
        if (mask is { } id) inputs["mask"] = id;
        return inputs;
    }

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("uniform noise as if absorbing: alpha = 1 - t/T", (inputs, outputs) => Put(inputs, outputs, t => new Rational(t, inputs.Sizes["T"]), false)),
        new("the share t/(T + 1): the last step leaves some", (inputs, outputs) => Put(inputs, outputs, t => new Rational(t, inputs.Sizes["T"] + 1), inputs.Text("kernel") == "uniform")),
    ];
}
