using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>What is known of two combinations of logarithms.</summary>
public enum LogEquality
{
    /// <summary>Proven equal, wherever both are defined.</summary>
    Equal,

    /// <summary>Proven different: the atoms are coprime, and their logarithms linearly independent.</summary>
    Different,

    /// <summary>Neither: the atoms could not be made coprime within the budget.</summary>
    NotProven,
}

/// <summary>
/// c_0 + sum_i c_i log a_i over a field of coefficients. The logarithm of a rational function is split into those of its
/// factors; an atom a_i is a positive integer or a primitive polynomial (for which log a means log |a|: the
/// argument as a whole is positive). Products of logarithms, quotients by them, and logarithms of them throw
/// <see cref="NotSupportedException"/>; log 0 throws <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
/// <remarks>
/// Decided by coprime bases. Logarithms of pairwise coprime polynomials are algebraically independent over the rational
/// functions (Ostrowski), and those of pairwise coprime integers, with 1, linearly independent over the rationals (unique
/// factorisation, and Hermite-Lindemann for the 1); so forms are equal exactly where all coefficients on such a base are.
/// </remarks>
public readonly struct LogForm<C> : ILogField<LogForm<C>>, IEquatable<LogForm<C>> where C : struct, ILogArgument<C>
{
    readonly Dictionary<IntegerPolynomial, C>? logs;

    LogForm(C constant, Dictionary<IntegerPolynomial, C>? logs) => (Constant, this.logs) = (constant, logs is { Count: 0 } ? null : logs);

    /// <summary>The form c_0, without logarithms.</summary>
    public LogForm(C constant) : this(constant, null) { }

    /// <summary>c_0.</summary>
    public C Constant { get; }

    /// <summary>The atoms and their coefficients, as the formula built them.</summary>
    public IReadOnlyDictionary<IntegerPolynomial, C> Logarithms => logs ?? [];

    public static implicit operator LogForm<C>(C constant) => new(constant);

    public static LogForm<C> From(BigInteger n) => new(C.From(n));

    public static LogForm<C> operator +(LogForm<C> a, LogForm<C> b)
    {
        if (b.logs is null) return new(a.Constant + b.Constant, a.logs);
        if (a.logs is null) return new(a.Constant + b.Constant, b.logs);
        Dictionary<IntegerPolynomial, C> sum = new(a.logs);
        foreach (var (atom, coefficient) in b.logs) Add(sum, atom, coefficient);
        return new(a.Constant + b.Constant, sum);
    }

    public static LogForm<C> operator -(LogForm<C> a, LogForm<C> b) => a + -b;

    public static LogForm<C> operator -(LogForm<C> a) => a.Map(static c => -c);

    public static LogForm<C> operator *(LogForm<C> a, LogForm<C> b)
    {
        if (b.TryGetConstant(out C right)) return a.Map(c => c * right);
        if (a.TryGetConstant(out C left)) return b.Map(c => left * c);
        throw new NotSupportedException("A product of two logarithms is no linear combination of logarithms.");
    }

    public static LogForm<C> operator /(LogForm<C> a, LogForm<C> b) => b.TryGetConstant(out C divisor)
        ? a.Map(c => c / divisor)
        : throw new NotSupportedException("A quotient by a logarithm is no linear combination of logarithms.");

    public static LogForm<C> Log(LogForm<C> x)
    {
        if (!x.TryGetConstant(out C argument)) throw new NotSupportedException("A logarithm of a logarithm is no linear combination of logarithms.");
        Dictionary<IntegerPolynomial, C> logs = [];
        foreach (var (factor, exponent) in C.PositiveFactors(argument))
            if (!factor.IsOne) Add(logs, factor, C.From(exponent));
        return new(C.Zero, logs);
    }

    /// <summary>Whether the two are equal, with a proof either way wherever the atoms can be made coprime.</summary>
    public static LogEquality Compare(LogForm<C> a, LogForm<C> b)
    {
        LogForm<C> difference = (a - b).OnCoprimeAtoms(out bool coprime);
        if (difference.logs is null && C.IsZero(difference.Constant)) return LogEquality.Equal;
        return coprime ? LogEquality.Different : LogEquality.NotProven;
    }

    /// <summary>The same form on pairwise coprime atoms, none with coefficient zero.</summary>
    /// <param name="coprime">Whether the atoms are; false where the polynomials among them outgrew the budget.</param>
    public LogForm<C> OnCoprimeAtoms(out bool coprime)
    {
        coprime = true;
        if (logs is null) return this;
        Dictionary<IntegerPolynomial, C> refined = [];
        BigInteger[] integers = [.. logs.Keys.Where(atom => atom.IsConstant).Select(atom => atom.ConstantValue)];
        IntegerPolynomial[] polynomials = [.. logs.Keys.Where(atom => !atom.IsConstant)];
        IReadOnlyList<BigInteger> integerBase = CoprimeBase.Of(integers);
        IReadOnlyList<IntegerPolynomial> polynomialBase;
        try
        {
            polynomialBase = CoprimeBase.Of(polynomials);
        }
        catch (PolynomialTooLargeException)
        {
            (polynomialBase, coprime) = (polynomials, false);
        }

        foreach (BigInteger integer in integers)
        {
            BigInteger rest = integer;
            C coefficient = logs[IntegerPolynomial.Constant(integer)];
            foreach (BigInteger b in integerBase)
            {
                int exponent = 0;
                while (!rest.IsOne && BigInteger.DivRem(rest, b, out BigInteger remainder) is var quotient && remainder.IsZero) (rest, exponent) = (quotient, exponent + 1);
                if (exponent > 0) Add(refined, IntegerPolynomial.Constant(b), C.From(exponent) * coefficient);
            }
        }

        foreach (IntegerPolynomial polynomial in polynomials)
        {
            // Without a coprime base each atom stands for itself.
            if (!coprime)
            {
                Add(refined, polynomial, logs[polynomial]);
                continue;
            }

            IntegerPolynomial rest = polynomial;
            foreach (IntegerPolynomial b in polynomialBase)
            {
                int exponent = 0;
                while (!rest.IsConstant && rest.DividedExactlyBy(b) is { } quotient) (rest, exponent) = (quotient, exponent + 1);
                if (exponent > 0) Add(refined, b, C.From(exponent) * logs[polynomial]);
            }
        }

        return new(Constant, refined);
    }

    bool TryGetConstant(out C constant)
    {
        constant = Constant;
        return logs is null || OnCoprimeAtoms(out _).logs is null;
    }

    LogForm<C> Map(Func<C, C> map)
    {
        if (logs is null) return new(map(Constant), null);
        Dictionary<IntegerPolynomial, C> mapped = [];
        foreach (var (atom, coefficient) in logs) Add(mapped, atom, map(coefficient));
        return new(map(Constant), mapped);
    }

    static void Add(Dictionary<IntegerPolynomial, C> logs, IntegerPolynomial atom, C coefficient)
    {
        if (logs.TryGetValue(atom, out C before)) coefficient = before + coefficient;
        if (C.IsZero(coefficient)) logs.Remove(atom);
        else logs[atom] = coefficient;
    }

    public bool Equals(LogForm<C> other) => Compare(this, other) == LogEquality.Equal;

    public override bool Equals(object? obj) => obj is LogForm<C> other && Equals(other);

    // Equal forms may be written on different atoms.
    public override int GetHashCode() => 0;

    public override string ToString() => logs is null
        ? $"{Constant}"
        : string.Join(" + ", [$"{Constant}", .. logs.Select(term => $"({term.Value}) log({term.Key})").Order(StringComparer.Ordinal)]);
}
