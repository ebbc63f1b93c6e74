using FsCheck;

namespace DiffusionProofs.Evidence;

/// <summary>Decides a claim without rounding at every instance looked at.</summary>
public static class Exact
{
    /// <param name="body">Decides the case in an exact number system.</param>
    /// <param name="cases">How many cases, before the run's own scaling.</param>
    /// <exception cref="ClaimFailedException">A decision fails or the body throws, with the shrunk case.</exception>
    public static ExactOutcome ForAll<TCase>(Arbitrary<TCase> generator, Func<TCase, IEnumerable<Decision>> body, string shapes, string domain,
        int cases = Settings.DefaultCases, IReadOnlyList<string>? trust = null)
    {
        int count = Settings.Current.CasesFor(cases);
        Counterexample<TCase>? found = Property.Find(generator, count, c => Findings.FirstFailing(Findings.Of(body(c), c)) is null);
        if (found is not null) throw Failed(found.Shrunk, found.ToString(), body);
        return Outcome("decided without rounding at generated instances", shapes, domain, count, trust);
    }

    /// <summary>The same at given rows: an enumeration, or the edges of a domain.</summary>
    public static ExactOutcome Rows<TRow>(IEnumerable<TRow> rows, Func<TRow, IEnumerable<Decision>> body, string shapes, string domain,
        IReadOnlyList<string>? trust = null)
    {
        int count = 0;
        foreach (TRow row in rows)
        {
            count++;
            IReadOnlyList<Decision> decisions;
            try
            {
                decisions = Findings.Of(body(row), row);
            }
            catch (Exception e) when (e is not ClaimFailedException)
            {
                throw Findings.Threw($"row {count}, {row}", e);
            }
            if (Findings.FirstFailing(decisions) is { } failing) throw new ClaimFailedException(Findings.Told($"row {count}, {row}", failing));
        }
        if (count == 0) throw new ArgumentException("rows must have a row; there was none.", nameof(rows));
        return Outcome($"decided without rounding at {count} given rows", shapes, domain, count, trust);
    }

    static ClaimFailedException Failed<TCase>(TCase shrunk, string counterexample, Func<TCase, IEnumerable<Decision>> body)
    {
        try
        {
            return Findings.FirstFailing(Findings.Of(body(shrunk), shrunk)) is { } failing
                ? new ClaimFailedException(Findings.Told(counterexample, failing))
                : new ClaimFailedException($"not reproducible: failed once and held the second time at {counterexample}");
        }
        catch (Exception e)
        {
            return e as ClaimFailedException ?? Findings.Threw(counterexample, e);
        }
    }

    static ExactOutcome Outcome(string method, string shapes, string domain, int count, IReadOnlyList<string>? trust) => new()
    {
        Shapes = shapes,
        Domain = domain,
        Method = method,
        Trust = trust ?? [],
        Cases = count,
    };
}
