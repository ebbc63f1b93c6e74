using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>A claim expanded into polynomials, where that stays within the budget.</summary>
sealed record Expansion
{
    // About a quarter of a second of products.
    const int Terms = 20_000;
    const long Products = 1_000_000;

    /// <summary>The first difference that is not zero, as text; null where all are zero.</summary>
    public required string? Difference { get; init; }

    public required IReadOnlyList<string> Denominators { get; init; }

    /// <summary>The expansion, or null where it is too large.</summary>
    /// <exception cref="IdenticallyZeroDivisorException">Certain, since the test for zero is exact.</exception>
    public static Expansion? Of(Statement claim, UInt128 trace)
    {
        using PolynomialBudget budget = PolynomialBudget.Use(Terms, Products);
        using var recording = TraceRecording<Poly>.Start();
        try
        {
            SidesAt<Poly> run = claim.At<Poly>([.. Enumerable.Range(0, claim.Variables.Count).Select(Poly.Variable)]);
            if (run.Trace != trace) throw new BranchingFormulaException($"{claim.Name}: does other operations on polynomials than on degrees.");
            Poly[] differences = [.. run.Sides.Select(side => side.Left - side.Right)];
            int wrong = Array.FindIndex(differences, d => !d.IsZero);
            return new()
            {
                Difference = wrong < 0 ? null : $"equality {wrong}: {Shortened(differences[wrong].Numerator, claim.Variables)}",
                Denominators = Primitive(recording.Divisors, claim.Variables),
            };
        }
        catch (PolynomialTooLargeException)
        {
            return null;
        }
        catch (DivideByZeroException)
        {
            throw new IdenticallyZeroDivisorException($"{claim.Name}: divides by an expression that is zero for all inputs.");
        }
    }

    /// <summary>The coprime factors of all divisors, as text in canonical order; the divisors as met where that is too large.</summary>
    public static IReadOnlyList<string> Primitive(IEnumerable<Poly> divisors, IReadOnlyList<string> variables)
    {
        IReadOnlyList<IntegerPolynomial> factors = [.. divisors.SelectMany(d => d.ZeroFactors()).Distinct()];
        using (PolynomialBudget.Use(Terms, Products))
        {
            try
            {
                factors = CoprimeBase.Of(factors);
            }
            catch (PolynomialTooLargeException)
            {
                // What is shown is then longer than need be, but says the same.
            }
        }

        return [.. factors.OrderBy(p => p.TotalDegree).ThenBy(p => p.Terms).ThenBy(p => p.ToString(variables), StringComparer.Ordinal)
            .Select(p => Shortened(p, variables))];
    }

    static string Shortened(IntegerPolynomial polynomial, IReadOnlyList<string> variables) => polynomial.Terms <= 20
        ? polynomial.ToString(variables)
        : $"a polynomial of {polynomial.Terms} terms, degree {polynomial.TotalDegree}";
}
