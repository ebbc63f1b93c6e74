using System.Numerics;
using System.Runtime.InteropServices;

namespace DiffusionProofs.Numbers;

public sealed partial class IntegerPolynomial
{
    // What a term costs that is kept in order, in products of terms (measured: about 5).
    const int OrderedStep = 5;

    /// <summary>The greatest common divisor of the coefficients, not negative.</summary>
    public BigInteger Content
    {
        get
        {
            BigInteger content = BigInteger.Zero;
            foreach (var (_, coefficient) in terms)
            {
                content = BigInteger.GreatestCommonDivisor(content, coefficient);
                if (content.IsOne) break;
            }

            return content;
        }
    }

    /// <summary>This polynomial over its content, with the sign that makes the term printed first positive; of zero, zero.</summary>
    public IntegerPolynomial PrimitivePart => IsZero ? this : Over(Content * FirstSign);

    IntegerPolynomial Over(BigInteger n) => n.IsOne ? this : new([.. terms.Select(term => (term.Monomial, term.Coefficient / n))]);

    /// <summary>The product of the powers of variables that divides every term, as variables and exponents, and what is left.</summary>
    public IntegerPolynomial WithoutMonomial(out IReadOnlyList<(int Variable, int Exponent)> powers)
    {
        powers = [];
        if (IsZero) return this;
        Monomial common = terms.Select(term => term.Monomial).Aggregate(Monomial.GreatestCommonDivisor);
        if (common.Degree == 0) return this;
        powers = [.. Enumerable.Range(0, common.Variables).Where(i => common[i] > 0).Select(i => (i, common[i]))];
        return new([.. terms.Select(term => (term.Monomial.DividedBy(common), term.Coefficient))]);
    }

    /// <summary>The quotient where the divisor divides this polynomial with integer coefficients; else null.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public IntegerPolynomial? DividedExactlyBy(IntegerPolynomial divisor)
    {
        if (divisor.IsZero) throw new DivideByZeroException("A polynomial is divided by zero.");
        if (IsZero) return Zero;
        if (!CouldBeDividedBy(divisor)) return null;

        PolynomialBudget.Spend(OrderedStep * (long)Terms);

        // The order of printing is degree first, so the last term leads, as in any graded order.
        var (leading, leadingCoefficient) = divisor.terms[^1];
        Dictionary<Monomial, BigInteger> rest = terms.ToDictionary(term => term.Monomial, term => term.Coefficient);
        SortedSet<Monomial> order = [.. rest.Keys];
        List<KeyValuePair<Monomial, BigInteger>> quotient = [];
        while (order.Count > 0)
        {
            Monomial top = order.Max;
            if (!leading.Divides(top)) return null;
            BigInteger factor = BigInteger.DivRem(rest[top], leadingCoefficient, out BigInteger remainder);
            if (!remainder.IsZero) return null;
            Monomial shift = top.DividedBy(leading);
            quotient.Add(new(shift, factor));
            PolynomialBudget.Spend(OrderedStep * (long)divisor.Terms);
            foreach (var (monomial, coefficient) in divisor.terms)
            {
                Monomial target = monomial * shift;
                ref BigInteger value = ref CollectionsMarshal.GetValueRefOrAddDefault(rest, target, out bool exists);
                value -= factor * coefficient;
                if (!exists) order.Add(target);
                else if (value.IsZero)
                {
                    rest.Remove(target);
                    order.Remove(target);
                }
            }
        }

        return FromTerms(quotient);
    }

    // First and last terms of a product are the products of the first and last terms: a quick test that most divisors fail.
    bool CouldBeDividedBy(IntegerPolynomial divisor) =>
        divisor.terms[0].Monomial.Divides(terms[0].Monomial) && divisor.terms[^1].Monomial.Divides(terms[^1].Monomial)
        && (terms[0].Coefficient % divisor.terms[0].Coefficient).IsZero && (terms[^1].Coefficient % divisor.terms[^1].Coefficient).IsZero;

