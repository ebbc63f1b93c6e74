using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class MaskedMarginalForm : ClosedForm
{
    public override string Name => "masked.marginal";
    public override string Source => "Sahoo et al., MDLM, arXiv:2406.07524, eq. 4";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } =
        [Field.Integer("x0", "[L]"), MaskedFields.Vocabulary, MaskedFields.Mask, MaskedFields.Alpha("alpha")];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("probabilities", "[L,V]")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, MaskedFormulas.Marginal);

    delegate T[] Law<T>(int x0, int vocabulary, int mask, T alpha);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Law<T> law) where T : IRealField<T> =>
        outputs.Set("probabilities", inputs.Indices("x0").Select(x0 => law(x0, inputs.Sizes["V"], inputs.Integer("mask"), inputs.Scalar<T>("alpha"))).ToArray());

    public override void Require(FormInputs inputs)
    {
        MaskedFields.RequireIds(inputs, "x0");
        MaskedFields.RequireTokens(inputs);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("the mask in the middle", Case([0, 3, 1], 4, 2, 0.375)),
        ("the mask first", Case([1, 3, 2], 4, 0, 0.8125)),
        ("alpha = 1: nothing is masked", Case([2, 0], 4, 3, 1)),
        ("alpha = 0: all is masked", Case([2, 0], 4, 1, 0)),
        ("one token and the mask", Case([0], 2, 1, 0.0009765625)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int vocabulary = random.Integer(3, 6), mask = random.Integer(0, vocabulary - 1);
        return Case(MaskedCases.Tokens(random, random.Integer(2, 4), vocabulary, mask), vocabulary, mask, random.Scale(0.0625, 0.9375));
    }

    static Dictionary<string, FieldValue> Case(double[] x0, int vocabulary, int mask, double alpha) =>
        new() { ["x0"] = x0, ["V"] = vocabulary, ["mask"] = mask, ["alpha"] = alpha };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("alpha is taken for the probability of the mask", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, MaskedLawMistakes.KeepAndMaskExchanged)),
        new("the mask is taken to be the last id, V - 1", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, MaskedLawMistakes.MaskIsTheLastId)),
        new("the noise is uniform over all ids instead of the mask", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, MaskedLawMistakes.SpreadEvenly)),
    ];
}
