using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>What running a claim in <see cref="Degree"/> tells of it before any value is known.</summary>
sealed record DegreeBounds
{
    /// <summary>Per variable, the degree of the numerator of the cross-multiplied differences.</summary>
    public required IReadOnlyList<long> Difference { get; init; }

    /// <summary>Per variable, the degree of the product of all divisors met.</summary>
    public required IReadOnlyList<long> Divisors { get; init; }

    /// <summary>Total degree of the differences' numerators.</summary>
    public required long Total { get; init; }

    /// <summary>log2 of the sum of the absolute coefficients of a difference's numerator.</summary>
    public required long Bits { get; init; }

    /// <summary>Total degree, and log2 of the sum of absolute coefficients, of the product of all divisors met.</summary>
    public required (long Total, long Bits) DivisorProduct { get; init; }

    /// <summary>How often the formula divides by something that depends on the variables.</summary>
    public required int DivisorCount { get; init; }

    public required long Operations { get; init; }

    public required UInt128 Trace { get; init; }

    public static DegreeBounds Of(Statement claim)
    {
        int n = claim.Variables.Count;
        SidesAt<Degree> run;
        List<Degree> divisors;
        long operations;
        try
        {
            using var recording = TraceRecording<Degree>.Start();
            run = claim.At<Degree>([.. Enumerable.Range(0, n).Select(Degree.Variable)]);
            (divisors, operations) = (recording.Divisors, recording.Operations);
        }
        catch (DivideByZeroException)
        {
            throw new IdenticallyZeroDivisorException($"{claim.Name}: a divisor is the constant zero.");
        }
        catch (OverflowException)
        {
            throw new UndecidedClaimException($"{claim.Name}: its degree is beyond 2^63.");
        }

        if (run.Sides.Count == 0) throw new VacuousClaimException($"{claim.Name}: states no equality.");
        for (int i = 0; i < n; i++)
            if (run.Sides.All(side => !Has(side.Left, i) && !Has(side.Right, i)))
                throw new VacuousClaimException($"{claim.Name}: the variable {claim.Variables[i]} does not occur on any side.");

        PolynomialBound[] differences = [.. run.Sides.Select(side => (side.Left - side.Right).Numerator)];
        return new()
        {
            Difference = [.. Enumerable.Range(0, n).Select(i => differences.Max(d => d[i]))],
            Divisors = [.. Enumerable.Range(0, n).Select(i => divisors.Sum(d => d.Numerator[i]))],
            Total = differences.Max(d => d.Total),
            Bits = differences.Max(d => d.Bits),
            DivisorProduct = (divisors.Sum(d => d.Numerator.Total), divisors.Sum(d => d.Numerator.Bits)),
            DivisorCount = divisors.Count(d => d.Numerator.Total > 0),
            Operations = operations,
            Trace = run.Trace,
        };

        static bool Has(Degree side, int variable) => side.Numerator[variable] + side.Denominator[variable] > 0;
    }
}
