using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>Decides equalities between combinations of logarithms, in <see cref="LogForm{C}"/> over polynomials.</summary>
sealed class LogProof
{
    const int Terms = 20_000;
    const long Products = 4_000_000;
    const int Attempts = 500;

    readonly ILogIdentity claim;
    readonly string name;
    readonly int variables;

    public LogProof(ILogIdentity claim)
    {
        (this.claim, name, variables) = (claim, Statement.NameOf(claim, claim.Shapes), claim.Variables.Count);
        Statement.Check(claim.Variables, name);
    }

    public Proven Run()
    {
        CheckOccurrence();
        var (difference, decided, denominators, atoms, trace) = Compare();
        long points = CheckFurtherPoints(trace);
        if (difference is not null)
        {
            string what = decided ? "the coefficients differ" : "neither proven nor refuted";
            throw new UndecidedClaimException($"{name}: {what}, and no point showed a difference: {difference}.");
        }

        return new($"coefficients compared on {atoms} coprime atoms of logarithms; {points} further points decided exactly", denominators, null, points);
    }

    void CheckOccurrence()
    {
        Occurrence all = default;
        int equalities = 0;
        foreach (var (left, right) in claim.Sides<Occurrence>([.. Enumerable.Range(0, variables).Select(Occurrence.Variable)]))
        {
            equalities++;
            all += left + right;
        }

        if (equalities == 0) throw new VacuousClaimException($"{name}: states no equality.");
        for (int i = 0; i < variables; i++)
            if (!all.Mentions(i)) throw new VacuousClaimException($"{name}: the variable {claim.Variables[i]} does not occur on any side.");
    }

    (string? Difference, bool Decided, IReadOnlyList<string> Denominators, int Atoms, UInt128 Trace) Compare()
    {
        using PolynomialBudget budget = PolynomialBudget.Use(Terms, Products);
        using var recording = TraceRecording<LogForm<Poly>>.Start();
        try
        {
            var (sides, trace) = At<LogForm<Poly>>([.. Enumerable.Range(0, variables).Select(i => new LogForm<Poly>(Poly.Variable(i)))]);
            string? difference = null;
            bool decided = true, nonZero = false;
            HashSet<IntegerPolynomial> atoms = [];
            for (int i = 0; i < sides.Count; i++)
            {
                var (left, right) = sides[i];
                LogForm<Poly> onAtoms = left.OnCoprimeAtoms(out _);
                nonZero |= !onAtoms.Constant.IsZero || onAtoms.Logarithms.Count > 0 || LogForm<Poly>.Compare(right, default) != LogEquality.Equal;
                atoms.UnionWith(onAtoms.Logarithms.Keys);
                LogForm<Poly> rest = (left - right).OnCoprimeAtoms(out bool coprime);
                if (rest.Constant.IsZero && rest.Logarithms.Count == 0) continue;
                difference ??= $"equality {i}: {Told(rest)}";
                decided &= coprime;
            }

            if (!nonZero) throw new VacuousClaimException($"{name}: both sides are zero for all inputs.");
            return (difference, decided, Expansion.Primitive(recording.Divisors.Select(d => d.Constant), claim.Variables), atoms.Count, trace);
        }
        catch (PolynomialTooLargeException)
        {
            throw new UndecidedClaimException($"{name}: too large to be expanded.");
        }
        catch (DivideByZeroException)
        {
            throw new IdenticallyZeroDivisorException($"{name}: divides by an expression that is zero for all inputs.");
        }
        catch (NotSupportedException e)
        {
            throw new UndecidedClaimException($"{name}: {e.Message}");
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new VacuousClaimException($"{name}: takes a logarithm of what is never positive. {e.Message}");
        }
    }

    /// <summary>At rational points the two sides are decided exactly, whichever way.</summary>
    long CheckFurtherPoints(UInt128 trace)
    {
        SeededRandom random = new(trace);
        int found = 0;
        for (int attempt = 0; attempt < Attempts && found < FurtherPoints.Random; attempt++)
        {
            Rational[] point = Assumptions.Draw(random, variables, attempt);
            try
            {
                var (sides, there) = At<LogForm<Rational>>([.. point.Select(x => new LogForm<Rational>(x))]);
                if (there != trace) throw new BranchingFormulaException($"{name}: branches on a value: at {Describe(point)} it does other operations than elsewhere.");
                for (int i = 0; i < sides.Count; i++)
                    if (LogForm<Rational>.Compare(sides[i].Left, sides[i].Right) != LogEquality.Equal) throw Refuted(i, point, sides[i].Left, sides[i].Right);
                found++;
            }
            catch (Exception e) when (e is DivideByZeroException or ArgumentOutOfRangeException)
            {
                // A pole, or an argument that is not positive: not in the domain.
            }
        }

        if (found == 0) throw new VacuousClaimException($"{name}: no input was found at which both sides are defined, among {Attempts}.");
        if (found < FurtherPoints.Random)
            throw new UndecidedClaimException($"{name}: {found} further points at which both sides are defined were found, not {FurtherPoints.Random}.");
        return found;
    }

    (IReadOnlyList<(T Left, T Right)> Sides, UInt128 Trace) At<T>(IReadOnlyList<T> values) where T : ILogField<T>
    {
        List<(T, T)> sides = [];
        UInt128 trace = 0;
        foreach (var (left, right) in claim.Sides<TracedLog<T>>([.. values.Select((value, i) => TracedLog<T>.Variable(value, i))]))
        {
            sides.Add((left.Value, right.Value));
            trace = TraceHash.Of('s', trace, TraceHash.Of('=', left.Trace, right.Trace));
        }

        return (sides, trace);
    }

    string Told(LogForm<Poly> difference) => difference.Logarithms.Count == 0
        ? $"left - right = {difference.Constant.ToString(claim.Variables)}"
        : "left - right has " + string.Join(", ", difference.Logarithms
            .Select(term => $"{term.Value.ToString(claim.Variables)} times log({term.Key.ToString(claim.Variables)})").Order(StringComparer.Ordinal).Take(3));

    string Describe(Rational[] point) => string.Join(", ", claim.Variables.Zip(point, (variable, value) => $"{variable} = {value}"));

    IdentityRefutedException Refuted(int equality, Rational[] point, LogForm<Rational> left, LogForm<Rational> right) =>
        new($"{name}: equality {equality} is false at {Describe(point)}: left {left}, right {right}")
        {
            Counterexample = Describe(point),
            Equality = equality,
            Left = left.ToString(),
            Right = right.ToString(),
        };
}
