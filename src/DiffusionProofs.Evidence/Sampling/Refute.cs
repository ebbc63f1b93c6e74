using FsCheck;
using TorchSharp;

namespace DiffusionProofs.Evidence;

/// <summary>
/// Shows that a published mistake is one: on the same cases the right formula holds everywhere, and the mistake returns
/// a value that disagrees at a recorded witness. An exception on either side, or a generator that runs dry, is an error
/// of the claim and refutes nothing.
/// </summary>
public static partial class Refute
{
    public const string WithoutRounding = "right formula and mistake decided without rounding";

    const string WithinBound = "right formula within the bound that the mistake breaks";

    /// <summary>Whether the witness of a refutation by this method is the same on every processor.</summary>
    public static bool HasStableWitness(string? method) => method is WithoutRounding or ByProof;

    /// <param name="right">What the right formula yields; it must hold at every case.</param>
    /// <param name="wrong">What the mistake yields, held against the same expectations and bounds.</param>
    /// <param name="cases">How many cases, before the run's own scaling.</param>
    /// <exception cref="ClaimFailedException">The right formula fails, either throws, or the mistake agrees everywhere.</exception>
    public static RefutationOutcome Mistake<TCase>(Arbitrary<TCase> generator, Func<TCase, IEnumerable<Finding>> right,
        Func<TCase, IEnumerable<Finding>> wrong, string shapes = "those of the witness", int cases = Settings.DefaultCases)
    {
        Devices.UseOneThread();
        int count = Settings.Current.CasesFor(cases);
        Counterexample<TCase>? control = Property.Find(generator, count, c => Disagreement("the right formula", right, c) is null);
        if (control is not null) throw RightFailed(right, control.Shrunk, control.ToString());

        Finding? Mistaken(TCase c)
        {
            if (Disagreement("the right formula", right, c) is not null) throw RightFailed(right, c, $"{c}");
            return Disagreement("the mistake", wrong, c);
        }

        // FsCheck takes an exception for a false property, so errors of the claim are kept aside and thrown after it.
        ClaimFailedException? error = null;
        Counterexample<TCase> witness = Property.Find(generator, count, c =>
        {
            if (error is not null) return true;
            try
            {
                return Mistaken(c) is null;
            }
            catch (ClaimFailedException e)
            {
                error = e;
                return true;
            }
        }) ?? throw error ?? new ClaimFailedException($"the mistake is not refuted: it agrees with the right formula at all {count} cases");
        if (error is not null) throw error;
        Finding seen = Mistaken(witness.Shrunk) ?? throw new ClaimFailedException($"not reproducible: the mistake disagreed once and agreed the second time at {witness}");
        return Outcome($"{witness.Shrunk}", seen, shapes, count);
    }

    /// <summary>A single explicit witness.</summary>
    /// <param name="witness">The input in words, with its numbers.</param>
    public static RefutationOutcome AtWitness(string witness, Func<IEnumerable<Finding>> right, Func<IEnumerable<Finding>> wrong,
        string shapes = "those of the witness")
    {
        Devices.UseOneThread();
        if (Disagreement("the right formula", _ => right(), witness) is { } bad)
            throw new ClaimFailedException($"the right formula fails: {Findings.Told(witness, bad)}");
        Finding seen = Disagreement("the mistake", _ => wrong(), witness)
            ?? throw new ClaimFailedException($"the mistake is not refuted: it agrees at {witness}");
        return Outcome(witness, seen, shapes, 1);
    }

    /// <summary>The first finding that fails; null where all hold.</summary>
    static Finding? Disagreement<TCase>(string who, Func<TCase, IEnumerable<Finding>> formula, TCase @case)
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            return Findings.FirstFailing(Findings.Of(formula(@case), @case));
        }
        catch (Exception e) when (e is not ClaimFailedException)
        {
            throw Findings.Threw($"{@case}", e, prefix: $"{who} crashed, which refutes nothing: ");
        }
    }

    static ClaimFailedException RightFailed<TCase>(Func<TCase, IEnumerable<Finding>> right, TCase @case, string counterexample)
    {
        try
        {
            return Disagreement("the right formula", right, @case) is { } failing
                ? new ClaimFailedException($"the right formula fails: {Findings.Told(counterexample, failing)}")
                : new ClaimFailedException($"not reproducible: the right formula failed once and held the second time at {counterexample}");
        }
        catch (ClaimFailedException e)
        {
            return e;
        }
    }

    static RefutationOutcome Outcome(string witness, Finding seen, string shapes, int count) => new()
    {
        Shapes = shapes,
        Domain = "the witness; the right formula holds there and at every other case looked at",
        Method = seen is Decision ? WithoutRounding : WithinBound,
        Cases = count,
        Witness = $"{witness}: {seen.What} must be {seen.Expected}, the mistake gives {seen.Received}",
    };
}
