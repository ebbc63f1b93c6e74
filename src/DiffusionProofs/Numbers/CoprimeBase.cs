using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>
/// Pairwise coprime elements of which the given ones are products of powers, found by greatest common divisors alone:
/// while two have g in common, a and b become a/g, g and b/g. Nothing is factored.
/// </summary>
public static class CoprimeBase
{
    /// <summary>For integers greater than 1.</summary>
    public static IReadOnlyList<BigInteger> Of(IEnumerable<BigInteger> integers) =>
        Refine(integers, BigInteger.GreatestCommonDivisor, static (a, b) => a / b, static a => a.IsOne);

    /// <summary>For primitive polynomials that are not constant.</summary>
    public static IReadOnlyList<IntegerPolynomial> Of(IEnumerable<IntegerPolynomial> polynomials) =>
        Refine(polynomials, IntegerPolynomial.GreatestCommonDivisor, static (a, b) => a.DividedExactlyBy(b)!, static a => a.IsConstant);

    static List<T> Refine<T>(IEnumerable<T> elements, Func<T, T, T> gcd, Func<T, T, T> divide, Func<T, bool> isUnit)
    {
        List<T> coprime = [];
        Stack<T> open = new();
        foreach (T element in elements)
        {
            open.Push(element);
            while (open.TryPop(out T? next)) Insert(next);
        }

        return coprime;

        void Insert(T next)
        {
            for (int i = 0; i < coprime.Count && !isUnit(next); i++)
            {
                T common = gcd(next, coprime[i]);
                if (isUnit(common)) continue;
                T rest = divide(coprime[i], common);
                if (!isUnit(rest))
                {
                    coprime.RemoveAt(i);
                    open.Push(common);
                    open.Push(rest);
                    open.Push(divide(next, common));
                    return;
                }

                next = divide(next, common);
                i--;
            }

            if (!isUnit(next)) coprime.Add(next);
        }
    }
}
