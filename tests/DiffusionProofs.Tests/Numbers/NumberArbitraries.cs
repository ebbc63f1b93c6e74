using System.Numerics;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Tests.Numbers;

/// <summary>Rationals from one digit to five hundred, of every sign.</summary>
public static class NumberArbitraries
{
    public static Arbitrary<Rational> Rationals() => Arb.From(
        from digits in Gen.Elements(1, 1, 2, 19, 40, 500)
        from n in Integer(digits)
        from moreDigits in Gen.Elements(1, 1, 2, 19, 40, 500)
        from d in Integer(moreDigits)
        select new Rational(n, d.IsZero ? 1 : d));

    static Gen<BigInteger> Integer(int digits) =>
        from sign in Gen.Elements(-1, 1)
        from each in Gen.Choose(0, 9).ArrayOf(digits)
        select sign * each.Aggregate(BigInteger.Zero, (n, digit) => 10 * n + digit);
}
