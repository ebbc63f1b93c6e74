using System.Globalization;
using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.h", "With the exact conditionals the continuous bound is the entropy of the data: on 3568 five-letter words log 3568 = 8.1797...; the discrete bound with alpha = 1 - t at T = 1, 2, 5, 10, 100, 1000 is 13.4615, 10.9322, 9.3032, 8.7450, 8.2366, 8.1854.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, eqs. 8 and 10, evaluated; the words: SCOWL",
    Oracle = "the chain rule for entropies; the entropy of the list by counting its words")]
public class E08ExactConditionals
{
    static readonly (int Steps, string Bound)[] onTheWords = [(1, "13.4615"), (2, "10.9322"), (5, "9.3032"), (10, "8.7450"), (100, "8.2366"), (1000, "8.1854")];

    [Identity]
    public IdentityOutcome Continuous_bound_is_the_entropy() => Prove.Identity(
        new ChainRule(1), new ChainRule(2), new ChainRule(3), new ChainRule(4), new ChainRule(5));

    [Sampled]
    public SampledOutcome From_the_logits_of_exact_conditionals(On on) => ExactConditionalsOnTensors.BoundIsTheEntropy(on);

    [Exact]
    public ExactOutcome On_words()
    {
        var lists = Lists().ToArray();
        return Exact.Rows(lists, list =>
        [
            .. ContinuousIsEntropy(list),
            .. list.Words == EnglishWords.FiveLetters ? Decimals(list) : [],
        ], "the 3568 words of five letters, all 2^5 masks; and a user's own list, where one is given", "every word equally likely, entry by entry") with
        {
            Found = string.Join("\n", lists.Select(Told)),
        };
    }

    [Refutes("the pseudo-log-likelihood, each token masked alone, as the entropy")]
    public RefutationOutcome Each_alone() => Refute.Identity(new ChainRule(3), new Pseudo());

    [Refutes("the mean over masked tokens with t even in [0, 1], as the entropy", Link = "https://github.com/kuleshov-group/bd3lms/issues/25")]
    public RefutationOutcome Mean_over_masked() => Refute.Identity(new ChainRule(3), new Mean());

    sealed record NamedList(string Name, WordList Words)
    {
        public override string ToString() => Name;
    }

    static IEnumerable<NamedList> Lists()
    {
        yield return new("3568 English words of five letters", EnglishWords.FiveLetters);
        if (Environment.GetEnvironmentVariable("DIFFUSIONPROOFS_WORDS") is { Length: > 0 } path)
            yield return new(Path.GetFileName(path), WordsFile.Read(path));
    }

    static IEnumerable<Decision> ContinuousIsEntropy(NamedList list)
    {
        var bound = new ExactBound<LogForm<Rational>>(list.Words.Tokens);
        yield return Decide.Equal("continuous bound", list.Words.Entropy<LogForm<Rational>>(), bound.Continuous);
        yield return Decide.Equal("entropy", list.Words.Entropy<LogForm<Rational>>(), bound.Entropy);
    }

    static IEnumerable<Decision> Decimals(NamedList list)
    {
        var bound = new ExactBound<BigReal>(list.Words.Tokens);
        foreach (var (steps, printed) in onTheWords) yield return Printed.Rounds($"discrete bound at T = {steps}", bound.Discrete(steps), printed);
        yield return Printed.Rounds("entropy", bound.Entropy, "8.17976");
        yield return Decide.That("log 3568", BigReal.Log(3568).Overlaps(bound.Entropy), $"{(double)bound.Entropy:R}");
    }

    static string Told(NamedList list)
    {
        var bound = new ExactBound<BigReal>(list.Words.Tokens);
        string Digits(BigReal value) => ((double)value).ToString("F4", CultureInfo.InvariantCulture);
        return $"{list}: entropy {Digits(bound.Entropy)} nats, continuous bound {Digits(bound.Continuous)}, discrete bound "
            + string.Join(", ", onTheWords.Select(row => $"{Digits(bound.Discrete(row.Steps))} (T = {row.Steps})"));
    }

    sealed class Pseudo() : ChainRule(3)
    {
        protected override T Bound<T>(T[] loss) => MaskedLossMistakes.PseudoLogLikelihood(loss);
    }

    sealed class Mean() : ChainRule(3)
    {
        protected override T Bound<T>(T[] loss) => MaskedLossMistakes.MeanOverMasked(loss);
    }

    /// <summary>The entropy of every set of positions is free, that of no position 0: H(X_i | X_V) = H(X_V, X_i) - H(X_V).</summary>
    class ChainRule(int length) : IIdentity
    {
        protected virtual T Bound<T>(T[] loss) where T : IField<T> => SubsetBounds.Continuous(loss);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("H", (1 << length) - 1);
        public string Shapes => $"L = {length}, any law of sequences";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] h = [T.Zero, .. x];
            int all = (1 << length) - 1;
            T[] loss = SubsetBounds.Losses(length, (set, i) => h[all & ~set] - h[(all & ~set) | 1 << i]);
            yield return (Bound(loss), h[all]);
            T[] sums = SubsetBounds.BySize(loss), shortened = SubsetEntropies.LossSums(SubsetBounds.BySize(h));
            for (int n = 1; n <= length; n++) yield return (sums[n], shortened[n]);
        }
    }
}
