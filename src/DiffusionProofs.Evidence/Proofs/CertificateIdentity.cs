using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>That the gap of a certificate equals the value of its reason.</summary>
sealed class CertificateIdentity(ICertificate claim) : IIdentity
{
    public IReadOnlyList<string> Variables => claim.Variables;

    public string Shapes => claim.Shapes;

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
    {
        Dictionary<string, NonNegative<T>> given = claim.Given(x).ToDictionary(each => each.Key, each => NonNegative<T>.Given(each.Value));
        yield return (claim.Gap(x), claim.Reason(x, given).Value);
    }
}

/// <summary>What a certificate assumes: that it is not its own conclusion, and whether an input was seen that satisfies it.</summary>
sealed record Assumptions(IReadOnlyList<string> Names, bool SeenSatisfied)
{
    const int Attempts = 2_000;

    public static Assumptions Of(ICertificate claim, Statement statement)
    {
        int n = claim.Variables.Count;
        Occurrence[] variables = [.. Enumerable.Range(0, n).Select(Occurrence.Variable)];
        string[] names = [.. claim.Given(variables).Keys];
        if (names.Length == 0) return new(names, true);

        SeededRandom random = new((ulong)n);
        bool seen = false;
        HashSet<string> sameAsGap = [.. names];
        for (int i = 0; i < Attempts && (!seen || sameAsGap.Count > 0); i++)
        {
            Rational[] x = Draw(random, n, i);
            try
            {
                IReadOnlyDictionary<string, Rational> given = claim.Given(x);
                Rational gap = claim.Gap(x);
                sameAsGap.RemoveWhere(name => given[name] != gap);
                seen |= given.Values.All(value => value.Sign >= 0);
            }
            catch (DivideByZeroException)
            {
                // Nothing is assumed of an input at which it has no value.
            }
        }

        if (sameAsGap.Count > 0) throw new VacuousClaimException($"{statement.Name}: assumes what it concludes: {sameAsGap.First()} is the gap.");
        return new(names, seen);
    }

    /// <summary>A point in one of several boxes in turn: probabilities, a simplex' worth of them, scales, both signs.</summary>
    public static Rational[] Draw(SeededRandom random, int variables, int attempt) =>
        [.. Enumerable.Range(0, variables).Select(_ => (attempt % 4) switch
        {
            0 => new Rational(random.Between(1, 996), 997),
            1 => new Rational(random.Between(1, 996), 997 * Math.Max(variables, 1)),
            2 => new Rational(random.Between(1, 800), 101),
            _ => new Rational(random.Between(-400, 400), 101),
        })];
}
