using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>Evaluates a claim at single points of rational coordinates, in the rationals or modulo a prime, and refutes it where the sides differ.</summary>
sealed class PointCheck(Statement claim, UInt128 trace)
{
    public long Points { get; private set; }

    public bool SawNonZero { get; private set; }

    /// <summary>Whether the sides are defined at the point; if so they are equal there.</summary>
    public bool IsDefinedAt<T>(IReadOnlyList<Rational> point, string? remark = null) where T : struct, IField<T>, IEquatable<T>
    {
        SidesAt<T> run;
        try
        {
            run = claim.At<T>([.. point.Select(x => x.In<T>())]);
        }
        catch (DivideByZeroException)
        {
            return false;
        }

        if (run.Trace != trace)
            throw new BranchingFormulaException($"{claim.Name}: branches on a value: at {claim.Describe(point)} it does other operations than elsewhere.");
        Points++;
        for (int i = 0; i < run.Sides.Count; i++)
        {
            var (left, right) = run.Sides[i];
            SawNonZero |= !left.Equals(default) || !right.Equals(default);
            if (!left.Equals(right)) throw Refuted(i, point, Text(left), Text(right), remark);
        }

        return true;

        static string Text(T value) => value is PrimeField ? $"{value} mod {PrimeField.Modulus}" : $"{value}";
    }

    IdentityRefutedException Refuted(int equality, IReadOnlyList<Rational> point, string left, string right, string? remark)
    {
        string at = claim.Describe(point);
        return new($"{claim.Name}: equality {equality} is false at {at}: left {left}, right {right}{(remark is null ? "" : $" ({remark})")}")
        {
            Counterexample = at,
            Equality = equality,
            Left = left,
            Right = right,
        };
    }
}
