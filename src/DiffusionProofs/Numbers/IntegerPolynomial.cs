using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace DiffusionProofs.Numbers;

/// <summary>A polynomial with integer coefficients in variables numbered from 0: its terms with non-zero coefficients, in the order of printing.</summary>
public sealed partial class IntegerPolynomial : IEquatable<IntegerPolynomial>
{
    readonly (Monomial Monomial, BigInteger Coefficient)[] terms;

    IntegerPolynomial((Monomial, BigInteger)[] terms) => this.terms = terms;

    public static IntegerPolynomial Zero { get; } = new([]);

    public static IntegerPolynomial One { get; } = Constant(1);

    public static IntegerPolynomial Constant(BigInteger n) => n.IsZero ? Zero : new([(Monomial.One, n)]);

    public static IntegerPolynomial Variable(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new([(Monomial.Power(index, 1), BigInteger.One)]);
    }

    public int Terms => terms.Length;

    public bool IsZero => terms.Length == 0;

    public bool IsConstant => terms.Length == 0 || (terms.Length == 1 && terms[0].Monomial.Degree == 0);

    public bool IsOne => IsConstant && !IsZero && terms[0].Coefficient.IsOne;

    /// <summary>The value of a constant polynomial.</summary>
    public BigInteger ConstantValue => !IsConstant
        ? throw new InvalidOperationException($"{this} is not a constant.")
        : IsZero ? BigInteger.Zero : terms[0].Coefficient;

    /// <summary>The true total degree; of zero, 0.</summary>
    public int TotalDegree => IsZero ? 0 : terms[^1].Monomial.Degree;

    /// <summary>The true degree in one variable; of zero, 0.</summary>
    public int DegreeIn(int variable) => terms.Length == 0 ? 0 : terms.Max(term => term.Monomial[variable]);

    /// <summary>One more than the largest index of a variable that occurs; 0 for constants.</summary>
    public int Variables => terms.Length == 0 ? 0 : terms.Max(term => term.Monomial.Variables);

    /// <summary>The sign of the term that is printed first; 0 for zero.</summary>
    public int FirstSign => IsZero ? 0 : terms[0].Coefficient.Sign;

    /// <summary>The sum of the absolute values of the coefficients.</summary>
    public BigInteger Norm => terms.Aggregate(BigInteger.Zero, (sum, term) => sum + BigInteger.Abs(term.Coefficient));

    public static IntegerPolynomial operator +(IntegerPolynomial a, IntegerPolynomial b) => Merge(a, b, 1);

    public static IntegerPolynomial operator -(IntegerPolynomial a, IntegerPolynomial b) => Merge(a, b, -1);

    public static IntegerPolynomial operator -(IntegerPolynomial a) => a * BigInteger.MinusOne;

    public static IntegerPolynomial operator *(IntegerPolynomial a, BigInteger n) => n.IsZero ? Zero
        : n.IsOne ? a
        : new([.. a.terms.Select(term => (term.Monomial, term.Coefficient * n))]);

    public static IntegerPolynomial operator *(IntegerPolynomial a, IntegerPolynomial b)
    {
        if (a.IsZero || b.IsZero) return Zero;
        if (b.IsConstant) return a * b.ConstantValue;
        if (a.IsConstant) return b * a.ConstantValue;
        PolynomialBudget.Spend((long)a.Terms * b.Terms);
        Dictionary<Monomial, BigInteger> product = [];
        foreach (var (m, c) in a.terms)
        {
            foreach (var (n, d) in b.terms) CollectionsMarshal.GetValueRefOrAddDefault(product, m * n, out _) += c * d;
            PolynomialBudget.CheckTerms(product.Count);
        }

        return FromTerms(product);
    }

    public static IntegerPolynomial Pow(IntegerPolynomial x, int power)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(power);
        IntegerPolynomial result = One;
        for (int i = 0; i < power; i++) result *= x;
        return result;
    }

    /// <summary>The value at a point, in any field.</summary>
    public T Evaluate<T>(IReadOnlyList<T> point) where T : IField<T> =>
        terms.Select(term => Enumerable.Range(0, term.Monomial.Variables)
            .Aggregate(T.From(term.Coefficient), (product, i) => product * point[i].Power(term.Monomial[i]))).Sum();

    static IntegerPolynomial FromTerms(IEnumerable<KeyValuePair<Monomial, BigInteger>> terms)
    {
        var kept = terms.Where(term => !term.Value.IsZero).Select(term => (term.Key, term.Value)).ToArray();
        Array.Sort(kept, static (x, y) => x.Key.CompareTo(y.Key));
        return new(kept);
    }

    static IntegerPolynomial Merge(IntegerPolynomial a, IntegerPolynomial b, int sign)
    {
        PolynomialBudget.Spend(a.Terms + b.Terms);
        List<(Monomial, BigInteger)> sum = new(a.Terms + b.Terms);
        int i = 0, j = 0;
        while (i < a.Terms || j < b.Terms)
        {
            int order = i == a.Terms ? 1 : j == b.Terms ? -1 : a.terms[i].Monomial.CompareTo(b.terms[j].Monomial);
            BigInteger coefficient = (order <= 0 ? a.terms[i].Coefficient : 0) + (order >= 0 ? sign * b.terms[j].Coefficient : 0);
            if (!coefficient.IsZero) sum.Add(((order <= 0 ? a.terms[i] : b.terms[j]).Monomial, coefficient));
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        PolynomialBudget.CheckTerms(sum.Count);
        return new([.. sum]);
    }

    public bool Equals(IntegerPolynomial? other) => other is not null && terms.AsSpan().SequenceEqual(other.terms);

    public override bool Equals(object? obj) => Equals(obj as IntegerPolynomial);

    public override int GetHashCode()
    {
        HashCode hash = new();
        foreach (var term in terms) hash.Add(term);
        return hash.ToHashCode();
    }

    public override string ToString() => ToString(i => $"x{i}");

    /// <summary>Canonical text with these names of the variables, such as <c>sigma^2 + 3*x*y</c>.</summary>
    public string ToString(IReadOnlyList<string> names) => ToString(i => names[i]);

    string ToString(Func<int, string> name)
    {
        if (IsZero) return "0";
        StringBuilder text = new();
        foreach (var (monomial, coefficient) in terms)
        {
            text.Append(text.Length == 0 ? (coefficient.Sign < 0 ? "-" : "") : coefficient.Sign < 0 ? " - " : " + ");
            BigInteger size = BigInteger.Abs(coefficient);
            if (monomial.Degree == 0) text.Append(size);
            else if (size.IsOne) text.Append(monomial.ToString(name));
            else text.Append(size).Append('*').Append(monomial.ToString(name));
        }

        return text.ToString();
    }
}
