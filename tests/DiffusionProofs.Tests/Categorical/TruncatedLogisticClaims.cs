using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.7", "The truncated discretised logistic's logit, log(sigmoid(a) - sigmoid(b)), is logsigmoid(a) + logsigmoid(-b) + log(1 - exp(b - a)); mirrored about 0 it is itself, and its probabilities sum to 1.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, appendix A.8 and code",
    Refined = "renormalised over the K bins: the bins at the edges do not get the tails",
    Oracle = "the difference of the sigmoids in sixty digits; the mirror image")]
public class LogisticOverCategories
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";

    static readonly (int Categories, double Location, double LogScale)[] rows =
    [
        .. from categories in new[] { 2, 3, 16 } from location in new[] { -1, -0.375, 0, 0.8125 } from logScale in new[] { -2, 0, 2.5 } select (categories, location, logScale),
    ];

    [Identity]
    public IdentityOutcome Without_the_difference() => Prove.LogIdentity(new StableForm());

    [Exact]
    public ExactOutcome Sigmoids_symmetry_and_sum() => Exact.Rows(rows, row =>
    {
        (BigReal location, BigReal logScale, BigReal inverse) = (FromDouble(row.Location), FromDouble(row.LogScale), Exp(2 - FromDouble(row.LogScale)));
        BigReal[] logits = TruncatedLogistic.Logits(location, logScale, row.Categories), mirrored = TruncatedLogistic.Logits(-location, logScale, row.Categories);
        BigReal Below(int edge) => 1 / (1 + Exp(-inverse * (FromFraction(2 * edge - row.Categories, row.Categories - 1) - location)));
        BigReal sum = TruncatedLogistic.LogProbabilities(location, logScale, row.Categories).Select(Exp).Sum();
        return
        [
            .. logits.Select((logit, k) => Same($"logit {k}", Log(Below(k + 1) - Below(k)), logit)),
            .. logits.Select((logit, k) => Same($"mirror image of {k}", logit, mirrored[row.Categories - 1 - k])),
            Same("sum", 1, sum),
        ];
    }, "K = 2, 3, 16", "locations from -1 to 13/16, log scales -2, 0, 2.5", [Trust]);

    [Exact]
    public ExactOutcome Figures() => Exact.Rows(new[] { 0, 255 }, k =>
        [Printed.Rounds($"logit {k}", TruncatedLogistic.Logits(0, FromDouble(-2), 256)[k], "-55.44")], "K = 256", "location 0, log scale -2", [Trust]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => LogisticOnTensors.AgainstTheFormula(on, [.. rows, (16, -0.375, -5), (256, 0, -2), (256, 0.8125, 0)]);

    [Refutes("1e-6 in the logarithm of the difference: one tail is held up", Link = "https://github.com/google-research/google-research/blob/master/d3pm/images/utils.py")]
    public RefutationOutcome Floor()
    {
        static IEnumerable<Decision> IsItsMirrorImage(BigReal[] logits) => [Same("logit of the last bin", logits[0], logits[^1])];
        return Refute.AtWitness("K = 256, location 0, log scale -2",
            () => IsItsMirrorImage(TruncatedLogistic.Logits(0, FromDouble(-2), 256)),
            () => IsItsMirrorImage(CategoricalModelMistakes.FlooredLogits(0, FromDouble(-2), 256)));
    }

    static Decision Same(string what, BigReal expected, BigReal received) =>
        Decide.That(what, received.Overlaps(expected), $"{(double)received:R}, where {(double)expected:R} is expected");

    /// <summary>In A = e^{-a}, B = e^{-b}.</summary>
    sealed class StableForm : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["A", "B"];
        public string Shapes => "any a and b";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T a, T b) = (x[0], x[1]);
            yield return (T.Log(1 / (1 + a) - 1 / (1 + b)), T.Log(1 / (1 + a)) + T.Log(1 / (1 + 1 / b)) + T.Log(1 - a / b));
        }
    }
}