    /// <summary>The greatest common divisor, content included, the term printed first positive (primitive remainder sequences, recursively).</summary>
    public static IntegerPolynomial GreatestCommonDivisor(IntegerPolynomial a, IntegerPolynomial b)
    {
        if (a.IsZero) return b * b.FirstSign;
        if (b.IsZero) return a * a.FirstSign;
        BigInteger content = BigInteger.GreatestCommonDivisor(a.Content, b.Content);
        if (a.IsConstant || b.IsConstant) return Constant(content);
        (a, b) = (a.PrimitivePart, b.PrimitivePart);
        if (a.Equals(b)) return a * content;

        int variables = Math.Max(a.Variables, b.Variables);
        int main = -1, least = int.MaxValue;
        for (int i = 0; i < variables; i++)
        {
            int inA = a.DegreeIn(i), inB = b.DegreeIn(i);

            // A common divisor is free of a variable that only one of them has, so it divides each coefficient there.
            if (inA > 0 && inB == 0) return CommonDivisor(a.CoefficientsIn(i), b) * content;
            if (inB > 0 && inA == 0) return CommonDivisor(b.CoefficientsIn(i), a) * content;
            if (inA > 0 && Math.Max(inA, inB) < least) (main, least) = (i, Math.Max(inA, inB));
        }

        return PrimitiveCommonDivisor(a, b, main) * content;
    }

    static IntegerPolynomial PrimitiveCommonDivisor(IntegerPolynomial a, IntegerPolynomial b, int variable)
    {
        IntegerPolynomial contentOfA = CommonDivisor(a.CoefficientsIn(variable), Zero), contentOfB = CommonDivisor(b.CoefficientsIn(variable), Zero);
        IntegerPolynomial content = GreatestCommonDivisor(contentOfA, contentOfB);
        (a, b) = (a.DividedExactlyBy(contentOfA)!, b.DividedExactlyBy(contentOfB)!);
        if (a.DegreeIn(variable) < b.DegreeIn(variable)) (a, b) = (b, a);
        while (true)
        {
            IntegerPolynomial remainder = PseudoRemainder(a, b, variable);
            if (remainder.IsZero) return (b * content).PrimitivePart;
            if (remainder.DegreeIn(variable) == 0) return content.PrimitivePart;
            IntegerPolynomial common = CommonDivisor(remainder.CoefficientsIn(variable), Zero);
            (a, b) = (b, remainder.DividedExactlyBy(common)!);
        }
    }

    static IntegerPolynomial CommonDivisor(IEnumerable<IntegerPolynomial> polynomials, IntegerPolynomial start)
    {
        foreach (IntegerPolynomial polynomial in polynomials.OrderBy(p => p.Terms))
        {
            start = GreatestCommonDivisor(start, polynomial);
            if (start.IsOne) break;
        }

        return start;
    }

    IEnumerable<IntegerPolynomial> CoefficientsIn(int variable) => terms
        .GroupBy(term => term.Monomial[variable])
        .Select(group => FromTerms(group.Select(term => KeyValuePair.Create(term.Monomial.Without(variable), term.Coefficient))));

    IntegerPolynomial CoefficientIn(int variable, int degree) => FromTerms(terms
        .Where(term => term.Monomial[variable] == degree)
        .Select(term => KeyValuePair.Create(term.Monomial.Without(variable), term.Coefficient)));

    static IntegerPolynomial PseudoRemainder(IntegerPolynomial a, IntegerPolynomial b, int variable)
    {
        int degree = b.DegreeIn(variable);
        IntegerPolynomial leading = b.CoefficientIn(variable, degree);
        while (!a.IsZero && a.DegreeIn(variable) is var top && top >= degree)
        {
            IntegerPolynomial shift = new([(Monomial.Power(variable, top - degree), BigInteger.One)]);
            a = a * leading - b * (a.CoefficientIn(variable, top) * shift);
        }

        return a;
    }
}
