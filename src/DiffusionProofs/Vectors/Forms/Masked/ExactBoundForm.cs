using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

sealed class ExactBoundForm : ClosedForm
{
    const int LongestSequence = 20;

    public override string Name => "masked.exact-bound";
    public override string Source => "Sahoo et al., MDLM, arXiv:2406.07524, eqs. 8 and 11, of the exact conditionals of a list";
    public override string Units => "nats per sequence";

    public override IReadOnlyList<Field> Inputs { get; } =
        [Field.Integer("sequences", "[N,L]"), MaskedFields.Vocabulary, Field.Integer("steps", "[m]").Within(Domain.AtLeast(1))];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("entropy"), Field.Real("continuous"), Field.Real("discrete", "[m]")];

    public override string ToleranceDerivation => "first-order rounding error with the continuous bound as the mean over how many tokens are masked";

    static int[][] Sequences(FormInputs inputs) => [.. inputs.Indices("sequences").Chunk(inputs.Sizes["L"])];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, new ExactBound<T>(Sequences(inputs)));

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, ExactBound<T> bound) where T : IRealField<T>
    {
        outputs.Set("entropy", bound.Entropy);
        outputs.Set("continuous", bound.Continuous);
        outputs.Set("discrete", inputs.Indices("steps").Select(bound.Discrete).ToArray());
    }

    /// <summary>The continuous bound by counts: the sums of alternating sign, with their cancellation, are nobody's way to compute it.</summary>
    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs)
    {
        Put(inputs, outputs, new ExactBound<RoundedReal>(Sequences(inputs)));
        outputs.Set("continuous", LinearAlgebra.Dot(CountWeights.ByCount<RoundedReal>(inputs.Sizes["L"]), LossSums(inputs)));
    }

    static RoundedReal[] LossSums(FormInputs inputs) => SubsetEntropies.LossSums(SubsetEntropies.BySize<RoundedReal>(Sequences(inputs)));

    public override void Require(FormInputs inputs)
    {
        if (inputs.Sizes["L"] > LongestSequence)
            throw new FieldException("inputs.sequences", $"must have at most {LongestSequence} positions, since all sets of positions are visited, but had {inputs.Sizes["L"]}");
        int tokens = inputs.Integer("V") - 1;
        MaskedFields.RequireEach(inputs, "sequences", (id, _) => id < tokens, $"must be a token from 0 to V - 2 = {tokens - 1}, V counting the mask");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("two equal tokens: the discrete bound is above the entropy", Case([[0, 0], [1, 1], [2, 2]], 4, 1, 2, 7)),
        ("independent tokens: all three are the entropy", Case([[0, 0], [0, 1], [1, 0], [1, 1]], 3, 1, 5)),
        ("a sequence that stands twice", Case([[0, 1], [1, 0], [0, 1]], 3, 1, 3)),
        ("one sequence: no entropy", Case([[2, 0, 1]], 4, 1, 3)),
        ("one position", Case([[0], [1], [1], [2]], 4, 2)),
        ("parity of five bits", Case([.. Enumerable.Range(0, 16).Select(i => (double[])[i & 1, i >> 1 & 1, i >> 2 & 1, i >> 3 & 1, int.PopCount(i) & 1])], 3, 1, 4, 1000)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        int length = random.Integer(2, 4), vocabulary = random.Integer(3, 5);
        double[][] sequences = [.. Enumerable.Range(0, random.Integer(3, 6)).Select(_ => MaskedCases.Tokens(random, length, vocabulary, vocabulary - 1))];
        // The first stands twice, so that repeats count.
        return Case([.. sequences, sequences[0]], vocabulary, random.Integer(1, 4), random.Integer(5, 12));
    }

    static Dictionary<string, FieldValue> Case(double[][] sequences, int vocabulary, params double[] steps) =>
        new() { ["sequences"] = sequences, ["V"] = vocabulary, ["steps"] = steps };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Continuous("1/p dropped: the mean over the masked tokens, with alpha even in [0, 1]", MaskedLossMistakes.MeanOverMasked),
        Continuous("the loss at a mask rate of one half instead of its integral", MaskedLossMistakes.AtHalfMasked),
        Continuous("t from 15% to 85% alone", MaskedLossMistakes.MiddleOfTheInterval),
        Continuous("each token masked alone: a pseudo-log-likelihood, no bound", MaskedLossMistakes.PseudoLogLikelihood),
        Discrete("a step weighted by 1/T instead of 1/t", (steps, _) => RoundedReal.From(1) / steps),
        Discrete("a step weighted by 1/(t + 1) instead of 1/t", (steps, i) => MaskedLossMistakes.RevealOneStepLate(1 - RoundedReal.From(i) / steps, 1 - RoundedReal.From(i + 1) / steps)),
        new("a sequence that stands twice is counted once", (inputs, outputs) =>
            Put(inputs, outputs, new ExactBound<RoundedReal>([.. Sequences(inputs).DistinctBy(sequence => string.Join(' ', sequence))]))),
        new("per token instead of per sequence", (inputs, outputs) =>
        {
            var bound = new ExactBound<RoundedReal>(Sequences(inputs));
            outputs.Set("entropy", bound.Entropy / bound.Length);
            outputs.Set("continuous", bound.Continuous / bound.Length);
            outputs.Set("discrete", inputs.Indices("steps").Select(steps => bound.Discrete(steps) / bound.Length).ToArray());
        }),
    ];

    /// <summary>A wrong form of the continuous bound, of the losses by sets; they are linear in the sums over the sets of each size.</summary>
    static KnownMistake Continuous(string name, Func<RoundedReal[], RoundedReal> bound) => new(name, (inputs, outputs) =>
    {
        Put(inputs, outputs, new ExactBound<RoundedReal>(Sequences(inputs)));
        RoundedReal[] sums = LossSums(inputs);
        int length = inputs.Sizes["L"];
        outputs.Set("continuous", bound([.. Enumerable.Range(0, 1 << length).Select(set => sums[int.PopCount(set)] / RoundedReal.From(CountWeights.Binomial(length, int.PopCount(set))))]));
    });

    /// <summary>The discrete bound with another weight of step i of T.</summary>
    static KnownMistake Discrete(string name, Func<int, int, RoundedReal> weight) => new(name, (inputs, outputs) =>
    {
        Put(inputs, outputs, new ExactBound<RoundedReal>(Sequences(inputs)));
        RoundedReal[] sums = LossSums(inputs);
        outputs.Set("discrete", inputs.Indices("steps").Select(steps => Enumerable.Range(1, steps).Select(i =>
            weight(steps, i) * LinearAlgebra.Dot(CountWeights.Expected(inputs.Sizes["L"], RoundedReal.From(i) / steps), sums)).Sum()).ToArray());
    });
}
