using System.Numerics;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Evidence;

/// <summary>Exact fractions that are no neutral elements.</summary>
public static class Fractions
{
    /// <summary>Denominators whose least common multiples grow, so that cancellations are not an accident of one of them.</summary>
    static readonly int[] denominators = [3, 4, 5, 7, 8, 9, 11, 12];

    /// <summary>A fraction strictly between two integers, or equal to one of them where that is not neutral; never 0, 1, -1, 1/2 or -1/2.</summary>
    public static Arbitrary<Rational> Between(int low, int high)
    {
        if (low >= high) throw new ArgumentException($"high must be above low; they were {high} and {low}.", nameof(high));
        Gen<Rational> generator =
            from denominator in Gen.Elements(denominators)
            from numerator in Gen.Choose(low * denominator, high * denominator)
            select new Rational(numerator, denominator);
        return Arb.From(generator.Where(IsPlain), x => Shrinks(x).Where(s => IsPlain(s) && s >= low && s <= high));
    }

    static IEnumerable<Rational> Shrinks(Rational x)
    {
        // Smaller denominators first, each by one step at least, so that shrinking ends.
        if (!x.IsInteger) yield return BigInteger.Divide(x.Numerator, x.Denominator);
        if (x.Denominator > 3) yield return new Rational(BigInteger.Divide(x.Numerator * 3, x.Denominator), 3);
        if (BigInteger.Abs(x.Numerator) > 1) yield return new Rational(x.Numerator - x.Numerator.Sign, x.Denominator);
    }

    static bool IsPlain(Rational x) => !x.IsZero && Rational.Abs(x) != 1 && Rational.Abs(x) != new Rational(1, 2);
}
