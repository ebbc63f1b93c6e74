using System.Globalization;
using FsCheck;
using TorchSharp;

namespace DiffusionProofs.Evidence;

/// <summary>Holds tensor code within a derived bound, over generated cases or given rows.</summary>
public static class Sample
{
    /// <param name="body">
    /// Compares the tensor code on a case, on that device and dtype. Its tensors are freed after each case; the
    /// reference must start from the numbers as the dtype holds them (<see cref="On.Round(double)"/>).
    /// </param>
    /// <param name="bound">The claimed bound with its derivation: <c>4 ulps: two products and a sum, each half an ulp, times condition number 2</c>.</param>
    /// <param name="shapes">Shapes covered, as the generator makes them.</param>
    /// <param name="domain">Inputs covered, as the generator makes them.</param>
    /// <param name="cases">How many cases, before the run's own scaling.</param>
    /// <exception cref="ClaimFailedException">A comparison fails or the body throws, with the shrunk case; or a tensor was leaked.</exception>
    public static SampledOutcome Check<TCase>(On on, Arbitrary<TCase> generator, Func<TCase, On, IEnumerable<Comparison>> body,
        string bound, string shapes, string domain, int cases = Settings.DefaultCases, IReadOnlyList<string>? trust = null)
    {
        int count = Settings.Current.CasesFor(cases);
        var worst = new WorstCase();
        LeaksNothing(() =>
        {
            // A shrunk candidate is no case of its own: the worst case is one of those generated.
            bool failed = false;
            Finding? last = null;
            Counterexample<TCase>? found = Property.Find(generator, count, c =>
            {
                IReadOnlyList<Comparison> comparisons = InScope(c, on, body);
                Finding? failing = Findings.FirstFailing(comparisons);
                bool holds = failing is null;
                last = failing ?? last;
                failed |= !holds;
                if (!failed) worst.See(c, comparisons);
                return holds;
            });
            if (found is not null) throw Failed(found.Shrunk, found.ToString(), on, body, last);
        });
        return worst.ToOutcome("generated cases, shrinking", bound, shapes, domain, count, trust);
    }

    /// <summary>The same over given rows: real data at several sigma, edges of the domain.</summary>
    public static SampledOutcome Rows<TRow>(On on, IEnumerable<TRow> rows, Func<TRow, On, IEnumerable<Comparison>> body,
        string bound, string shapes, string domain, IReadOnlyList<string>? trust = null)
    {
        var worst = new WorstCase();
        int count = 0;
        LeaksNothing(() =>
        {
            foreach (TRow row in rows)
            {
                count++;
                IReadOnlyList<Comparison> comparisons;
                try
                {
                    comparisons = InScope(row, on, body);
                }
                catch (Exception e) when (e is not ClaimFailedException)
                {
                    throw Findings.Threw($"row {count}, {row}", e);
                }
                if (Findings.FirstFailing(comparisons) is { } failing) throw new ClaimFailedException(Findings.Told($"row {count}, {row}", failing));
                worst.See(row, comparisons);
            }
        });
        if (count == 0) throw new ArgumentException("rows must have a row; there was none.", nameof(rows));
        return worst.ToOutcome($"{count} given rows", bound, shapes, domain, count, trust);
    }

    static IReadOnlyList<Comparison> InScope<TCase>(TCase @case, On on, Func<TCase, On, IEnumerable<Comparison>> body)
    {
        using var scope = torch.NewDisposeScope();
        return Findings.Of(body(@case, on), @case);
    }

    static ClaimFailedException Failed<TCase>(TCase shrunk, string counterexample, On on, Func<TCase, On, IEnumerable<Comparison>> body, Finding? seen)
    {
        try
        {
            return Findings.FirstFailing(InScope(shrunk, on, body)) is { } failing
                ? new ClaimFailedException(Findings.Told(counterexample, failing))
                : new ClaimFailedException($"not reproducible: held the second time. The last failure seen: {(seen is null ? "none" : Findings.Told(counterexample, seen))}");
        }
        catch (Exception e)
        {
            return e as ClaimFailedException ?? Findings.Threw(counterexample, e);
        }
    }

    static void LeaksNothing(Action check)
    {
        Devices.UseOneThread();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        check();
        long leaked = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        if (leaked != 0) throw new ClaimFailedException($"{leaked} tensors outlived their dispose scope: one was detached from it or moved too far out");
    }

    sealed class WorstCase
    {
        double ratio = double.NegativeInfinity;
        string input = "";

        public void See<TCase>(TCase @case, IEnumerable<Comparison> comparisons)
        {
            foreach (Comparison c in comparisons.Where(c => c.Ratio > ratio))
            {
                ratio = c.Ratio;
                input = string.Create(CultureInfo.InvariantCulture, $"{c.What} at {@case}: {c.Margin}");
            }
        }

        public SampledOutcome ToOutcome(string method, string bound, string shapes, string domain, int count, IReadOnlyList<string>? trust) => new()
        {
            Shapes = shapes,
            Domain = domain,
            Method = method,
            Bound = bound,
            Trust = trust ?? [],
            Cases = count,
            Worst = ratio,
            WorstInput = input,
        };
    }
}
